package dev.coppice.store.engine;

import dev.coppice.store.host.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// Has work done in groups, by the threads that ask for it. There is no thread of its own: whoever finds no group under
/// way leads the next one, which consists of all that wait at that moment; then, as long as others have come since, it
/// leads those that follow, or hands the lead to one that waits. A single thread thus never waits for another. Each
/// item is in exactly one group, in the order in which they came. Thread-safe.
///
/// @param <T> what is to be done
final class GroupQueue<T> {
    private static final class Waiting<T> {
        final T item;
        final Scheduler.Gate gate;
        // Written before the gate is opened.
        boolean isDone;

        Waiting(T item, Scheduler.Gate gate) {
            this.item = item;
            this.gate = gate;
        }
    }

    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
    private boolean hasLeader;

    /// Returns when the group of an item is done, by this thread or another.
    ///
    /// @param gate where the calling thread waits
    /// @param groupsMax how many groups the calling thread leads at most, one after the other. More than 1 is for work
    ///     that is done sooner than a waiting thread wakes up to take the lead
    /// @param work does a group; what it throws reaches the thread that leads the group, and no other
    void submit(T item, Scheduler.Gate gate, int groupsMax, Consumer<List<T>> work) {
        Waiting<T> own = new Waiting<>(item, gate);
        if (!enqueue(own)) {
            gate.await();
        }
        if (!own.isDone) {
            lead(groupsMax, work);
        }
    }

    /// Joins the queue.
    ///
    /// @return whether the caller leads
    private synchronized boolean enqueue(Waiting<T> own) {
        waiting.add(own);
        boolean leads = !hasLeader;
        hasLeader = true;
        return leads;
    }

    private void lead(int groupsMax, Consumer<List<T>> work) {
        for (int led = 1; leadOne(led < groupsMax, work); led++) {
            // Each turn does the items that have come during the one before.
        }
    }

    /// Does a group.
    ///
    /// @return whether the caller still leads
    private boolean leadOne(boolean mayGoOn, Consumer<List<T>> work) {
        List<Waiting<T>> group = takeGroup();
        boolean leads = false;
        boolean isOver = false;
        try {
            List<T> items = new ArrayList<>(group.size());
            group.forEach(each -> items.add(each.item));
            work.accept(items);
            isOver = true;
        } finally {
            leads = endGroup(mayGoOn && isOver);
            for (Waiting<T> each : group) {
                each.isDone = true;
                each.gate.open();
            }
        }
        return leads;
    }

    private synchronized List<Waiting<T>> takeGroup() {
        List<Waiting<T>> group = new ArrayList<>(waiting);
        waiting.clear();
        return group;
    }

    /// Lets the caller lead on, or the first of those that wait: that one passes its gate without being done.
    ///
    /// @return whether the caller still leads
    private synchronized boolean endGroup(boolean mayGoOn) {
        Waiting<T> next = waiting.peek();
        if (next == null) {
            hasLeader = false;
            return false;
        }
        if (!mayGoOn) {
            next.gate.open();
        }
        return mayGoOn;
    }
}

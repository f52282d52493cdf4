package dev.coppice.store.engine;

import dev.coppice.store.host.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// Has work done in groups, by the threads that ask for it. There is no thread of its own: whoever finds no group under
/// way leads the next one, which consists of all that wait at that moment, and then hands the lead to one of those that
/// have come since. A single thread thus never waits for another. Each item is in exactly one group, in the order in
/// which they came. Thread-safe.
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
    /// @param work does a group; what it throws reaches the thread that leads the group, and no other
    void submit(T item, Scheduler.Gate gate, Consumer<List<T>> work) {
        Waiting<T> own = new Waiting<>(item, gate);
        if (!enqueue(own)) {
            gate.await();
        }
        if (!own.isDone) {
            lead(work);
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

    private void lead(Consumer<List<T>> work) {
        List<Waiting<T>> group = takeGroup();
        try {
            List<T> items = new ArrayList<>(group.size());
            group.forEach(each -> items.add(each.item));
            work.accept(items);
        } finally {
            passLead();
            for (Waiting<T> each : group) {
                each.isDone = true;
                each.gate.open();
            }
        }
    }

    private synchronized List<Waiting<T>> takeGroup() {
        List<Waiting<T>> group = new ArrayList<>(waiting);
        waiting.clear();
        return group;
    }

    /// Lets the first of those that wait lead: it passes its gate without being done.
    private synchronized void passLead() {
        Waiting<T> next = waiting.peek();
        if (next == null) {
            hasLeader = false;
        } else {
            next.gate.open();
        }
    }
}

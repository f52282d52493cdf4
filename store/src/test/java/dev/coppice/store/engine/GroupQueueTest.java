package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.host.Scheduler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Who leads which group, when whoever is woken runs at once, as far as it can.
class GroupQueueTest {
    /// Lets the one that opens it go on only when its owner has ended or waits for something else.
    private static final class EagerGate implements Scheduler.Gate {
        private final Thread owner = Thread.currentThread();
        private final CountDownLatch awaited = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        private volatile boolean isPassed;

        @Override
        public void await() {
            awaited.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            isPassed = true;
        }

        @Override
        public void open() {
            opened.countDown();
            while (owner != Thread.currentThread() && (!isPassed || owner.getState() == Thread.State.RUNNABLE)) {
                Thread.yield();
            }
        }
    }

    private final GroupQueue<String> queue = new GroupQueue<>();
    private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> others = new ArrayList<>();

    @Test
    void submit_othersComeMeanwhile_leaderHandsTheLeadToThem() throws Exception {
        submitWithOthers(1);
    }

    @Test
    void submit_othersComeMeanwhile_leaderLeadsOn() throws Exception {
        submitWithOthers(3);
    }

    private void submitWithOthers(int groupsMax) throws Exception {
        queue.submit("a", new EagerGate(), groupsMax, group -> {
            groups.add(List.copyOf(group));
            if (group.contains("a")) {
                join("b", groupsMax);
                join("c", groupsMax);
            }
        });
        for (Thread other : others) {
            other.join();
        }
        assertThat(groups).containsExactly(List.of("a"), List.of("b", "c"));
    }

    /// Has another thread join the queue, and waits until it waits.
    private void join(String item, int groupsMax) {
        CompletableFuture<EagerGate> gate = new CompletableFuture<>();
        Thread other = new Thread(() -> {
            EagerGate own = new EagerGate();
            gate.complete(own);
            queue.submit(item, own, groupsMax, group -> groups.add(List.copyOf(group)));
        });
        others.add(other);
        other.start();
        try {
            gate.join().awaited.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.coppice.store.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ThreadGateTest {
    private static final int ROUNDS = 10_000;
    private static final int DELAYS = 50;

    /// Whoever waits for a commit must not be woken by an interrupt before the commit is decided, nor lose it.
    @Test
    void await_interrupted_waitsOnAndStaysInterrupted() throws Exception {
        AtomicReference<ThreadGate> gate = new AtomicReference<>();
        CompletableFuture<Boolean> isInterrupted = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            gate.set(new ThreadGate(false));
            gate.get().await();
            isInterrupted.complete(Thread.interrupted());
        });
        waiter.start();
        awaitState(waiter, Thread.State.WAITING);
        waiter.interrupt();
        while (waiter.isInterrupted()) {
            Thread.onSpinWait(); // until it has noticed
        }
        awaitState(waiter, Thread.State.WAITING);
        assertThat(isInterrupted).isNotDone();
        gate.get().open();
        assertThat(isInterrupted.get()).isTrue();
    }

    /// Opened now before, now after its owner has looked, or while it falls asleep.
    @Test
    @Timeout(60)
    void open_whileTheOwnerFallsAsleep_isNeverMissed() throws Exception {
        AtomicReference<ThreadGate> next = new AtomicReference<>();
        Thread owner = new Thread(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                ThreadGate gate = new ThreadGate(false);
                next.set(gate);
                gate.await();
            }
        });
        owner.start();
        for (int round = 0; round < ROUNDS; round++) {
            ThreadGate gate = next.getAndSet(null);
            while (gate == null) {
                Thread.yield();
                gate = next.getAndSet(null);
            }
            for (int i = round % DELAYS; i > 0; i--) {
                Thread.onSpinWait();
            }
            gate.open();
        }
        owner.join();
    }

    private static void awaitState(Thread thread, Thread.State state) throws InterruptedException {
        while (thread.getState() != state) {
            assertThat(thread.isAlive()).isTrue();
            Thread.sleep(1);
        }
    }
}

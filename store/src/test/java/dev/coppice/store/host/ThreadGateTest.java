package dev.coppice.store.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThreadGateTest {
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

    private static void awaitState(Thread thread, Thread.State state) throws InterruptedException {
        while (thread.getState() != state) {
            Thread.sleep(1);
        }
    }
}

package dev.coppice.store.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AheadTest {
    private final ThreadScheduler scheduler = new ThreadScheduler("ahead", 1);
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    @AfterEach
    void close() {
        released.complete(null);
        scheduler.close();
    }

    private void occupyTheThread() {
        scheduler.submit("occupation", () -> {
            begun.complete(null);
            released.join();
            return false;
        });
        begun.join();
    }

    @Test
    void join_workIsUnderWay_waitsForItsResult() {
        Ahead<String> ahead = Ahead.begin(scheduler, "work", () -> {
            begun.complete(null);
            released.join();
            return "done by " + Thread.currentThread().getName();
        });
        begun.join();
        assertThat(ahead.withdraw()).isFalse();
        new Thread(() -> released.complete(null)).start();
        assertThat(ahead.join()).startsWith("done by ahead");
    }

    @Test
    void join_workFailed_throwsWhatItThrew() {
        IllegalStateException failure = new IllegalStateException("work");
        Ahead<String> ahead = Ahead.begin(scheduler, "work", () -> {
            begun.complete(null);
            throw failure;
        });
        begun.join();
        assertThat(ahead.withdraw()).isFalse();
        ahead.await();
        assertThatThrownBy(ahead::join).isSameAs(failure);
    }

    @Test
    void withdraw_noThreadIsFree_leavesTheWorkToTheCaller() {
        occupyTheThread();
        AtomicInteger runs = new AtomicInteger();
        Ahead<Integer> ahead = Ahead.begin(scheduler, "work", runs::incrementAndGet);
        assertThat(ahead.withdraw()).isTrue();
        released.complete(null);
        CompletableFuture<Void> later = new CompletableFuture<>();
        scheduler.submit("later", () -> {
            later.complete(null);
            return false;
        });
        later.join();
        assertThat(runs).hasValue(0);
    }

    @Test
    void withdraw_schedulerIsClosed_leavesTheWorkToTheCaller() {
        scheduler.close();
        assertThat(Ahead.begin(scheduler, "work", () -> "never").withdraw()).isTrue();
    }
}

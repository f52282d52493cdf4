package dev.coppice.store.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadSchedulerTest {
    private final ThreadScheduler scheduler = new ThreadScheduler("test", 2);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void submit_stepWithMore_isRunUntilItHasNoMoreAndNeverOverlapsItself() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        scheduler.submit("count", () -> {
            overlaps.addAndGet(running.getAndIncrement());
            int run = runs.incrementAndGet();
            running.decrementAndGet();
            return run < 1000;
        });
        scheduler.await(() -> runs.get() == 1000);
        assertThat(overlaps).hasValue(0);
    }

    @Test
    void submit_endlessStep_leavesOthersTheirTurn() {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger others = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            scheduler.submit("endless", () -> !stop.get());
        }
        for (int i = 0; i < 10; i++) {
            scheduler.submit("other", () -> others.incrementAndGet() < 0);
        }
        scheduler.await(() -> others.get() == 10);
        stop.set(true);
    }

    @Test
    void submitAfter_delay_runsNoSooner() {
        long start = System.nanoTime();
        AtomicBoolean ran = new AtomicBoolean();
        scheduler.submitAfter(50, "late", () -> {
            ran.set(true);
            return false;
        });
        scheduler.await(ran::get);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void submit_stepThrows_isNotRunAgainAndOthersGoOn() {
        Logger logger = Logger.getLogger(ThreadScheduler.class.getName());
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        logger.setFilter(entry -> !logged.add(entry.getMessage()));
        AtomicInteger failures = new AtomicInteger();
        AtomicBoolean other = new AtomicBoolean();
        scheduler.submit("failing", () -> {
            failures.incrementAndGet();
            throw new IllegalStateException("thrown by a test, to be logged");
        });
        scheduler.await(() -> failures.get() > 0);
        scheduler.submit("other", () -> {
            other.set(true);
            return false;
        });
        scheduler.await(other::get);
        scheduler.close();
        logger.setFilter(null);
        assertThat(failures).hasValue(1);
        assertThat(logged).singleElement().asString().contains("failing");
    }

    @Test
    void await_conditionHolds_returnsAtOnce() {
        scheduler.await(() -> true);
    }

    @Test
    void await_signalsFromManyThreads_missesNone() throws InterruptedException {
        AtomicInteger turn = new AtomicInteger();
        int threads = 4;
        int rounds = 500;
        List<Thread> players = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int own = i;
            players.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < rounds; round++) {
                    int mine = round * threads + own;
                    scheduler.await(() -> turn.get() == mine);
                    turn.incrementAndGet();
                    scheduler.signal();
                }
            }));
        }
        for (Thread player : players) {
            player.join();
        }
        assertThat(turn).hasValue(threads * rounds);
    }

    @Test
    void await_interrupted_goesOnAndKeepsTheInterrupt() throws InterruptedException {
        AtomicBoolean condition = new AtomicBoolean();
        AtomicBoolean keptInterrupt = new AtomicBoolean();
        CountDownLatch evaluated = new CountDownLatch(2);
        Thread waiter = Thread.ofPlatform().start(() -> {
            scheduler.await(() -> {
                evaluated.countDown();
                return condition.get();
            });
            keptInterrupt.set(Thread.currentThread().isInterrupted());
        });
        waiter.interrupt();
        scheduler.signal();
        evaluated.await();
        condition.set(true);
        scheduler.signal();
        waiter.join();
        assertThat(keptInterrupt).isTrue();
    }

    @Test
    void close_stepIsRunning_waitsForItAndDoesNotInterrupt() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        scheduler.submit("slow", () -> {
            started.countDown();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
            while (System.nanoTime() < end) {
                interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
            }
            ended.set(true);
            return true;
        });
        started.await();
        scheduler.close();
        assertThat(ended).isTrue();
        assertThat(interrupted).isFalse();
    }

    @Test
    void close_queuedSteps_areDroppedAndWaitersLearnIt() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        scheduler.submitAfter(60_000, "never", () -> runs.incrementAndGet() < 0);
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        Thread waiter = Thread.ofPlatform().start(() -> {
            try {
                scheduler.await(() -> {
                    waiting.countDown();
                    return runs.get() > 0;
                });
            } catch (StoreException.Closed e) {
                closed.set(true);
            }
        });
        waiting.await();
        scheduler.close();
        scheduler.close();
        waiter.join();
        assertThat(closed).isTrue();
        scheduler.submit("late", () -> runs.incrementAndGet() < 0);
        assertThatThrownBy(() -> scheduler.await(() -> false)).isInstanceOf(StoreException.Closed.class);
        assertThat(runs).hasValue(0);
    }

    @Test
    void close_fromAStep_doesNotWaitForItself() {
        AtomicBoolean closed = new AtomicBoolean();
        scheduler.submit("closing", () -> {
            scheduler.close();
            closed.set(true);
            return false;
        });
        while (!closed.get()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void close_interrupted_waitsForTheRunningStepAndStaysInterrupted() throws Exception {
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        scheduler.submit("long", () -> {
            isRunning.countDown();
            awaitUninterrupted(mayEnd);
            return false;
        });
        isRunning.await();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            scheduler.close();
            isInterrupted.set(Thread.interrupted());
        });
        closer.start();
        closer.interrupt();
        closer.join(50);
        assertThat(closer.isAlive()).isTrue();
        mayEnd.countDown();
        closer.join();
        assertThat(isInterrupted).isTrue();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a step", e);
        }
    }
}

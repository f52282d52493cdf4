package dev.coppice.store.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Scheduler.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulatedSchedulerTest {
    private final SimulatedClock clock = new SimulatedClock(1_000_000);
    private final SimulatedScheduler scheduler = new SimulatedScheduler(1, clock);
    private final List<String> trace = new ArrayList<>();

    @Test
    void submit_nothingAsked_runsNothing() {
        scheduler.submit("a", step("a", 1));
        assertThat(trace).isEmpty();
        assertThat(scheduler.queued()).containsExactly("a");
    }

    @Test
    void runOne_stepWithMoreToDo_staysQueuedUntilDone() {
        scheduler.submit("a", step("a", 2));
        assertThat(scheduler.runOne()).isTrue();
        assertThat(scheduler.queued()).containsExactly("a");
        assertThat(scheduler.runOne()).isTrue();
        assertThat(scheduler.runOne()).isFalse();
        assertThat(trace).containsExactly("a", "a");
        assertThat(scheduler.stepsRun()).isEqualTo(2);
    }

    @Test
    void runAll_severalSubmissions_seedsInterleaveThemDifferently() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            orders.add(order(seed));
        }
        assertThat(orders)
                .as("3 steps of each of 2 submissions: all interleavings")
                .hasSize(20);
    }

    @Test
    void runAll_sameSeed_runsInTheSameOrder() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(order(seed)).isEqualTo(order(seed));
        }
    }

    @Test
    void runAll_delayedWork_staysUntilItsTime() {
        scheduler.submitAfter(10, "later", step("later", 1));
        scheduler.runAll();
        assertThat(trace).isEmpty();
        clock.advanceMillis(9);
        scheduler.runAll();
        assertThat(trace).isEmpty();
        clock.advanceMillis(1);
        scheduler.runAll();
        assertThat(trace).containsExactly("later");
    }

    @Test
    void advance_severalDelays_runsEachAtItsTime() {
        List<Long> times = new ArrayList<>();
        for (long delay : new long[] {30, 10, 20, 50}) {
            scheduler.submitAfter(delay, "at " + delay, () -> {
                times.add(clock.millis() - 1_000_000);
                return false;
            });
        }
        scheduler.advance(40);
        assertThat(times).containsExactly(10L, 20L, 30L);
        assertThat(clock.millis()).isEqualTo(1_000_040);
    }

    @Test
    void await_conditionThatAStepMakesTrue_runsStepsUntilThen() {
        scheduler.submit("a", step("a", 5));
        scheduler.await(() -> trace.size() == 3);
        assertThat(trace).hasSize(3);
    }

    @Test
    void await_onlyDelayedWorkLeft_letsTimePass() {
        scheduler.submitAfter(5_000, "later", step("later", 1));
        scheduler.await(() -> !trace.isEmpty());
        assertThat(clock.nanos()).isEqualTo(5_000_000_000L);
    }

    @Test
    void await_nothingLeftToRun_isADeadlockThatSaysSo() {
        scheduler.submit("a", step("a", 1));
        assertThatThrownBy(() -> scheduler.await(() -> false))
                .isInstanceOf(Deadlock.class)
                .hasMessageContaining("nothing is left to run")
                .hasMessageContaining("steps so far: 1");
    }

    @Test
    void await_insideAStep_isRefusedEvenIfTheConditionHolds() {
        scheduler.submit("checkpoint", () -> {
            scheduler.await(() -> true);
            return false;
        });
        assertThatThrownBy(scheduler::runAll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("step 'checkpoint' awaits");
    }

    @Test
    void await_closed_throwsUnlessTheConditionHolds() {
        scheduler.submit("a", step("a", 1));
        scheduler.close();
        scheduler.await(() -> true);
        assertThatThrownBy(() -> scheduler.await(() -> false)).isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void await_stepThatNeverEnds_isADeadlockAtLast() {
        scheduler.submit("spin", () -> true);
        assertThatThrownBy(() -> scheduler.await(() -> false))
                .isInstanceOf(Deadlock.class)
                .hasMessageContaining("spin");
    }

    @Test
    void runOne_stepThatThrows_passesItOnAndEndsTheSubmission() {
        scheduler.submit("bad", () -> {
            throw new IllegalStateException("planted");
        });
        assertThatThrownBy(scheduler::runOne).hasMessage("planted");
        assertThat(scheduler.queued()).isEmpty();
    }

    @Test
    void submit_fromAStep_runsToo() {
        scheduler.submit("first", () -> {
            scheduler.submit("second", step("second", 1));
            return false;
        });
        scheduler.runAll();
        assertThat(trace).containsExactly("second");
    }

    @Test
    void close_queuedWork_isDropped() {
        scheduler.submit("a", step("a", 1));
        scheduler.close();
        scheduler.submit("b", step("b", 1));
        scheduler.runAll();
        assertThat(trace).isEmpty();
    }

    @Test
    void runSome_manyTimes_runsNoneOrAFew() {
        scheduler.submit("a", () -> true);
        var random = new SplittableRandom(1);
        Set<Long> counts = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            long before = scheduler.stepsRun();
            scheduler.runSome(random);
            counts.add(scheduler.stepsRun() - before);
        }
        assertThat(counts).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void submit_fromAnotherThread_isRefused() throws Exception {
        scheduler.submit("a", step("a", 1));
        List<Throwable> thrown = new ArrayList<>();
        Thread other = new Thread(() -> {
            try {
                scheduler.submit("b", step("b", 1));
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        other.start();
        other.join();
        assertThat(thrown).hasSize(1);
    }

    @Test
    void clock_jump_movesWallTimeOnly() {
        clock.advanceMillis(5);
        long nanos = clock.nanos();
        clock.jumpTo(500);
        assertThat(clock.millis()).isEqualTo(500);
        assertThat(clock.nanos()).isEqualTo(nanos);
        clock.advanceMillis(1);
        assertThat(clock.millis()).isEqualTo(501);
        assertThatThrownBy(() -> clock.advanceMillis(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> order(long seed) {
        var seeded = new SimulatedScheduler(seed, new SimulatedClock(0));
        trace.clear();
        seeded.submit("a", step("a", 3));
        seeded.submit("b", step("b", 3));
        seeded.runAll();
        return List.copyOf(trace);
    }

    private Step step(String name, int times) {
        int[] left = {times};
        return () -> {
            trace.add(name);
            return --left[0] > 0;
        };
    }
}

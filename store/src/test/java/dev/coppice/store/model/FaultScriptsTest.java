package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every call of a script fails in turn. The error has a type, what was acknowledged can still be read, a disk that was
/// full takes commits again, and nothing is lost by the time of the next opening.
class FaultScriptsTest {
    private static final long SEED = 1;

    @ParameterizedTest
    @EnumSource
    void error_atEachCall_losesNothing(Script script) {
        failEach(script, Fault.EIO, false);
    }

    @ParameterizedTest
    @EnumSource
    void fullDisk_atEachCall_losesNothingAndGoesOn(Script script) {
        failEach(script, Fault.ENOSPC, false);
    }

    @ParameterizedTest
    @EnumSource
    void lostSync_atEachSync_losesNothing(Script script) {
        failEach(script, Fault.LOST_SYNC, false);
    }

    @ParameterizedTest
    @MethodSource("dev.coppice.store.model.CrashScriptsTest#fifty")
    @Tag("long")
    void anyFault_atEachCallAndThenEachEnd_losesNothing(Course course) {
        for (Fault fault : List.of(Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC)) {
            failEach(course, fault, true);
        }
    }

    static void failEach(Course course, Fault fault, boolean withEachEnd) {
        NavigableMap<Long, Call> calls = course.calls(SEED);
        // A call that the fault cannot happen to leaves a run as it is: of those, one with each end is enough.
        BitSet unharmed = new BitSet();
        int at = 0;
        for (Map.Entry<Long, Call> call : calls.entrySet()) {
            int ends = Loss.values().length + 1;
            boolean isHarmed = fault.befalls(call.getValue().operation());
            for (int end = 0; end < ends; end++) {
                boolean isChosen = withEachEnd || end == at % ends;
                if (isChosen && (isHarmed || !unharmed.get(end))) {
                    if (!isHarmed) {
                        unharmed.set(end);
                    }
                    fail(course, call.getKey(), call.getValue(), fault, end);
                }
            }
            at++;
        }
    }

    /// @param end what follows on the failure: the loss of power of a number, or the end of the process
    private static void fail(Course course, long number, Call call, Fault fault, int end) {
        World world = course.prepare(SEED);
        world.troubleAt(number, fault);
        try {
            try {
                course.run(world);
            } catch (StoreException failure) {
                world.heal();
                if (world.database() != null) {
                    course.letGo();
                    goOnInProcess(course, world, failure, fault);
                }
            }
            world.heal();
            if (end < Loss.values().length) {
                world.crashAndOpen(Loss.values()[end]);
            } else {
                world.killAndOpen();
            }
            world.requireAgreement();
            CrashScriptsTest.goOn(world);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(course + " with " + fault + " at " + call + " and end " + end + ": " + e, e);
        }
    }

    private static void goOnInProcess(Course course, World world, StoreException failure, Fault fault) {
        boolean isFull = failure instanceof StoreException.Full;
        assertThat(isFull || failure instanceof StoreException.Io)
                .as("%s", failure)
                .isTrue();
        world.afterFailure(!isFull);
        world.forks().forEach(world::requireState);
        for (ForkModel fork : List.copyOf(world.forks())) {
            try {
                world.transact(fork, Durability.DURABLE, List.of(course.afterFailure()));
            } catch (StoreException.Io refused) {
                assertThat(fault).as("%s", refused).isNotEqualTo(Fault.ENOSPC);
                world.afterFailure(true);
            }
        }
        try {
            // Merges, moves, and deletes what nothing in this process needs.
            world.compact();
        } catch (StoreException.Io refused) {
            assertThat(fault).as("%s", refused).isNotEqualTo(Fault.ENOSPC);
            world.nothingWasDone();
        }
        world.forks().forEach(world::requireState);
    }
}

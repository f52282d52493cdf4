package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphException;
import dev.coppice.store.Database;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import dev.coppice.store.sim.SimulatedHost;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The power fails, the process ends or the disk reports an error, at each call that allocation makes to the disk; then
/// it goes on with what is left.
class IdAllocatorCrashTest {
    private static final long FORK = 3;
    private static final int BATCH = 4;

    @Test
    void powerCut_atEachCall_neverGivesAnIdTwice() {
        for (Call call : callsOfTheCourse()) {
            for (Loss loss : Loss.values()) {
                SimulatedHost machine = SimulatedHost.create(call.index());
                Course course = runWithPowerCutAt(call, machine);

                ObjectStore left = objectsOf(machine.crash(loss));
                course.verify(left);
                course.run(left);
                course.verify(left);
            }
        }
    }

    @Test
    void endOfTheProcess_atEachCall_thenPowerCut_neverGivesAnIdTwice() {
        for (Call call : callsOfTheCourse()) {
            SimulatedHost machine = SimulatedHost.create(call.index());
            Course course = runWithPowerCutAt(call, machine);

            SimulatedHost nextProcess = machine.killProcess();
            course.run(objectsOf(nextProcess));
            ObjectStore left = objectsOf(nextProcess.crash(Loss.DROP_UNSYNCED));
            course.verify(left);
            course.run(left);
        }
    }

    @Test
    void failure_ofEachCall_thenPowerCut_neverGivesAnIdTwice() {
        for (Fault fault : List.of(Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC)) {
            for (Call call : callsOfTheCourse()) {
                if (!fault.befalls(call.operation())) {
                    continue;
                }
                SimulatedHost machine = SimulatedHost.create(call.index());
                Course course = new Course();
                ObjectStore objects = objectsOf(machine);
                machine.disk().failAt(call.index(), fault);
                course.run(objects);
                course.run(objects);

                ObjectStore left = objectsOf(machine.crash(Loss.REORDER));
                course.verify(left);
                course.run(left);
            }
        }
    }

    private static Course runWithPowerCutAt(Call call, SimulatedHost machine) {
        Course course = new Course();
        ObjectStore objects = objectsOf(machine);
        machine.disk().cutPowerAt(call.index());
        try {
            course.run(objects);
            throw new AssertionError("the power was not cut at " + call);
        } catch (PowerCut expected) {
            return course;
        }
    }

    private static ObjectStore objectsOf(SimulatedHost machine) {
        return Database.open(machine.host(), TestObjects.OPTIONS).objects();
    }

    private static List<Call> callsOfTheCourse() {
        SimulatedHost machine = SimulatedHost.create(1);
        ObjectStore objects = objectsOf(machine);
        long first = machine.disk().nextCall();
        new Course().run(objects);
        return machine.disk().calls().stream()
                .filter(call -> call.index() >= first)
                .toList();
    }

    /// Allocation in primary and in a fork, which is made on the way; and what was handed out so far.
    private static final class Course {
        private final BitSet[] primarys = {new BitSet(), new BitSet()};
        private final BitSet[] forks = {new BitSet(), new BitSet()};
        private IdMarks forkPoint;
        private boolean isBootstrapped;

        /// Goes on until the power fails, or to the end. What the disk reports ends one step only.
        void run(ObjectStore objects) {
            attempt(() -> inPrimary(objects));
            attempt(() -> inFork(objects));
        }

        private void inPrimary(ObjectStore objects) {
            IdAllocator ids = IdAllocator.open(objects, IdPaths.PRIMARY, BATCH);
            for (int round = 0; round < 2; round++) {
                attempt(() -> take(primarys[0], ids.allocateVid(), 1));
                attempt(() -> take(primarys[1], ids.allocateEids(2), 2));
                attempt(() -> take(primarys[0], ids.allocateVids(6), 6));
            }
            attempt(ids::checkpoint);
            if (forkPoint == null) {
                forkPoint = ids.highWaterMarks();
            }
            attempt(() -> {
                IdAllocator.bootstrapForkFromPrimary(objects, FORK, forkPoint);
                isBootstrapped = true;
            });
        }

        private void inFork(ObjectStore objects) {
            if (isBootstrapped) {
                IdAllocator ids = IdAllocator.openFork(objects, FORK, BATCH);
                for (int round = 0; round < 2; round++) {
                    attempt(() -> take(forks[0], ids.allocateVid(), 1));
                    attempt(() -> take(forks[1], ids.allocateEids(9), 9));
                }
            }
        }

        private static void attempt(Runnable step) {
            try {
                step.run();
            } catch (GraphException.Io failed) {
                // Nothing was handed out.
            }
        }

        private static void take(BitSet ids, long first, int count) {
            int from = Math.toIntExact(first);
            int clash = ids.nextSetBit(from);
            assertThat(clash < 0 || clash >= from + count).as("%d again", clash).isTrue();
            ids.set(from, from + count);
        }

        /// What must hold of whatever is left.
        void verify(ObjectStore objects) {
            IdMarks primary =
                    IdAllocator.persistedMarks(objects, IdPaths.PRIMARY).orElse(IdMarks.ZERO);
            assertThat(primary.covers(endOf(primarys))).isTrue();
            Optional<IdMarks> fork = IdAllocator.persistedMarks(objects, IdPaths.ofFork(FORK));
            assertThat(fork.isPresent() || !isBootstrapped).isTrue();
            fork.ifPresent(marks ->
                    assertThat(marks.covers(forkPoint.max(endOf(forks)))).isTrue());
        }

        private static IdMarks endOf(BitSet[] ids) {
            return new IdMarks(ids[0].length(), ids[1].length());
        }
    }
}

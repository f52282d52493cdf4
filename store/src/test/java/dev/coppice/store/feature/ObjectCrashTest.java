package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ConditionFailedException;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.object.StoredObject;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The power fails, the process is killed, or a call fails, at each call to the storage that a script of changes makes.
class ObjectCrashTest {
    private static final String PRIMARY = "id_allocator.json";
    private static final String FORK_1 = "catalog/forks/1/id_allocator.json";
    private static final String FORK_2 = "catalog/forks/2/id_allocator.json";
    private static final List<String> PATHS = List.of(PRIMARY, FORK_1, FORK_2);
    private static final int SURVIVORS_MAX = 16;

    private static String get(ObjectStore objects, String path) throws IOException {
        return objects.get(path).map(object -> text(object.content())).orElse(null);
    }

    private static Map<String, String> all(ObjectStore objects) throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String path : PATHS) {
            String content = get(objects, path);
            if (content != null) {
                all.put(path, content);
            }
        }
        return all;
    }

    /// Changes objects, and remembers what they are to be.
    private static final class Script {
        private final Map<String, String> acknowledged = new TreeMap<>();
        private String attemptedPath;
        private String attemptedContent;

        void run(ObjectStore objects) throws IOException {
            put(objects, PRIMARY, 1);
            put(objects, PRIMARY, 2);
            put(objects, FORK_1, 3);
            put(objects, FORK_2, 4);
            put(objects, FORK_1, 5);
            delete(objects, FORK_1);
            put(objects, PRIMARY, 6);
            delete(objects, FORK_2);
            delete(objects, PRIMARY);
            put(objects, FORK_1, 7);
            put(objects, PRIMARY, 8);
        }

        /// Replaces what is there by a content of several sectors, whose length depends on the number.
        void put(ObjectStore objects, String path, int number) throws IOException {
            Optional<StoredObject> before = objects.get(path);
            assertThat(before.map(object -> text(object.content())).orElse(null))
                    .isEqualTo(acknowledged.get(path));
            attemptedPath = path;
            attemptedContent = ("number " + number + " ").repeat(20 * number);
            String version = objects.put(path, bytes(attemptedContent), conditionOf(before));
            assertThat(objects.get(path).orElseThrow().version()).isEqualTo(version);
            acknowledged.put(path, attemptedContent);
            attemptedPath = null;
        }

        void delete(ObjectStore objects, String path) throws IOException {
            attemptedPath = path;
            attemptedContent = null;
            objects.delete(path);
            acknowledged.remove(path);
            attemptedPath = null;
        }

        private static Condition conditionOf(Optional<StoredObject> before) {
            return before.map(object -> Condition.matches(object.version())).orElse(Condition.ABSENT);
        }

        /// Requires that what was acknowledged is there, and what was attempted wholly or not at all.
        void check(ObjectStore objects, String when) throws IOException {
            Map<String, String> found = all(objects);
            Map<String, String> expected = new TreeMap<>(acknowledged);
            if (attemptedPath != null) {
                assertThat(found.get(attemptedPath))
                        .as("%s, %s", attemptedPath, when)
                        .isIn(Arrays.asList(acknowledged.get(attemptedPath), attemptedContent));
                expected.remove(attemptedPath);
                if (found.containsKey(attemptedPath)) {
                    expected.put(attemptedPath, found.get(attemptedPath));
                }
            }
            assertThat(found).as(when).isEqualTo(expected);
            assertThat(objects.list("")).as(when).containsExactlyElementsOf(found.keySet());
        }
    }

    /// A database on a simulated machine, and the script on it.
    private static final class Trial {
        final SimulatedHost machine;
        final Database database;
        final Script script = new Script();
        final long firstCall;

        Trial(long seed) {
            machine = SimulatedHost.create(seed);
            database = Database.open(machine.host(), SMALL);
            firstCall = machine.disk().nextCall();
        }

        void run() throws IOException {
            try {
                script.run(database.objects());
            } catch (PowerCut cut) {
                // as planted
            }
        }

        /// How many calls to the storage the script makes.
        static int calls() throws IOException {
            Trial trial = new Trial(0);
            trial.run();
            trial.script.check(trial.database.objects(), "without a crash");
            return (int) (trial.machine.disk().nextCall() - trial.firstCall);
        }
    }

    private static List<SimulatedDisk> survivors(SimulatedDisk disk, Loss loss) {
        return switch (loss) {
            case DROP_UNSYNCED, KEEP_ALL -> List.of(disk.crash(1, loss));
            case REORDER -> disk.everyCrash(SURVIVORS_MAX, 1);
            case TEAR -> {
                List<SimulatedDisk> torn = new ArrayList<>();
                for (int seed = 0; seed < 4; seed++) {
                    torn.add(disk.crash(seed, loss));
                }
                yield torn;
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void powerCut_atEachCall_leavesTheOldObjectOrTheNewOne(Loss loss) throws Exception {
        int calls = Trial.calls();
        assertThat(calls).isGreaterThan(80);
        for (int call = 0; call < calls; call++) {
            Trial trial = new Trial(call);
            trial.machine.disk().cutPowerAt(trial.firstCall + call);
            trial.run();
            for (SimulatedDisk survivor : survivors(trial.machine.disk(), loss)) {
                SimulatedHost machine = trial.machine.restartOn(survivor);
                try (Database database = Database.open(machine.host(), SMALL)) {
                    trial.script.check(database.objects(), "cut at call " + call);
                    goOn(database.objects(), machine.disk());
                }
            }
        }
    }

    /// What a crash has left is in nobody's way, and goes with the object.
    private static void goOn(ObjectStore objects, SimulatedDisk disk) throws IOException {
        for (String path : PATHS) {
            objects.put(path, bytes("goes on"), Condition.ANY);
            assertThat(get(objects, path)).isEqualTo("goes on");
        }
        for (String path : PATHS) {
            objects.delete(path);
        }
        assertThat(disk.files()).noneMatch(file -> file.startsWith("catalog/") || file.startsWith(PRIMARY));
        assertThat(disk.exists("catalog")).isFalse();
    }

    /// A process that is killed may leave what can be read and was not synced. Whoever then reads it may rely on it.
    @ParameterizedTest
    @EnumSource
    void killed_atEachCallThenReadThenPowerCut_whatWasReadStays(Loss loss) throws Exception {
        int calls = Trial.calls();
        for (int call = 0; call < calls; call++) {
            Trial trial = new Trial(call);
            trial.machine.disk().cutPowerAt(trial.firstCall + call);
            trial.run();
            SimulatedHost machine = trial.machine.killProcess();
            Map<String, String> read = all(Database.open(machine.host(), SMALL).objects());
            trial.script.check(
                    Database.open(trial.machine.killProcess().host(), SMALL).objects(), "killed at call " + call);
            for (SimulatedDisk survivor : survivors(machine.disk(), loss)) {
                try (Database database =
                        Database.open(machine.restartOn(survivor).host(), SMALL)) {
                    assertThat(all(database.objects()))
                            .as("killed at call %d, read, and cut", call)
                            .isEqualTo(read);
                }
            }
        }
    }

    /// The same within one process: a change that failed half-way may show.
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EIO", "ENOSPC", "LOST_SYNC"})
    void failed_atEachCallThenReadThenPowerCut_whatWasReadStays(Fault fault) throws Exception {
        int calls = Trial.calls();
        int failures = 0;
        for (int call = 0; call < calls; call++) {
            Trial trial = new Trial(call);
            trial.machine.disk().failAt(trial.firstCall + call, fault);
            try {
                trial.run();
            } catch (IOException failure) {
                assertThat(failure).isNotInstanceOf(ConditionFailedException.class);
                failures++;
            }
            trial.machine.disk().heal();
            trial.script.check(trial.database.objects(), fault + " at call " + call);
            Map<String, String> read = all(trial.database.objects());
            SimulatedHost restarted = trial.machine.crash(Loss.DROP_UNSYNCED);
            try (Database database = Database.open(restarted.host(), SMALL)) {
                assertThat(all(database.objects()))
                        .as("%s at call %d, read, and cut", fault, call)
                        .isEqualTo(read);
            }
        }
        assertThat(failures).isGreaterThan(5);
    }

    /// Every error that the storage reports is an error of the call, also of one that reads; and after it the script
    /// goes on as if it had not been, when the step is tried again.
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EIO", "ENOSPC", "LOST_SYNC"})
    void failed_atEachCall_isReportedAndCanBeTriedAgain(Fault fault) throws Exception {
        int calls = Trial.calls();
        for (int call = 0; call < calls; call++) {
            Trial trial = new Trial(call);
            SimulatedDisk disk = trial.machine.disk();
            long failing = trial.firstCall + call;
            disk.failAt(failing, fault);
            Retrying objects = new Retrying(trial.database.objects());
            trial.script.run(objects);
            boolean befell =
                    disk.calls().stream().anyMatch(each -> each.index() == failing && fault.befalls(each.operation()));

            assertThat(objects.failures).as("%s at call %d", fault, call).isEqualTo(befell ? 1 : 0);
            SimulatedHost restarted = trial.machine.crash(Loss.DROP_UNSYNCED);
            try (Database database = Database.open(restarted.host(), SMALL)) {
                trial.script.check(database.objects(), fault + " at call " + call);
                goOn(database.objects(), restarted.disk());
            }
        }
    }

    /// Tries again what failed, once, as the contract says: by reading what is there now.
    private static final class Retrying implements ObjectStore {
        private final ObjectStore objects;
        private int failures;

        Retrying(ObjectStore objects) {
            this.objects = objects;
        }

        @Override
        public Optional<StoredObject> get(String path) throws IOException {
            try {
                return objects.get(path);
            } catch (IOException e) {
                failures++;
                return objects.get(path);
            }
        }

        @Override
        public String put(String path, byte[] content, Condition condition) throws IOException {
            try {
                return objects.put(path, content, condition);
            } catch (ConditionFailedException unexpected) {
                throw new AssertionError(unexpected);
            } catch (IOException e) {
                failures++;
                return objects.put(path, content, Script.conditionOf(objects.get(path)));
            }
        }

        @Override
        public void delete(String path) throws IOException {
            try {
                objects.delete(path);
            } catch (IOException e) {
                failures++;
                objects.delete(path);
            }
        }

        @Override
        public List<String> list(String prefix) throws IOException {
            return objects.list(prefix);
        }

        @Override
        public String description() {
            return objects.description();
        }
    }

    @Test
    void put_diskFull_saysSoAndKeepsTheOldObject() throws IOException {
        Trial trial = new Trial(1);
        ObjectStore objects = trial.database.objects();
        objects.put(PRIMARY, bytes("kept"), Condition.ABSENT);
        trial.machine.disk().capacity(0);

        IOException full = null;
        try {
            objects.put(PRIMARY, new byte[10_000], Condition.ANY);
        } catch (IOException e) {
            full = e;
        }

        assertThat(full).hasMessageContaining("No space left on device");
        assertThat(get(objects, PRIMARY)).isEqualTo("kept");
        assertThat(trial.machine.disk().files()).noneMatch(file -> file.endsWith(".json.tmp"));
        trial.machine.disk().capacity(Long.MAX_VALUE);
        objects.put(PRIMARY, new byte[10_000], Condition.ANY);
        trial.database.close();
    }
}

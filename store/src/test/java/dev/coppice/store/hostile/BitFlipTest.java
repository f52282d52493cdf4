package dev.coppice.store.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.golden.GoldenDatabase;
import dev.coppice.store.golden.Image;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Flips single bits in every structure of every kind of file, and in their names. Each flip is reported, or has no
/// effect on any answer.
class BitFlipTest {
    private static final int FAILURES_SHOWN = Integer.getInteger("coppice.failuresShown", 10);
    /// Their pages are many and alike; of those, a run of all bits looks at some.
    private static final Set<GoldenDatabase> DULL = Set.of(GoldenDatabase.LOGGED, GoldenDatabase.REWRITTEN);
    private static final System.Logger LOGGER = System.getLogger(BitFlipTest.class.getName());

    @ParameterizedTest
    @EnumSource
    void read_someBitFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        Seeds.forEach(getClass(), 1, seed -> flipSome(golden, new SplittableRandom(seed), 60, 15));
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void read_anyBitFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        Subject subject = new Subject(golden);
        golden.image().files().forEach((name, bytes) -> {
            boolean isDull = DULL.contains(golden) && name.contains("/data_");
            // The unused ends of data files are as long as a log of a crash, and as dull.
            int used = used(bytes);
            for (int i = 0; i < Byte.SIZE * used; i += isDull ? 37 : 1) {
                subject.read(name, i / Byte.SIZE, i % Byte.SIZE, i % 5 == 0);
            }
            for (int at = used; at < bytes.length; at += 61) {
                subject.read(name, at, at % 8, false);
            }
        });
        subject.report();
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void recover_anyBitFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        Subject subject = new Subject(golden);
        golden.image().files().forEach((name, bytes) -> {
            int step = name.contains("/data_") ? 31 : 1;
            for (int i = 0; i < Byte.SIZE * used(bytes); i += step) {
                subject.recover(name, i / Byte.SIZE, i % Byte.SIZE);
            }
        });
        subject.report();
    }

    @ParameterizedTest
    @EnumSource
    void open_someBitOfANameFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        renameEvery(golden, 23);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void open_anyBitOfANameFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        renameEvery(golden, 1);
    }

    private static void renameEvery(GoldenDatabase golden, int step) {
        Subject subject = new Subject(golden);
        int count = 0;
        for (String path : pathsOf(golden.image())) {
            for (int at = path.lastIndexOf('/') + 1; at < path.length(); at++) {
                for (int bit = 0; bit < 7; bit++) {
                    if (count++ % step == 0) {
                        subject.rename(path, at, bit);
                    }
                }
            }
        }
        subject.report();
    }

    private static List<String> pathsOf(Image image) {
        List<String> paths = new ArrayList<>();
        for (String file : image.files().keySet()) {
            for (int end = file.indexOf('/'); end >= 0; end = file.indexOf('/', end + 1)) {
                if (!paths.contains(file.substring(0, end))) {
                    paths.add(file.substring(0, end));
                }
            }
            paths.add(file);
        }
        return paths.stream()
                .filter(path -> !path.matches(".*many-partitions\\.[12].*"))
                .toList();
    }

    private static void flipSome(GoldenDatabase golden, SplittableRandom random, int reads, int recoveries) {
        Subject subject = new Subject(golden);
        golden.image().files().forEach((name, bytes) -> {
            int bits = Byte.SIZE * used(bytes);
            boolean isOneOfMany = name.contains("many-partitions");
            for (int i = 0; bits > 0 && i < (isOneOfMany ? 2 : reads); i++) {
                int bit = random.nextInt(bits);
                subject.read(name, bit / Byte.SIZE, bit % Byte.SIZE, i % 5 == 0);
            }
            for (int i = 0; bits > 0 && i < (isOneOfMany ? 1 : recoveries); i++) {
                int bit = random.nextInt(bits);
                subject.recover(name, bit / Byte.SIZE, bit % Byte.SIZE);
            }
        });
        subject.report();
    }

    private static int used(byte[] bytes) {
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == 0) {
            used--;
        }
        return used;
    }

    /// A golden database whose bits are flipped.
    private static final class Subject {
        private final GoldenDatabase golden;
        private final SimulatedHost machine;
        private final SimulatedDisk disk;
        private final SimulatedDisk original;
        private final Trial trial;
        private final List<AssertionError> failures = new ArrayList<>();

        Subject(GoldenDatabase golden) {
            this.golden = golden;
            machine = golden.image().machine();
            disk = machine.disk();
            original = golden.image().machine().disk();
            trial = new Trial(permitted());
        }

        /// The content, and what it was before the last record of each log that was not closed: nothing tells damage to
        /// that from an interrupted write.
        private List<Map<String, List<String>>> permitted() {
            List<Map<String, List<String>>> permitted = new ArrayList<>();
            permitted.add(Trial.contentOf(machine));
            if (golden == GoldenDatabase.TORN) {
                permitted.add(contentWithout("forks/1/wal_00000000000000000001"));
                // Nothing tells that a log which was not closed had one more segment, either.
                for (String log : List.of("forks/0/wal_00000000000000000001", "forks/1/wal_00000000000000000001")) {
                    permitted.add(Trial.contentOf(golden.image().without(log).machine()));
                }
            }
            if (golden == GoldenDatabase.HALF_DROPPED) {
                permitted.add(contentWithout("catalog_00000000000000000001_000000"));
            }
            return permitted;
        }

        private Map<String, List<String>> contentWithout(String lastRecordOf) {
            byte[] log = golden.image().files().get(lastRecordOf).clone();
            Arrays.fill(log, Frame.of(log).getLast().offset(), log.length, (byte) 0);
            return Trial.contentOf(golden.image().with(lastRecordOf, log).machine());
        }

        void read(String file, int at, int bit, boolean check) {
            disk.flipBit(file, at, bit);
            describe("bit " + bit + " of byte " + at + " of " + file, () -> trial.read(restart(disk), check));
            disk.flipBit(file, at, bit);
        }

        void recover(String file, int at, int bit) {
            SimulatedDisk copy = original.crash(1, Loss.KEEP_ALL);
            copy.flipBit(file, at, bit);
            describe("recovery, bit " + bit + " of byte " + at + " of " + file, () -> trial.recover(restart(copy)));
        }

        void rename(String path, int at, int bit) {
            char flipped = (char) (path.charAt(at) ^ (1 << bit));
            if (flipped <= ' ' || flipped > '~' || "/\\:".indexOf(flipped) >= 0) {
                return;
            }
            String renamed = path.substring(0, at) + flipped + path.substring(at + 1);
            Image image = golden.image();
            for (var file : golden.image().files().entrySet()) {
                String name = file.getKey();
                if (name.equals(path) || name.startsWith(path + "/")) {
                    image = image.without(name).with(renamed + name.substring(path.length()), file.getValue());
                }
            }
            Image damaged = image;
            describe(path + " renamed to " + renamed, () -> trial.read(damaged.machine(), false));
            describe("recovery, " + path + " renamed to " + renamed, () -> trial.recover(damaged.machine()));
        }

        private SimulatedHost restart(SimulatedDisk of) {
            return machine.restartOn(of);
        }

        private void describe(String what, Runnable run) {
            try {
                run.run();
            } catch (RuntimeException | Error e) {
                failures.add(new AssertionError(golden + ", " + what + ": " + e, e));
            }
        }

        void report() {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "{0}: {1} flips reported, {2} without effect",
                    golden,
                    trial.detected(),
                    trial.harmless());
            if (!failures.isEmpty()) {
                String few = failures.stream()
                        .limit(FAILURES_SHOWN)
                        .map(Throwable::getMessage)
                        .collect(Collectors.joining("\n  "));
                throw new AssertionError(failures.size() + " failures:\n  " + few, failures.getFirst());
            }
            assertThat(trial.detected()).as("flips reported").isPositive();
        }
    }

    @Test
    void used_ofZeros_isNothing() {
        assertThat(used(new byte[3])).isZero();
        assertThat(used(new byte[] {0, 1, 0})).isEqualTo(2);
    }
}

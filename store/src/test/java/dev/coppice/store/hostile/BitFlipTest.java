package dev.coppice.store.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.golden.Frame;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Flips single bits in every structure of every kind of file, and in their names. Each flip is reported, or has no
/// effect on any answer.
class BitFlipTest {
    /// Their pages are many and alike; of those, a run of all bits looks at some.
    private static final Set<GoldenDatabase> DULL =
            Set.of(GoldenDatabase.FORKS, GoldenDatabase.LOGGED, GoldenDatabase.REWRITTEN);

    @ParameterizedTest
    @EnumSource
    void read_someBitFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        Seeds.forEach(getClass(), 1, seed -> flipSome(golden, new SplittableRandom(seed), 60, 15));
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void read_anyBitFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        Flips flips = new Flips(golden);
        golden.image().files().forEach((name, bytes) -> {
            boolean isDull = DULL.contains(golden) && name.contains("/data_");
            // The unused ends of data files are as long as a log of a crash, and as dull.
            int used = used(bytes);
            for (int i = 0; i < Byte.SIZE * used; i += isDull ? 37 : 1) {
                flips.read(name, i / Byte.SIZE, i % Byte.SIZE, i % 5 == 0);
            }
            for (int at = used; at < bytes.length; at += 61) {
                flips.read(name, at, at % 8, false);
            }
        });
        flips.report();
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void recover_anyBitFlipped_isReportedOrHarmless(GoldenDatabase golden) {
        Flips flips = new Flips(golden);
        golden.image().files().forEach((name, bytes) -> {
            int step = name.contains("/data_") ? 31 : 1;
            for (int i = 0; i < Byte.SIZE * used(bytes); i += step) {
                flips.recover(name, i / Byte.SIZE, i % Byte.SIZE);
            }
        });
        flips.report();
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
        Flips flips = new Flips(golden);
        int count = 0;
        for (String path : pathsOf(golden.image())) {
            for (int at = path.lastIndexOf('/') + 1; at < path.length(); at++) {
                for (int bit = 0; bit < 7; bit++) {
                    if (count++ % step == 0) {
                        flips.rename(path, at, bit);
                    }
                }
            }
        }
        flips.report();
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
        Flips flips = new Flips(golden);
        golden.image().files().forEach((name, bytes) -> {
            int bits = Byte.SIZE * used(bytes);
            boolean isOneOfMany = name.contains("many-partitions");
            for (int i = 0; bits > 0 && i < (isOneOfMany ? 2 : reads); i++) {
                int bit = random.nextInt(bits);
                flips.read(name, bit / Byte.SIZE, bit % Byte.SIZE, i % 5 == 0);
            }
            for (int i = 0; bits > 0 && i < (isOneOfMany ? 1 : recoveries); i++) {
                int bit = random.nextInt(bits);
                flips.recover(name, bit / Byte.SIZE, bit % Byte.SIZE);
            }
        });
        flips.report();
    }

    private static int used(byte[] bytes) {
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == 0) {
            used--;
        }
        return used;
    }

    /// A golden database whose bits are flipped.
    private static final class Flips {
        private final GoldenDatabase golden;
        private final SimulatedHost machine;
        private final SimulatedDisk disk;
        private final SimulatedDisk original;
        private final Subject subject;

        Flips(GoldenDatabase golden) {
            this.golden = golden;
            machine = golden.image().machine();
            disk = machine.disk();
            original = golden.image().machine().disk();
            subject = new Subject(golden.name(), golden.options(), permitted());
        }

        /// The content, and what it was before the last record of each log that was not closed: nothing tells damage to
        /// that from an interrupted write.
        private List<Map<String, List<String>>> permitted() {
            List<Map<String, List<String>>> permitted = new ArrayList<>();
            permitted.add(Trial.contentOf(machine, golden.options()));
            if (golden == GoldenDatabase.TORN) {
                permitted.add(contentWithout("forks/1/wal_00000000000000000001"));
                // Nothing tells that a log which was not closed had one more segment, either.
                for (String log : List.of("forks/0/wal_00000000000000000001", "forks/1/wal_00000000000000000001")) {
                    permitted.add(Trial.contentOf(golden.image().without(log).machine(), golden.options()));
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
            return Trial.contentOf(golden.image().with(lastRecordOf, log).machine(), golden.options());
        }

        void read(String file, int at, int bit, boolean check) {
            disk.flipBit(file, at, bit);
            subject.read("bit " + bit + " of byte " + at + " of " + file, machine.restartOn(disk), check);
            disk.flipBit(file, at, bit);
        }

        void recover(String file, int at, int bit) {
            SimulatedDisk copy = original.crash(1, Loss.KEEP_ALL);
            copy.flipBit(file, at, bit);
            subject.recover("bit " + bit + " of byte " + at + " of " + file, machine.restartOn(copy));
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
            subject.tryDamage(path + " renamed to " + renamed, image);
        }

        void report() {
            subject.report();
        }
    }

    @Test
    void used_ofZeros_isNothing() {
        assertThat(used(new byte[3])).isZero();
        assertThat(used(new byte[] {0, 1, 0})).isEqualTo(2);
    }
}

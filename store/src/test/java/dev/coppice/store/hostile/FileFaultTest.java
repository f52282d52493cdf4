package dev.coppice.store.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.golden.Frame;
import dev.coppice.store.golden.GoldenDatabase;
import dev.coppice.store.golden.Image;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whole pages, records and files that are not where they belong: zeroed, exchanged, misplaced, from another fork,
/// database or time; and files that are cut, extended, renamed, doubled or missing. Reported, or without effect.
class FileFaultTest {
    private static final int PAGE = 4_096;
    private static final GoldenDatabase[] CLOSED = {
        GoldenDatabase.FORKS, GoldenDatabase.VALUES, GoldenDatabase.LOGGED, GoldenDatabase.REWRITTEN
    };

    @ParameterizedTest
    @EnumSource(names = {"FORKS", "VALUES", "LOGGED"})
    void read_somePageOfAnotherPlace_isReportedOrHarmless(GoldenDatabase golden) {
        run(golden, 29, FileFaultTest::pages);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void read_anyPageOfAnotherPlace_isReportedOrHarmless(GoldenDatabase golden) {
        run(golden, 1, FileFaultTest::pages);
    }

    @ParameterizedTest
    @EnumSource(names = {"FORKS", "VALUES", "LOGGED", "REWRITTEN"})
    void read_someRecordMissing_isReportedOrHarmless(GoldenDatabase golden) {
        run(golden, 3, FileFaultTest::records);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"FORKS", "VALUES", "LOGGED", "REWRITTEN"})
    void read_anyRecordMissing_isReportedOrHarmless(GoldenDatabase golden) {
        run(golden, 1, FileFaultTest::records);
    }

    @ParameterizedTest
    @EnumSource(names = {"FORKS", "VALUES", "LOGGED"})
    void open_someFileWrong_isReportedOrHarmless(GoldenDatabase golden) {
        run(golden, 11, FileFaultTest::files);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"EMPTY", "FORKS", "VALUES", "LOGGED", "REWRITTEN"})
    void open_anyFileWrong_isReportedOrHarmless(GoldenDatabase golden) {
        run(golden, 1, FileFaultTest::files);
    }

    /// A catalog cut between two records looks like one that a crash has left. Forks of which there are files tell of
    /// it; archives, and forks that nobody has written to, do not.
    @ParameterizedTest
    @EnumSource(names = {"FORKS", "REWRITTEN"})
    void open_catalogCutBetweenRecords_missesNoForkOfWhichThereAreFiles(GoldenDatabase golden) {
        Image image = golden.image();
        String catalog = image.files().keySet().stream()
                .filter(name -> name.startsWith("catalog_"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = image.files().get(catalog);
        Map<String, List<String>> content = Trial.contentOf(image.machine(), golden.options());
        int reported = 0;
        for (Frame frame : Frame.of(bytes)) {
            SimulatedHost machine =
                    image.with(catalog, Arrays.copyOf(bytes, frame.offset())).machine();
            try {
                Map<String, List<String>> left = Trial.contentOf(machine, golden.options());
                assertThat(content).as("cut at %s", frame.offset()).containsAllEntriesOf(left);
                List<String> lost = content.keySet().stream()
                        .filter(name -> !left.containsKey(name))
                        .toList();
                assertThat(lost).as("cut at %s", frame.offset()).allMatch(name -> name.startsWith("archive "));
            } catch (StoreException.Corrupt expected) {
                reported++;
            }
        }
        assertThat(reported).isPositive();
    }

    /// Each file as it was at an earlier time.
    @Test
    void open_anyFileOfEarlier_isReportedOrHarmless() {
        List<Image> history = history();
        Image last = history.getLast();
        Subject subject = new Subject(
                "a database of three terms",
                GoldenDatabase.OPTIONS,
                List.of(Trial.contentOf(last.machine(), GoldenDatabase.OPTIONS)));
        for (int i = 0; i < history.size() - 1; i++) {
            for (var file : history.get(i).files().entrySet()) {
                if (!Arrays.equals(file.getValue(), last.files().get(file.getKey()))) {
                    subject.tryDamage(file.getKey() + " as at time " + i, last.with(file.getKey(), file.getValue()));
                }
            }
        }
        subject.report();
    }

    private static void run(GoldenDatabase golden, int step, BiConsumer<Image, BiConsumer<String, Image>> faults) {
        Image image = golden.image();
        Subject subject = new Subject(
                golden.name(), golden.options(), List.of(Trial.contentOf(image.machine(), golden.options())));
        int[] count = {0};
        faults.accept(image, (damage, damaged) -> {
            if (count[0]++ % step == 0) {
                subject.tryDamage(damage, damaged);
            }
        });
        subject.report();
    }

    private static void pages(Image image, BiConsumer<String, Image> faults) {
        Map<String, byte[]> all = pagesOf(image);
        for (GoldenDatabase other : CLOSED) {
            pagesOf(other.image()).forEach((name, page) -> all.putIfAbsent("of another database, " + name, page));
        }
        image.files().forEach((file, bytes) -> {
            if (!file.contains("/data_") || file.contains("partitions.1")) {
                return;
            }
            for (int at = 0; at < bytes.length; at += PAGE) {
                String place = "page " + at / PAGE + " of " + file;
                int target = at;
                faults.accept(place + " zeroed", image.with(file, patched(bytes, at, new byte[PAGE])));
                faults.accept(
                        place + " half zeroed", image.with(file, patched(bytes, at + PAGE / 2, new byte[PAGE / 2])));
                int[] number = {0};
                all.forEach((name, page) -> {
                    // Those near by, and a choice of all others.
                    if (name.startsWith(file) || number[0]++ % 7 == target / PAGE % 7) {
                        faults.accept(name + " at " + place, image.with(file, patched(bytes, target, page)));
                    }
                });
            }
        });
    }

    private static Map<String, byte[]> pagesOf(Image image) {
        Map<String, byte[]> pages = new LinkedHashMap<>();
        image.files().forEach((file, bytes) -> {
            for (int at = 0; file.contains("/data_") && at < bytes.length; at += PAGE) {
                byte[] page = Arrays.copyOfRange(bytes, at, at + PAGE);
                if (page[4] != 0 && pages.size() < 60) {
                    pages.put(file + " page " + at / PAGE, page);
                }
            }
        });
        return pages;
    }

    private static byte[] patched(byte[] bytes, int at, byte[] patch) {
        byte[] patched = bytes.clone();
        System.arraycopy(patch, 0, patched, at, patch.length);
        return patched;
    }

    private static void records(Image image, BiConsumer<String, Image> faults) {
        image.files().forEach((file, bytes) -> {
            List<Frame> frames = Frame.of(bytes);
            for (int i = 0; i < frames.size(); i++) {
                Frame frame = frames.get(i);
                String record = "record " + i + " of " + frames.size() + " of " + file;
                List<Frame> without = new ArrayList<>(frames);
                without.remove(i);
                faults.accept(record + " left out", image.with(file, Frame.file(without)));
                List<Frame> twice = new ArrayList<>(frames);
                twice.add(i, frame);
                faults.accept(record + " twice", image.with(file, Frame.file(twice)));
                faults.accept(
                        record + " zeroed",
                        image.with(file, patched(bytes, frame.offset(), new byte[frame.paddedLength()])));
                if (i > 0) {
                    List<Frame> exchanged = new ArrayList<>(frames);
                    exchanged.set(i, frames.get(i - 1));
                    exchanged.set(i - 1, frame);
                    faults.accept(record + " before the one before", image.with(file, Frame.file(exchanged)));
                    if (!file.startsWith("catalog_")) { // see below
                        faults.accept(
                                "all from " + record + " on cut",
                                image.with(file, Arrays.copyOf(bytes, frame.offset())));
                    }
                }
            }
        });
    }

    private static void files(Image image, BiConsumer<String, Image> faults) {
        List<String> names = image.files().keySet().stream()
                .filter(name -> !name.contains("partitions.1"))
                .toList();
        Image foreign = GoldenDatabase.FORKS.image();
        for (String file : names) {
            byte[] bytes = image.files().get(file);
            faults.accept(file + " deleted", image.without(file));
            for (int length :
                    new int[] {0, 1, 47, 64, 512, PAGE, bytes.length / 2, bytes.length - 1, bytes.length - 8}) {
                if (length >= 0 && length < bytes.length) {
                    faults.accept(file + " cut at " + length, image.with(file, Arrays.copyOf(bytes, length)));
                }
            }
            byte[] extended = Arrays.copyOf(bytes, bytes.length + 3 * PAGE);
            faults.accept(file + " extended by zeros", image.with(file, extended));
            byte[] noise = extended.clone();
            for (int i = bytes.length; i < noise.length; i++) {
                noise[i] = (byte) (i * 31 + i / 7);
            }
            faults.accept(file + " extended by noise", image.with(file, noise));
            faults.accept(file + " zeroed", image.with(file, new byte[bytes.length]));
            byte[] other = foreign.files().get(file);
            if (other != null && !Arrays.equals(other, bytes)) {
                faults.accept(file + " of another database", image.with(file, other));
            }
            for (String second : names) {
                if (!second.equals(file) && kind(second).equals(kind(file))) {
                    byte[] secondBytes = image.files().get(second);
                    faults.accept(
                            file + " and " + second + " exchanged",
                            image.with(file, secondBytes).with(second, bytes));
                    faults.accept(file + " also instead of " + second, image.with(second, bytes));
                }
            }
            for (String name : successors(file)) {
                if (!image.files().containsKey(name)) {
                    faults.accept(file + " also as " + name, image.with(name, bytes));
                    faults.accept(
                            file + " renamed to " + name, image.without(file).with(name, bytes));
                    faults.accept("an empty " + name, image.with(name, new byte[0]));
                }
            }
        }
    }

    private static String kind(String file) {
        return file.substring(file.lastIndexOf('/') + 1).replaceAll("[0-9]+", "#");
    }

    /// Names that a file of the same kind could have later.
    private static List<String> successors(String file) {
        List<String> successors = new ArrayList<>();
        for (int at = file.lastIndexOf('/') + 1; at < file.length(); at++) {
            boolean isLastDigit = Character.isDigit(file.charAt(at))
                    && (at + 1 == file.length() || !Character.isDigit(file.charAt(at + 1)));
            if (isLastDigit && file.charAt(at) < '9') {
                successors.add(file.substring(0, at) + (char) (file.charAt(at) + 1) + file.substring(at + 1));
            }
        }
        if (file.matches(".*/manifest_\\d+")) {
            successors.add(file + "_1");
        }
        return successors;
    }

    /// A database at several moments: closed after its first term, in the middle of its second and after it, and after
    /// its third.
    private static List<Image> history() {
        List<Image> history = new ArrayList<>();
        SimulatedHost machine = SimulatedHost.create(3);
        for (int term = 0; term < 3; term++) {
            try (Database database = Database.open(machine.host(), GoldenDatabase.OPTIONS)) {
                put(database.primary(), term * 40, 60, 100);
                database.checkpoint();
                try (Fork fork = database.primary().fork("fork-" + term)) {
                    put(fork, 10, 20, 40);
                    database.primary().archive("archive-" + term);
                    history.add(Image.of(machine.disk()));
                    put(database.primary(), 5, 5, 20 + term);
                    database.checkpoint();
                    put(fork, 0, 3, 10);
                }
            }
            history.add(Image.of(machine.disk()));
            machine = machine.restartOn(machine.disk());
        }
        return history;
    }

    private static void put(Fork fork, int from, int count, int length) {
        Table table = fork.table("t");
        fork.transact(transaction -> {
            for (int i = from; i < from + count; i++) {
                byte[] value = new byte[length];
                Arrays.fill(value, (byte) i);
                transaction.put(table, new byte[] {(byte) (i >> 8), (byte) i}, value);
            }
        });
    }
}

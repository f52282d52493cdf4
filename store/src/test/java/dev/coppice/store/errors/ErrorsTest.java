package dev.coppice.store.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.StoreException;
import dev.coppice.store.feature.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every place of the code that makes an error is reached, and the error says what its cause is told to.
class ErrorsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern MADE = Pattern.compile("new StoreException\\.(\\w+)\\(");

    private static final List<Other> OTHERS = List.of(
            new Other("RecordFormat", "NotADatabase", "holds a record of format version", "log.RecordReaderTest"),
            new Other("ManifestFormat", "NotADatabase", "is of format version", "partition.ManifestStateTest"),
            new Other("LogicalPages", "Full", "logical pages left in a row", "partition.LogicalPagesTest"),
            new Other("ManifestWriter", "Closed", "the manifest of", "partition.ManifestTest"),
            new Other("WriteAheadLog", "Closed", "the log in", "log.WriteAheadLogTest"),
            new Other("ThreadScheduler", "Closed", "the scheduler was closed", "host.ThreadSchedulerTest"),
            // Two threads, of which one closes or drops what the other has just looked up.
            new Other("ForkCore", "NotFound", "the fork with number", null),
            new Other("ForkCore", "Closed", "fork '", null),
            // A transaction of 65,535 tables or of 1 GiB, and a value of 2 GiB.
            new Other("CommitRecord", "Invalid", "MAX_TABLES", null),
            new Other("CommitRecord", "Invalid", "MAX_LENGTH", null),
            new Other("ValueLocation", "Invalid", "does not fit an array", null));

    static List<Cause> causes() {
        return Causes.all();
    }

    @ParameterizedTest
    @MethodSource("causes")
    void cause_givesItsError(Cause cause) {
        StoreException error = provoke(cause);
        assertThat(error).isExactlyInstanceOf(cause.type()).hasMessageContaining(cause.words());
    }

    @Test
    void causes_together_reachEveryPlaceThatMakesAnError() throws IOException {
        List<StackTraceElement> reached = Causes.all().stream()
                .map(cause -> provoke(cause).getStackTrace()[0])
                .toList();
        List<String> missed = placesThatMakeErrors().stream()
                .filter(place -> reached.stream().noneMatch(place::isAt))
                .filter(place -> OTHERS.stream().noneMatch(other -> other.isAt(place)))
                .map(Place::toString)
                .toList();
        assertThat(missed).isEmpty();
    }

    @Test
    void others_areInTheCodeAndReachedByTheirTests() throws IOException {
        List<Place> places = placesThatMakeErrors();
        for (Other other : OTHERS) {
            assertThat(places).as("%s", other).anyMatch(other::isAt);
            if (other.test != null) {
                String test = other.test.replace('.', '/') + ".java";
                assertThat(Path.of("src/test/java/dev/coppice/store", test))
                        .content()
                        .as("%s", other)
                        .contains("StoreException." + other.type + ".class");
            }
        }
    }

    private static StoreException provoke(Cause cause) {
        TestDatabase test = TestDatabase.create();
        try {
            TestDatabase.fill(test.primary(), test.table("t"), 0, 10);
            cause.action().run(test, test.primary(), test.table("t"));
        } catch (StoreException e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError(cause + " gives " + e, e);
        }
        throw new AssertionError(cause + " gives no error");
    }

    private static List<Place> placesThatMakeErrors() throws IOException {
        List<Place> places = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    var made = MADE.matcher(lines.get(i));
                    if (made.find() && !made.group(1).equals("Corrupt")) {
                        int end = i;
                        while (!lines.get(end).endsWith(";")) {
                            end++;
                        }
                        String text = String.join(" ", lines.subList(i, end + 1));
                        places.add(new Place(file.getFileName().toString(), i + 1, end + 1, made.group(1), text));
                    }
                }
            }
        }
        return places;
    }

    /// A statement that makes an error.
    private record Place(String file, int firstLine, int lastLine, String type, String text) {
        boolean isAt(StackTraceElement element) {
            return file.equals(element.getFileName())
                    && element.getLineNumber() >= firstLine
                    && element.getLineNumber() <= lastLine;
        }

        @Override
        public String toString() {
            return file + ":" + firstLine + " " + text.strip().replaceAll("\\s+", " ");
        }
    }

    /// A place that no use of a small database reaches.
    ///
    /// @param words of its message
    /// @param test reaches it; null where none can, with the reason beside it
    private record Other(String file, String type, String words, String test) {
        boolean isAt(Place place) {
            return place.file.equals(file + ".java") && place.type.equals(type) && place.text.contains(words);
        }
    }
}

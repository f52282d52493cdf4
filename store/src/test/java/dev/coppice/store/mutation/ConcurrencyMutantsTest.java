package dev.coppice.store.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.engine.Interleavings;
import dev.coppice.store.load.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The tests of concurrency find every [ConcurrencyMutant], each by the test that it names, which finds nothing in the
/// engine as it is. A test that takes a second and hangs with a mutant has found it too; a model of [Interleavings]
/// tells of a hang itself.
class ConcurrencyMutantsTest {
    private static final System.Logger LOGGER = System.getLogger(ConcurrencyMutantsTest.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PATIENCE_WITH_MODELS = Duration.ofMinutes(30);

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.coppice.store.mutation.ConcurrencyMutant#few")
    void find_oneOfAFew_isFound(ConcurrencyMutant mutant) throws Exception {
        requireFound(mutant);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void find_eachMutant_isFound(ConcurrencyMutant mutant) throws Exception {
        requireFound(mutant);
    }

    @ParameterizedTest
    @MethodSource("dev.coppice.store.mutation.ConcurrencyMutant#testMethods")
    @Tag("long")
    void find_theEngineAsItIs_findsNothing(String finder) throws Exception {
        assertThat(find(finder, ChildProcess.rootOf(dev.coppice.store.Database.class)))
                .as("what %s finds", finder)
                .isNull();
    }

    /// So that code which moves away from beneath a mutant is noticed at once.
    @Test
    void mutants_areManyAndFitTheSources() {
        assertThat(ConcurrencyMutant.values()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(ConcurrencyMutant.values())
                .allSatisfy(mutant -> assertThat(mutant.change().source()).isNotEmpty());
    }

    private void requireFound(ConcurrencyMutant mutant) throws Exception {
        String found = find(mutant.finder(), mutant.change().compile(folder));
        LOGGER.log(System.Logger.Level.INFO, "{0}: {1}", mutant, found);
        assertThat(found).as("what %s finds", mutant.finder()).isNotNull();
    }

    /// @param classes a folder of classes that take the place of the engine's
    /// @return what the test has found; null when it has passed
    private String find(String finder, Path classes) throws Exception {
        List<String> options = new ArrayList<>(Interleavings.OPTIONS);
        options.addAll(List.of(
                "-ea",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        String empty = Files.createDirectories(folder.resolve("files")).toString();
        try (ChildProcess child = ChildProcess.startWithClassesInPlace(classes, options, Finder.class, finder, empty)) {
            boolean isModel = Finder.isModel(finder);
            OptionalInt code = child.awaitEnd(isModel ? PATIENCE_WITH_MODELS : PATIENCE);
            List<String> lines = child.lines();
            assertThat(lines).as(String.join("\n", lines)).contains(Finder.BEGUN);
            if (code.isEmpty()) {
                assertThat(isModel).as("whether %s has taken too long", finder).isFalse();
                return "it hangs";
            }
            String found = lines.stream()
                    .filter(line -> line.startsWith(Finder.FOUND))
                    .findFirst()
                    .orElse(null);
            assertThat(code.getAsInt() == 0).as(String.join("\n", lines)).isEqualTo(found == null);
            return found;
        }
    }
}

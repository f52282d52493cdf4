package dev.coppice.store.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The tests of durability find every bug that costs data: each [Mutant] makes one of the crash scripts, the fault
/// scripts or the model's runs fail, within a number of runs that does not depend on the machine.
class DurabilityMutantsTest {
    private static final System.Logger LOGGER = System.getLogger(DurabilityMutantsTest.class.getName());

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.coppice.store.mutation.Mutant#few")
    void hunt_oneOfAFew_findsIt(Mutant mutant) throws Exception {
        assertThat(hunt(mutant)).as("who finds %s", mutant).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void hunt_eachMutant_findsIt(Mutant mutant) throws Exception {
        String finder = hunt(mutant);
        LOGGER.log(System.Logger.Level.INFO, "{0} is found by {1}", mutant, finder);
        assertThat(finder).as("who finds %s", mutant).isNotNull();
    }

    /// So that code which moves away from beneath a mutant is noticed at once.
    @Test
    void mutants_areManyAndFitTheSources() {
        assertThat(Mutant.values()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Mutant.values())
                .allSatisfy(mutant -> assertThat(mutant.change().source()).isNotEmpty());
    }

    /// @return who found the mutant, null when nobody did
    private String hunt(Mutant mutant) throws Exception {
        MutantLoader loader = new MutantLoader(mutant.change().compile(folder));
        Class<?> hunt = loader.loadClass("dev.coppice.store.model.Hunt");
        return (String) hunt.getMethod("run", String.class).invoke(null, mutant.finder());
    }
}

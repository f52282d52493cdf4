package dev.coppice.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Seeds;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bytes that were well-formed before something happened to them: each parser gives a value or an error that says so,
/// soon, and without much memory. The same targets run under the guided fuzzer.
class FuzzTest {
    private static final int INPUTS = 2_000;
    private static final int MANY_INPUTS = 1_000_000;

    static List<FuzzTarget> targets() {
        return FuzzTargets.all();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void run_seeds_givesValues(FuzzTarget target) {
        assertThat(target.seeds()).isNotEmpty();
        for (byte[] seed : target.seeds()) {
            target.parse(seed).run();
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void run_mutatedSeeds_givesAValueOrATypedError(FuzzTarget target) {
        fuzz(target, INPUTS);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("targets")
    void run_manyMutatedSeeds_givesAValueOrATypedError(FuzzTarget target) {
        fuzz(target, MANY_INPUTS);
    }

    private static void fuzz(FuzzTarget target, int inputs) {
        List<byte[]> seeds = target.seeds();
        Seeds.forEach(FuzzTest.class, inputs, seed -> Bounds.run(target, new Mutator(seed, seeds).next()));
    }

    @Test
    void run_parserThatTrustsALength_isFound() {
        assertFound(input -> new byte[input[0]], "NegativeArraySize");
    }

    @Test
    void run_parserThatAllocatesWhatTheInputSays_isFound() {
        assertFound(input -> new byte[(input[0] & 0xFF) << 12], "allocates");
    }

    @Test
    void run_parserThatLoops_isFound() {
        assertFound(
                input -> {
                    long sum = 0;
                    for (long i = 0; i < (input[0] & 0xFFL) << 19; i++) {
                        sum = sum * 31 + i;
                    }
                    return sum;
                },
                "takes \\d+ ms");
    }

    @Test
    void run_valueThatIsNotWhatTheInputSays_isFound() {
        assertThatThrownBy(() -> fuzz(
                        new Planted(input -> {
                            FuzzTarget.require(input[0] == 3, "another length");
                            return null;
                        }),
                        INPUTS))
                .hasMessageContaining("another length");
    }

    private static void assertFound(Function<byte[], Object> parser, String message) {
        assertThatThrownBy(() -> fuzz(new Planted(parser), INPUTS)).hasMessageFindingMatch(message);
    }

    /// A parser with a defect.
    private record Planted(Function<byte[], Object> parser) implements FuzzTarget {
        @Override
        public String name() {
            return "PLANTED";
        }

        @Override
        public List<byte[]> seeds() {
            return List.of(new byte[] {3, 1, 2, 3});
        }

        @Override
        public long nanosMax() {
            return NANOS / 50;
        }

        @Override
        public Runnable parse(byte[] input) {
            if (input.length == 0) {
                throw new StoreException.Corrupt("planted", 0, "a length", "nothing");
            }
            Object value = parser.apply(input);
            return () -> FuzzTarget.require(value != input, "the input itself");
        }
    }
}

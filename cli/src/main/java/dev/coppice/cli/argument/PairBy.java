package dev.coppice.cli.argument;

import dev.coppice.graph.Pairing;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads by what two elements of two states are the same: `identity`, `external-id` or `content`.
public final class PairBy implements ITypeConverter<Pairing> {
    private static final List<String> WORDS = List.of("identity", "external-id", "content");

    /// For picocli.
    public PairBy() {}

    @Override
    public Pairing convert(String value) {
        return switch (value) {
            case "identity" -> Pairing.IDENTITY;
            case "external-id" -> Pairing.EXTERNAL_ID;
            case "content" -> Pairing.CONTENT;
            default ->
                throw new TypeConversionException(
                        "elements are not paired by '" + value + "'; choose one of " + String.join(", ", WORDS));
        };
    }

    /// What a shell offers.
    public static final class Words implements Iterable<String> {
        /// For picocli.
        public Words() {}

        @Override
        public Iterator<String> iterator() {
            return WORDS.iterator();
        }
    }
}

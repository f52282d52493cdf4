package dev.coppice.cli.argument;

import dev.coppice.store.ConflictPolicy;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads what happens with an entry that both sides changed: `fail`, `take-fork` or `take-target`.
public final class OnConflict implements ITypeConverter<ConflictPolicy> {
    private static final List<String> WORDS = List.of("fail", "take-fork", "take-target");

    /// For picocli.
    public OnConflict() {}

    @Override
    public ConflictPolicy convert(String value) {
        return switch (value) {
            case "fail" -> ConflictPolicy.FAIL;
            case "take-fork" -> ConflictPolicy.TAKE_FORK;
            case "take-target" -> ConflictPolicy.TAKE_TARGET;
            default ->
                throw new TypeConversionException(
                        "'" + value + "' is no policy; choose one of " + String.join(", ", WORDS));
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

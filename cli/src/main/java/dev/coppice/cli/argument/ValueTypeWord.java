package dev.coppice.cli.argument;

import dev.coppice.cli.graph.ValueText;
import dev.coppice.graph.value.ValueType;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the word for a type of values: that which stands in the heading of CSV, or `list`, `set` or `map`.
public final class ValueTypeWord implements ITypeConverter<ValueType> {
    /// For picocli.
    public ValueTypeWord() {}

    @Override
    public ValueType convert(String word) {
        for (ValueType type : ValueType.values()) {
            if (ValueText.word(type).equals(word)) {
                return type;
            }
        }
        throw new TypeConversionException(
                "there is no type '" + word + "'; choose one of " + String.join(", ", new Words()));
    }

    /// What a shell offers.
    public static final class Words implements Iterable<String> {
        /// For picocli.
        public Words() {}

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ValueType.values()).map(ValueText::word).iterator();
        }
    }
}

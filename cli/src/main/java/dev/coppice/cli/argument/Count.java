package dev.coppice.cli.argument;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how many: a whole number, 0 or more.
public final class Count implements ITypeConverter<Long> {
    /// For picocli.
    public Count() {}

    @Override
    public Long convert(String value) {
        try {
            long count = Long.parseLong(value);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new TypeConversionException("'" + value + "' is no count; write a whole number, 0 or more");
    }
}

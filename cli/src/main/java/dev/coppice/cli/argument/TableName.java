package dev.coppice.cli.argument;

import dev.coppice.store.TableIdent;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `TABLE`, or `TABLE:PARTITION` for a partition other than 0. The colon is in no table's name.
public final class TableName {
    private TableName() {}

    /// Reads a table's name.
    ///
    /// @throws dev.coppice.store.StoreException.Invalid when no table can have the name
    public static TableIdent parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return TableIdent.of(text);
        }
        try {
            return new TableIdent(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text.substring(colon + 1) + "' is no number of a partition; write TABLE or TABLE:PARTITION");
        }
    }

    /// A table as a user writes it.
    public static String format(TableIdent table) {
        return table.partition() == 0 ? table.name() : table.name() + ":" + table.partition();
    }

    /// Makes tables for picocli.
    public static final class Converter implements ITypeConverter<TableIdent> {
        /// For picocli.
        public Converter() {}

        @Override
        public TableIdent convert(String value) {
            return parse(value);
        }
    }
}

package dev.coppice.store;

import java.util.function.Predicate;

/// Which part of two states is compared. Only that part is looked at: what differs elsewhere costs next to nothing, and
/// tables that are left out cost nothing. Immutable; each method narrows the choice.
///
/// @param tables which tables
/// @param range which keys of each
public record DiffOptions(Predicate<TableIdent> tables, KeyRange range) {
    /// Everything.
    public static final DiffOptions ALL = new DiffOptions(table -> true, KeyRange.all());

    /// The same, of one table only, all its partitions.
    public DiffOptions table(String name) {
        return new DiffOptions(tables.and(table -> table.name().equals(name)), range);
    }

    /// The same, of one partition only.
    public DiffOptions table(TableIdent ident) {
        return new DiffOptions(tables.and(ident::equals), range);
    }

    /// The same, of keys in a range only.
    public DiffOptions range(KeyRange keys) {
        return new DiffOptions(tables, range.intersection(keys));
    }

    /// The same, of keys that begin with the given bytes only.
    public DiffOptions prefix(byte[] prefix) {
        return range(KeyRange.prefix(prefix));
    }

    /// Whether an entry is in the part.
    public boolean includes(TableIdent table, byte[] key) {
        return tables.test(table) && range.contains(key);
    }
}

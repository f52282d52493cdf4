package dev.coppice.store;

/// Names one partition of a table. A partition is one ordered set of entries with its own tree and data files.
///
/// @param name 1 to 100 characters: ASCII letters, digits, `_`, `-` and `.`; not starting with a dot
/// @param partition the partition's number, 0 to 65,535; a table that is not partitioned has the partition 0 only
public record TableIdent(String name, int partition) implements Comparable<TableIdent> {
    /// The largest number of a partition.
    public static final int MAX_PARTITION = 65_535;

    /// The longest name of a table, in characters.
    public static final int MAX_NAME_LENGTH = 100;

    /// Checks the name and the number.
    ///
    /// @throws StoreException.Invalid when one is outside what is allowed
    public TableIdent {
        Names.check("table", name, MAX_NAME_LENGTH);
        if (partition < 0 || partition > MAX_PARTITION) {
            throw new StoreException.Invalid(
                    "partition " + partition + " of table '" + name + "' is outside 0 to " + MAX_PARTITION);
        }
    }

    /// Partition 0 of a table.
    public static TableIdent of(String name) {
        return new TableIdent(name, 0);
    }

    @Override
    public int compareTo(TableIdent other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : Integer.compare(partition, other.partition);
    }

    /// `name.partition`, the form used in directories and messages.
    @Override
    public String toString() {
        return name + "." + partition;
    }
}

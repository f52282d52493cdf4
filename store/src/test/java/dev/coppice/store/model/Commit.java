package dev.coppice.store.model;

import dev.coppice.store.TableIdent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What one commit of a fork wrote, to say which open transactions must lose against it.
///
/// @param writes writes that had an effect
/// @param touched tables that it may have changed
/// @param loaded the table that it loaded, which counts as written wholly, whatever the load held; null for none
/// @param bytes about how long its record is
record Commit(List<Write> writes, Set<TableIdent> touched, TableIdent loaded, long bytes) {
    /// @param writes those that had something to do
    static Commit of(List<Write> writes, TableIdent loaded) {
        TreeSet<TableIdent> touched = new TreeSet<>();
        long bytes = 0;
        for (Write write : writes) {
            touched.add(write.table());
            bytes += write instanceof Write.Put put
                    ? put.key().length + put.row().value().length + 100
                    : 100;
        }
        if (loaded != null) {
            touched.add(loaded);
        }
        return new Commit(List.copyOf(writes), touched, loaded, bytes);
    }

    /// Whether a transaction that writes an entry, or read it, must lose.
    boolean wrote(TableIdent table, byte[] key) {
        return table.equals(loaded)
                || writes.stream().anyMatch(write -> write.table().equals(table) && covers(write, key));
    }

    boolean dropped(TableIdent table) {
        return writes.contains(new Write.Drop(table));
    }

    /// Whether a load of the table that began before must lose.
    boolean wrote(TableIdent table) {
        return table.equals(loaded)
                || writes.stream().anyMatch(write -> write.table().equals(table) && !(write instanceof Write.Create));
    }

    private static boolean covers(Write write, byte[] key) {
        return switch (write) {
            case Write.Put put -> Arrays.equals(put.key(), key);
            case Write.Delete delete -> Arrays.equals(delete.key(), key);
            case Write.Truncate truncate -> Arrays.compareUnsigned(truncate.from(), key) <= 0;
            case Write.Create create -> false;
            case Write.Drop drop -> false;
        };
    }
}

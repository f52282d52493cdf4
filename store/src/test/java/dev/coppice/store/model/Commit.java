package dev.coppice.store.model;

import dev.coppice.store.KeyRange;
import dev.coppice.store.TableIdent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// What one commit of a fork wrote, to say which open transactions must lose against it.
///
/// @param writes writes that had an effect
/// @param touched tables that it may have changed
/// @param bytes about how long its record is
record Commit(List<Write> writes, Set<TableIdent> touched, long bytes) {
    /// Whether a transaction that writes an entry must lose.
    boolean wrote(TableIdent table, byte[] key) {
        return writes.stream().anyMatch(write -> write.table().equals(table) && covers(write, key));
    }

    /// Whether a transaction that read a range must lose.
    boolean wrote(TableIdent table, KeyRange range) {
        return writes.stream()
                .anyMatch(write -> write.table().equals(table)
                        && (write instanceof Write.Put(TableIdent t, byte[] key, Row row, boolean s)
                                        && range.contains(key)
                                || write instanceof Write.Delete(TableIdent d, byte[] gone) && range.contains(gone)));
    }

    boolean dropped(TableIdent table) {
        return writes.contains(new Write.Drop(table));
    }

    boolean created(TableIdent table) {
        return writes.contains(new Write.Create(table));
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

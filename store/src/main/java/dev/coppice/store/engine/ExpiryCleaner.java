package dev.coppice.store.engine;

import dev.coppice.store.Durability;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.tree.LayeredCursor;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.TreeCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Deletes entries whose time has passed, in transactions of a bounded size. What is in pages is found by the tree of
/// expiry hints, what is only in memory by looking through it. Confined to one thread.
final class ExpiryCleaner {
    private static final int BATCH = 1_000;

    private final DatabaseCore database;
    private final ForkCore fork;

    ExpiryCleaner(DatabaseCore database, ForkCore fork) {
        this.database = database;
        this.fork = fork;
    }

    /// Deletes all that has expired by now.
    ///
    /// @return the number of entries deleted
    long cleanAll() {
        fork.ensureWritable();
        long now = database.context().now();
        long deleted = 0;
        for (TableState table : fork.state().tables()) {
            if (table != null) {
                deleted += clean(table, now);
            }
        }
        return deleted;
    }

    private long clean(TableState table, long now) {
        List<byte[]> hints = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        collectHinted(table, now, hints, keys);
        collectInMemory(table, now, keys);
        TableHandle handle = database.context().tables.handle(table.partition().ident());
        long deleted = 0;
        for (int from = 0; from < keys.size(); from += BATCH) {
            deleted += delete(handle, keys.subList(from, Math.min(keys.size(), from + BATCH)), now);
        }
        table.partition().cleaned(hints);
        return deleted;
    }

    private static void collectHinted(TableState table, long now, List<byte[]> hints, List<byte[]> keys) {
        TreeCursor cursor = new TreeCursor(table.pages(), table.expiries());
        byte[] hint = new byte[Limits.MAX_KEY_LENGTH];
        for (boolean on = cursor.first(); on; on = cursor.next()) {
            int length = LeafPage.copyKey(cursor.segment(), cursor.base(), cursor.index(), hint);
            if (ByteBuffer.wrap(hint).getLong() > now) {
                return;
            }
            hints.add(Arrays.copyOf(hint, length));
            byte[] key = Arrays.copyOfRange(hint, Long.BYTES, length);
            if (length < ExpiryHints.MAX_LENGTH) {
                keys.add(key);
            } else {
                addKeysWithPrefix(table.layers(), key, keys);
            }
        }
    }

    /// A hint that was cut stands for all keys that begin so.
    private static void addKeysWithPrefix(Layers layers, byte[] prefix, List<byte[]> keys) {
        LayeredCursor cursor = new LayeredCursor(layers, KeyRange.prefix(prefix), 0);
        while (cursor.next()) {
            byte[] key = new byte[cursor.keyLength()];
            cursor.copyKey(key);
            keys.add(key);
        }
    }

    private static void collectInMemory(TableState table, long now, List<byte[]> keys) {
        if (!table.isDirty()) {
            return;
        }
        Layers inMemory =
                new Layers(table.layers().deltas(), TableState.NO_LAYERS.pages(), TableState.NO_LAYERS.tree());
        LayeredCursor cursor = new LayeredCursor(inMemory, KeyRange.all(), 0);
        while (cursor.next()) {
            if (cursor.location().isExpired(now)) {
                byte[] key = new byte[cursor.keyLength()];
                cursor.copyKey(key);
                keys.add(key);
            }
        }
    }

    private long delete(TableHandle handle, List<byte[]> keys, long now) {
        while (true) {
            try (TransactionView transaction = new TransactionView(database, fork, Isolation.SNAPSHOT)) {
                long deleted = 0;
                for (byte[] key : keys) {
                    if (transaction.isExpired(handle, key, now)) {
                        transaction.delete(handle, key);
                        deleted++;
                    }
                }
                transaction.commit(Durability.BUFFERED);
                return deleted;
            } catch (StoreException.Conflict conflict) {
                // Another transaction wrote one of the entries meanwhile; look again.
                continue;
            }
        }
    }

    /// Whether some entry of the fork that is in pages has expired.
    boolean hasWork() {
        long now = database.context().now();
        for (TableState table : fork.state().tables()) {
            if (table != null && hasExpired(table, now)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasExpired(TableState table, long now) {
        TreeCursor cursor = new TreeCursor(table.pages(), table.expiries());
        byte[] hint = new byte[Limits.MAX_KEY_LENGTH];
        if (!cursor.first()) {
            return false;
        }
        LeafPage.copyKey(cursor.segment(), cursor.base(), cursor.index(), hint);
        return ByteBuffer.wrap(hint).getLong() <= now;
    }
}

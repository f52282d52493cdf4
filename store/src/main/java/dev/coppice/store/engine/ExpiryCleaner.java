package dev.coppice.store.engine;

import dev.coppice.store.Durability;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.tree.LayeredCursor;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.Tree;
import dev.coppice.store.tree.TreeCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Deletes entries of one fork whose time has passed, in transactions of a bounded size. What is in pages is found by
/// the tree of expiry hints, what is only in memory by looking through it. Confined to one thread.
///
/// A hint is done with when its entry is gone durably, or was found to live on. It then stays in the tree, passed over,
/// until the next checkpoint of the table.
final class ExpiryCleaner {
    private static final int BATCH = 1_000;

    private final DatabaseCore database;
    private final ForkCore fork;
    private long deleted;

    ExpiryCleaner(DatabaseCore database, ForkCore fork) {
        this.database = database;
        this.fork = fork;
    }

    /// Deletes all that has expired by now. Waits where writers wait.
    ///
    /// @return the number of entries deleted
    long cleanAll() {
        fork.ensureWritable();
        for (TableState table : fork.state().tables()) {
            if (table != null) {
                cleanInMemory(table);
            }
        }
        while (cleanSome()) {
            fork.awaitRoom();
        }
        return deleted;
    }

    /// Deletes a bounded number of entries that have expired and are in pages. Waits for nobody.
    ///
    /// @return whether there may be more
    boolean cleanSome() {
        long now = database.context().now();
        ViewPin pin = database.pinLatest(fork, ViewPin.INTERNAL);
        try {
            for (TableState table : pin.state().tables()) {
                if (table != null && cleanSome(table, now)) {
                    return true;
                }
            }
            return false;
        } finally {
            database.unpin(pin);
        }
    }

    private boolean cleanSome(TableState table, long now) {
        Tree hints = table.expiries();
        TreeCursor cursor = new TreeCursor(table.pages(), hints);
        byte[] through = table.partition().cleanedThrough(hints);
        byte[] hint = new byte[Limits.MAX_KEY_LENGTH];
        int length = 0;
        List<byte[]> keys = new ArrayList<>();
        boolean on = through == null ? cursor.first() : cursor.seekHigher(through, through.length);
        for (int i = 0; i < BATCH && on; i++) {
            int next = LeafPage.copyKey(cursor.segment(), cursor.base(), cursor.index(), hint);
            if (ByteBuffer.wrap(hint).getLong() > now) {
                break;
            }
            length = next;
            addKeys(table, Arrays.copyOfRange(hint, Long.BYTES, length), keys);
            through = Arrays.copyOf(hint, length);
            on = cursor.next();
        }
        if (length == 0) {
            return false;
        }
        delete(table, keys, now);
        // A checkpoint that forgets the hints may reach less far than the commits that made them superfluous.
        fork.syncLogThrough(fork.state().sequence());
        table.partition().cleaned(hints, through);
        return true;
    }

    /// Adds the key of a hint. One that was cut stands for all keys that begin so.
    private static void addKeys(TableState table, byte[] key, List<byte[]> keys) {
        if (key.length < ExpiryHints.MAX_LENGTH - Long.BYTES) {
            keys.add(key);
            return;
        }
        LayeredCursor cursor = new LayeredCursor(table.layers(), KeyRange.prefix(key), 0);
        while (cursor.next()) {
            keys.add(keyOf(cursor));
        }
    }

    private static byte[] keyOf(LayeredCursor cursor) {
        byte[] key = new byte[cursor.keyLength()];
        cursor.copyKey(key);
        return key;
    }

    private void cleanInMemory(TableState table) {
        long now = database.context().now();
        Layers inMemory =
                new Layers(table.layers().deltas(), TableState.NO_LAYERS.pages(), TableState.NO_LAYERS.tree(), false);
        LayeredCursor cursor = new LayeredCursor(inMemory, KeyRange.all(), 0);
        List<byte[]> keys = new ArrayList<>();
        while (cursor.next()) {
            if (cursor.location().isExpired(now)) {
                keys.add(keyOf(cursor));
            }
            if (keys.size() == BATCH) {
                delete(table, keys, now);
                keys.clear();
                fork.awaitRoom();
            }
        }
        delete(table, keys, now);
    }

    /// Deletes those of the keys whose entries have expired.
    private void delete(TableState table, List<byte[]> keys, long now) {
        TableHandle handle = database.context().tables.handle(table.partition().ident());
        while (true) {
            try (TransactionView transaction =
                    new TransactionView(database, fork, Isolation.SNAPSHOT, ViewPin.INTERNAL)) {
                int count = 0;
                for (byte[] key : keys) {
                    if (transaction.isExpired(handle, key, now)) {
                        transaction.delete(handle, key);
                        count++;
                    }
                }
                transaction.commitAtOnce(Durability.BUFFERED);
                deleted += count;
                return;
            } catch (StoreException.Conflict conflict) {
                // Another transaction wrote one of the entries meanwhile; look again.
                continue;
            }
        }
    }
}

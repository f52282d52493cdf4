package dev.coppice.store.engine;

import dev.coppice.store.Limits;
import dev.coppice.store.delta.DeltaCursor;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.tree.MutationSource;
import dev.coppice.store.tree.TreeCursor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The changes of a table's tree of expiry hints: a hint `expiry (8 bytes, big-endian) ++ key` for each entry that will
/// expire, so that the clean-up finds what has expired without reading the table. A hint whose entry has since changed
/// is harmless; the clean-up looks at the entry before it deletes.
final class ExpiryHints implements MutationSource {
    private static final byte[] NO_VALUE = {};
    /// The longest hint; keys so long that their hint would not fit a key are found by a scan of the table instead.
    static final int MAX_LENGTH = Limits.MAX_KEY_LENGTH;

    private final Iterator<Map.Entry<byte[], Boolean>> hints;
    private Map.Entry<byte[], Boolean> current;

    private ExpiryHints(Iterator<Map.Entry<byte[], Boolean>> hints) {
        this.hints = hints;
        next();
    }

    /// Hints to be added, in ascending order, none of them twice.
    static ExpiryHints added(List<byte[]> ascending) {
        return new ExpiryHints(
                ascending.stream().map(hint -> Map.entry(hint, true)).iterator());
    }

    /// The hints that the frozen writes bring, and those that the clean-up is done with.
    ///
    /// @param cleanedThrough the last of the latter, null when there are none
    static ExpiryHints of(TableState table, byte[] cleanedThrough) {
        TreeMap<byte[], Boolean> changes = new TreeMap<>(Arrays::compareUnsigned);
        if (cleanedThrough != null) {
            addCleaned(table, cleanedThrough, changes);
        }
        if (table.frozen().mayExpire()) {
            addExpiring(table, changes);
        }
        return new ExpiryHints(changes.entrySet().iterator());
    }

    private static void addExpiring(TableState table, TreeMap<byte[], Boolean> changes) {
        DeltaCursor cursor = new DeltaCursor(table.frozen());
        for (boolean on = cursor.first(); on; on = cursor.next()) {
            byte[] chunk = cursor.chunk();
            int at = cursor.at();
            long expiry = Mutation.isPut(chunk, at) ? Mutation.expiry(chunk, at) : 0;
            int keyLength = Mutation.keyLength(chunk, at);
            if (expiry != 0) {
                changes.put(hint(expiry, chunk, Mutation.keyOffset(chunk, at), keyLength), true);
            }
        }
    }

    private static void addCleaned(TableState table, byte[] through, TreeMap<byte[], Boolean> changes) {
        TreeCursor hints = new TreeCursor(table.pages(), table.expiries());
        byte[] hint = new byte[MAX_LENGTH];
        for (boolean on = hints.first(); on; on = hints.next()) {
            int length = LeafPage.copyKey(hints.segment(), hints.base(), hints.index(), hint);
            if (Arrays.compareUnsigned(hint, 0, length, through, 0, through.length) > 0) {
                return;
            }
            changes.put(Arrays.copyOf(hint, length), false);
        }
    }

    /// The hint of an entry. A key that is too long is cut: the clean-up then looks at all keys that begin so.
    static byte[] hint(long expiry, byte[] key, int keyOffset, int keyLength) {
        int length = Math.min(keyLength, MAX_LENGTH - Long.BYTES);
        return ByteBuffer.allocate(Long.BYTES + length)
                .putLong(expiry)
                .put(key, keyOffset, length)
                .array();
    }

    @Override
    public boolean isValid() {
        return current != null;
    }

    @Override
    public boolean isEnded() {
        return current == null;
    }

    @Override
    public void next() {
        current = hints.hasNext() ? hints.next() : null;
    }

    @Override
    public byte[] keyArray() {
        return current.getKey();
    }

    @Override
    public int keyOffset() {
        return 0;
    }

    @Override
    public int keyLength() {
        return current.getKey().length;
    }

    @Override
    public boolean isPut() {
        return current.getValue();
    }

    @Override
    public long expiry() {
        return 0;
    }

    @Override
    public boolean isOverflow() {
        return false;
    }

    @Override
    public byte[] valueArray() {
        return NO_VALUE;
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public long valueLength() {
        return 0;
    }

    @Override
    public long overflowPage() {
        throw new IllegalStateException("a hint has no value");
    }
}

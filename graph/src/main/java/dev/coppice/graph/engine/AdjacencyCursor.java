package dev.coppice.graph.engine;

import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import java.util.Arrays;

/// Walks what begins with a prefix in the adjacency of one state, for one prefix after the other. To go to another one
/// is a search, and opens nothing. Confined to one thread at a time.
final class AdjacencyCursor {
    private static final byte[] NOTHING = {};

    private final GraphReads reads;
    private final int writes;
    private final boolean mayReadAround;
    /// Any key fits; it is made once for many walks.
    private final byte[] key = new byte[Limits.MAX_KEY_LENGTH];
    private Cursor cursor;
    private byte[] prefix = NOTHING;
    private int length;

    AdjacencyCursor(GraphReads reads) {
        this.reads = reads;
        writes = reads.writes();
        mayReadAround = reads.mayReadAround();
    }

    /// Whether a walk that begins now may use the cursor: it reads the state that would be read without it.
    boolean isReusable() {
        return mayReadAround && cursor != null && writes == reads.writes();
    }

    /// Goes to the first key with a prefix.
    ///
    /// @return whether there is one
    boolean seek(byte[] newPrefix) {
        prefix = newPrefix;
        if (!mayReadAround) {
            close();
            cursor = reads.view().cursor(reads.tables.adjacency(), KeyRange.prefix(newPrefix));
            return isAtPrefix(cursor.next());
        }
        if (cursor == null) {
            cursor = reads.view().cursor(reads.tables.adjacency(), KeyRange.all());
        }
        return isAtPrefix(cursor.seek(newPrefix));
    }

    /// Goes to the next key with the prefix.
    ///
    /// @return whether there is one
    boolean next() {
        return isAtPrefix(cursor.next());
    }

    private boolean isAtPrefix(boolean isAtKey) {
        if (!isAtKey) {
            return false;
        }
        length = cursor.copyKey(key);
        return Arrays.equals(key, 0, Math.min(length, prefix.length), prefix, 0, prefix.length);
    }

    /// The direction, [Keys#OUT] or [Keys#IN], of the key that the cursor stands at.
    ///
    /// @param at where in the key it is
    int direction(int at) {
        return key[at];
    }

    /// A number in the key that the cursor stands at.
    ///
    /// @param at where in the key it begins
    long number(int at) {
        return OrderedVarint.read(key, at, length);
    }

    /// Where the number ends that begins at a place.
    int after(int at) {
        return at + OrderedVarint.lengthByFirst(key[at]);
    }

    void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}

package dev.coppice.graph.engine;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// Entries in one array, and the order of their keys. Confined to one thread.
///
/// What is sorted is numbers: the first bytes of a key above the position of its entry. Only keys that begin alike are
/// then compared as a whole.
final class EntryBuffer {
    private static final int POSITION_BITS = 24;
    private static final int COUNT_MAX = 1 << POSITION_BITS;
    private static final int HEAD_BYTES = (Long.SIZE - POSITION_BITS) / Byte.SIZE;
    private static final int LENGTH_MAX = 0xFFFF;
    private static final int INSERTION_MAX = 24;
    private static final int ENTRY_OVERHEAD_BYTES = 16;

    private byte[] bytes = new byte[1 << 12];
    /// Where each entry begins, and at last where the next one will.
    private int[] starts = new int[1 << 8];
    private short[] keyLengths = new short[1 << 8];
    /// The heads of keys, each with the position of its entry. Signed order is the order of bytes.
    private long[] order = new long[1 << 8];
    private int count;

    int count() {
        return count;
    }

    /// Roughly the memory that the entries take.
    int bytes() {
        return starts[count] + count * ENTRY_OVERHEAD_BYTES;
    }

    /// Whether there is no room for another entry.
    boolean isFull() {
        return count == COUNT_MAX || bytes() > Integer.MAX_VALUE / 2;
    }

    void add(byte[] key, byte[] value) {
        if (key.length > LENGTH_MAX || value.length > LENGTH_MAX) {
            throw new IllegalArgumentException("an entry of " + key.length + " and " + value.length + " bytes");
        }
        int start = starts[count];
        int end = start + key.length + value.length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        if (count + 1 == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
            keyLengths = Arrays.copyOf(keyLengths, starts.length);
            order = Arrays.copyOf(order, starts.length);
        }
        System.arraycopy(key, 0, bytes, start, key.length);
        System.arraycopy(value, 0, bytes, start + key.length, value.length);
        keyLengths[count] = (short) key.length;
        order[count] = head(key) << POSITION_BITS | count;
        starts[++count] = end;
    }

    private static long head(byte[] key) {
        long head = 0;
        for (int i = 0; i < HEAD_BYTES; i++) {
            head = head << Byte.SIZE | (i < key.length ? key[i] & 0xFF : 0);
        }
        return head ^ 1L << HEAD_BYTES * Byte.SIZE - 1;
    }

    /// Brings the entries into the order of their keys.
    void sort() {
        Arrays.parallelSort(order, 0, count);
        int from = 0;
        while (from < count) {
            int to = from + 1;
            while (to < count && order[from] >>> POSITION_BITS == order[to] >>> POSITION_BITS) {
                to++;
            }
            if (to - from > 1) {
                sortAlike(from, to);
            }
            from = to;
        }
    }

    private void sortAlike(int from, int to) {
        if (to - from > INSERTION_MAX) {
            Long[] some = Arrays.stream(order, from, to).boxed().toArray(Long[]::new);
            Arrays.sort(some, this::compare);
            for (int i = 0; i < some.length; i++) {
                order[from + i] = some[i];
            }
            return;
        }
        for (int i = from + 1; i < to; i++) {
            long moved = order[i];
            int at = i;
            while (at > from && compare(order[at - 1], moved) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = moved;
        }
    }

    private int compare(long one, long other) {
        int a = position(one);
        int b = position(other);
        return Arrays.compareUnsigned(
                bytes, starts[a], starts[a] + keyLength(a), bytes, starts[b], starts[b] + keyLength(b));
    }

    private static int position(long ordered) {
        return (int) ordered & COUNT_MAX - 1;
    }

    private int keyLength(int position) {
        return keyLengths[position] & LENGTH_MAX;
    }

    /// The key of the entry that is the so-manieth after [#sort()].
    byte[] key(int place) {
        int position = position(order[place]);
        return Arrays.copyOfRange(bytes, starts[position], starts[position] + keyLength(position));
    }

    /// The value of that entry.
    byte[] value(int place) {
        int position = position(order[place]);
        return Arrays.copyOfRange(bytes, starts[position] + keyLength(position), starts[position + 1]);
    }

    /// Writes that entry: the lengths of key and value, and both.
    void write(int place, DataOutputStream out) throws IOException {
        int position = position(order[place]);
        int length = starts[position + 1] - starts[position];
        out.writeShort(keyLength(position));
        out.writeShort(length - keyLength(position));
        out.write(bytes, starts[position], length);
    }

    void clear() {
        count = 0;
    }
}

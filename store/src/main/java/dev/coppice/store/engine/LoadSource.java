package dev.coppice.store.engine;

import dev.coppice.store.tree.MutationSource;
import dev.coppice.store.tree.Tree;
import java.util.Arrays;

/// Entries that a bulk loader has taken and a merge has not yet. Confined to one thread.
final class LoadSource implements MutationSource {
    private static final int BATCH_BYTES = 1 << 18;
    private static final byte[] NONE = {};

    private byte[] bytes = new byte[BATCH_BYTES];
    private int end;
    private int[] keyOffsets = new int[1_024];
    private int[] keyLengths = new int[1_024];
    private long[] valueLengths = new long[1_024];
    private long[] expiries = new long[1_024];
    /// The first pages of values that are in pages already.
    private long[] overflowPages = new long[1_024];
    private int count;
    private int current;
    private boolean isEnded;

    /// Adds an entry.
    void add(byte[] key, byte[] value, long expiry) {
        add(key, value, value.length, expiry, Tree.NO_PAGE);
    }

    /// Adds an entry whose value is in overflow pages.
    void addOverflow(byte[] key, long valueLength, long expiry, long firstPage) {
        add(key, NONE, valueLength, expiry, firstPage);
    }

    private void add(byte[] key, byte[] value, long valueLength, long expiry, long overflowPage) {
        if (current == count) {
            current = 0;
            count = 0;
            end = 0;
        }
        int needed = Math.addExact(end, Math.addExact(key.length, value.length));
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length)));
        }
        if (count == keyOffsets.length) {
            keyOffsets = Arrays.copyOf(keyOffsets, 2 * count);
            keyLengths = Arrays.copyOf(keyLengths, 2 * count);
            valueLengths = Arrays.copyOf(valueLengths, 2 * count);
            expiries = Arrays.copyOf(expiries, 2 * count);
            overflowPages = Arrays.copyOf(overflowPages, 2 * count);
        }
        System.arraycopy(key, 0, bytes, end, key.length);
        System.arraycopy(value, 0, bytes, end + key.length, value.length);
        keyOffsets[count] = end;
        keyLengths[count] = key.length;
        valueLengths[count] = valueLength;
        expiries[count] = expiry;
        overflowPages[count++] = overflowPage;
        end = needed;
    }

    /// Whether enough has gathered for the merge to go on.
    boolean isFull() {
        return end >= BATCH_BYTES;
    }

    void end() {
        isEnded = true;
    }

    @Override
    public boolean isValid() {
        return current < count;
    }

    @Override
    public boolean isEnded() {
        return isEnded && current == count;
    }

    @Override
    public void next() {
        current++;
    }

    @Override
    public byte[] keyArray() {
        return bytes;
    }

    @Override
    public int keyOffset() {
        return keyOffsets[current];
    }

    @Override
    public int keyLength() {
        return keyLengths[current];
    }

    @Override
    public boolean isPut() {
        return true;
    }

    @Override
    public long expiry() {
        return expiries[current];
    }

    @Override
    public boolean isOverflow() {
        return overflowPages[current] != Tree.NO_PAGE;
    }

    @Override
    public byte[] valueArray() {
        return bytes;
    }

    @Override
    public int valueOffset() {
        return keyOffsets[current] + keyLengths[current];
    }

    @Override
    public long valueLength() {
        return valueLengths[current];
    }

    @Override
    public long overflowPage() {
        return overflowPages[current];
    }
}

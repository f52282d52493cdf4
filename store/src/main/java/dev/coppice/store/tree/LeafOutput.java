package dev.coppice.store.tree;

import dev.coppice.store.Limits;
import dev.coppice.store.page.LeafBuilder;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.Separators;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Packs a run of entries into leaves. The last full page is held back, so that it can share its entries with a short
/// last one. Confined to one thread.
final class LeafOutput {
    /// Takes the built pages of a run, in order.
    interface Target {
        /// Takes one page.
        ///
        /// @param separator a key above all of the page before and not above any of this one; null for the run's first
        void leaf(byte[] page, byte[] separator);
    }

    private static final int NEARLY_EMPTY_PART = 4;

    private final int pageSize;
    private final Target target;
    private final byte[] page;
    private final byte[] entryKey = new byte[Limits.MAX_KEY_LENGTH];
    private Part held;
    private Part open;
    private byte[] lastEmittedKey;

    LeafOutput(int pageSize, Target target) {
        this.pageSize = pageSize;
        this.target = target;
        page = new byte[pageSize];
        held = new Part(pageSize);
        open = new Part(pageSize);
    }

    /// Begins a new run.
    void begin() {
        held.reset();
        open.reset();
        lastEmittedKey = null;
    }

    void add(byte[] key, int keyLength, long expiry, byte[] value, int valueOffset, int valueLength) {
        if (!open.builder.add(key, 0, keyLength, expiry, value, valueOffset, valueLength)) {
            rotate();
            require(open.builder.add(key, 0, keyLength, expiry, value, valueOffset, valueLength));
        }
        open.note(key, keyLength);
    }

    /// Adds an entry of another leaf as it is.
    void addEntry(MemorySegment page, long base, int index) {
        int keyLength = LeafPage.copyKey(page, base, index, entryKey);
        if (!open.builder.addEntry(page, base, index)) {
            rotate();
            require(open.builder.addEntry(page, base, index));
        }
        open.note(entryKey, keyLength);
    }

    void addOverflow(byte[] key, int keyLength, long expiry, long valueLength, long firstPage) {
        if (!open.builder.addOverflow(key, 0, keyLength, expiry, valueLength, firstPage)) {
            rotate();
            require(open.builder.addOverflow(key, 0, keyLength, expiry, valueLength, firstPage));
        }
        open.note(key, keyLength);
    }

    /// Whether the run, ended now, would be one page with little in it, but not nothing.
    boolean isNearlyEmpty() {
        return lastEmittedKey == null
                && held.isEmpty()
                && !open.isEmpty()
                && open.builder.size() < pageSize / NEARLY_EMPTY_PART;
    }

    private boolean isShort() {
        return open.builder.size() < pageSize / 2;
    }

    /// Ends the run.
    ///
    /// @param balance whether a short last page takes entries from the one before; not at the end of the key space,
    ///     where entries are likely to be added in order
    void end(boolean balance) {
        if (balance && !held.isEmpty() && isShort()) {
            shareHeld();
        }
        emit(held);
        emit(open);
        begin();
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IllegalStateException("an entry does not fit an empty page");
        }
    }

    private void rotate() {
        emit(held);
        Part free = held;
        held = open;
        open = free;
        open.reset();
    }

    private void emit(Part part) {
        if (part.isEmpty()) {
            return;
        }
        part.builder.build(page, 0);
        byte[] separator = lastEmittedKey == null
                ? null
                : Arrays.copyOf(
                        part.firstKey,
                        Separators.shortestLength(
                                lastEmittedKey, lastEmittedKey.length, part.firstKey, part.firstKeyLength));
        lastEmittedKey = Arrays.copyOf(part.lastKey, part.lastKeyLength);
        target.leaf(page, separator);
        part.reset();
    }

    /// Spreads the entries of the held and the open page over both of them evenly.
    private void shareHeld() {
        byte[] first = new byte[pageSize];
        byte[] second = new byte[pageSize];
        held.builder.build(first, 0);
        open.builder.build(second, 0);
        int half = (held.builder.size() + open.builder.size()) / 2;
        held.reset();
        open.reset();
        copyAll(MemorySegment.ofArray(first), half);
        copyAll(MemorySegment.ofArray(second), half);
    }

    private void copyAll(MemorySegment from, int half) {
        int count = PageHeader.entryCount(from, 0);
        for (int i = 0; i < count; i++) {
            Part to = open.isEmpty() && held.builder.size() < half ? held : open;
            int keyLength = LeafPage.copyKey(from, 0, i, entryKey);
            if (!to.builder.addEntry(from, 0, i)) {
                // The shared prefix can shrink when pages are cut elsewhere; what does not fit starts a page.
                rotate();
                to = open;
                require(to.builder.addEntry(from, 0, i));
            }
            to.note(entryKey, keyLength);
        }
    }

    /// One page in the making, with its first and last key.
    private static final class Part {
        final LeafBuilder builder;
        final byte[] firstKey = new byte[Limits.MAX_KEY_LENGTH];
        final byte[] lastKey = new byte[Limits.MAX_KEY_LENGTH];
        int firstKeyLength;
        int lastKeyLength;

        Part(int pageSize) {
            builder = new LeafBuilder(pageSize);
        }

        void reset() {
            builder.reset();
        }

        boolean isEmpty() {
            return builder.isEmpty();
        }

        void note(byte[] key, int keyLength) {
            if (builder.count() == 1) {
                System.arraycopy(key, 0, firstKey, 0, keyLength);
                firstKeyLength = keyLength;
            }
            System.arraycopy(key, 0, lastKey, 0, keyLength);
            lastKeyLength = keyLength;
        }
    }
}

package dev.coppice.volume.block;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.Superblock;
import dev.coppice.volume.format.TableEntry;
import java.io.IOException;
import java.util.BitSet;

/// Which blocks are in use: one bit each. The superblock's count of free blocks is always the number of clear bits.
///
/// A block that is freed is *held* until the group that frees it is durable: before, an older group could come back,
/// which still has it. One that the open group itself has claimed is *fresh*: no older group has it, so it may be
/// written where it is, and claimed again at once when it is freed. Bits are searched by words of 64, from the last one
/// that was claimed; parts without room are passed over by a bit for each block of the bitmap. Blocks of the bitmap are
/// read when they are first needed.
///
/// Guarded by the lock of its layer.
final class BlockBitmap {
    /// No such block.
    static final long NONE = -1;

    private static final int UNKNOWN = -1;

    private final Geometry geometry;
    private final MetadataCache cache;
    private final BlockTable table;
    private final MetadataBlock superblock;
    private final int bitsPerPart;
    private final int wordsPerPart;
    // One part is what one block of the bitmap has.
    private final MetadataBlock[] parts;
    private final int[] availableCounts; // neither in use nor held; UNKNOWN before the part is read
    private final long[][] held; // null where nothing is
    private long[][] fresh; // null where nothing is
    private final BitSet withoutRoom = new BitSet();
    private long heldCount;
    private long cursor;

    BlockBitmap(Geometry geometry, MetadataCache cache, BlockTable table, MetadataBlock superblock) {
        this.geometry = geometry;
        this.cache = cache;
        this.table = table;
        this.superblock = superblock;
        bitsPerPart = geometry.bitsPerBlock();
        wordsPerPart = bitsPerPart / Long.SIZE;
        int count = Math.toIntExact(geometry.bitmapBlockCount());
        parts = new MetadataBlock[count];
        availableCounts = new int[count];
        java.util.Arrays.fill(availableCounts, UNKNOWN);
        held = new long[count][];
        fresh = new long[count][];
        cursor = geometry.firstDataBlock();
    }

    /// Marks what a new volume has in use: its regions, and the bits that stand for no block.
    void format() throws IOException {
        superblock.putLong(Superblock.FREE_BLOCK_COUNT, geometry.blockCount());
        setUsed(0, geometry.firstDataBlock());
        setUsed(geometry.copyBlock(), 1);
        long bits = (long) parts.length * bitsPerPart;
        for (long bit = geometry.blockCount(); bit < bits; bit++) {
            setBit(bit);
        }
        int last = parts.length - 1;
        availableCounts[last] = UNKNOWN;
        part(last);
    }

    /// Blocks that are not in use.
    long freeCount() {
        return superblock.getLong(Superblock.FREE_BLOCK_COUNT);
    }

    /// Blocks that may be claimed now: those that are not in use, and not held either.
    long availableCount() {
        return freeCount() - heldCount;
    }

    /// Whether a block is in use.
    boolean isUsed(long block) throws IOException {
        check(block, 1);
        int part = (int) (block / bitsPerPart);
        int bit = (int) (block % bitsPerPart);
        return (part(part).getLong(offset(bit >>> 6)) & 1L << bit) != 0;
    }

    /// Claims the next block that is not in use.
    ///
    /// @param hint where to begin to search; [#NONE] for behind the last one claimed
    /// @return [#NONE] when no block is available
    long claim(long hint) throws IOException {
        BlockRun run = claimRun(hint, 1);
        return run == null ? NONE : run.first();
    }

    /// Claims blocks that follow each other: the first so many behind a place, or fewer where fewer are free.
    ///
    /// @param hint where to begin to search; [#NONE] for behind the last one claimed
    /// @param countMax at least 1
    /// @return null when no block is available
    BlockRun claimRun(long hint, int countMax) throws IOException {
        if (availableCount() <= 0) {
            return null;
        }
        long from = hint == NONE || hint >= geometry.blockCount() ? cursor : hint;
        long first = nextAvailable(from, geometry.blockCount());
        if (first == NONE) {
            first = nextAvailable(0, from);
        }
        if (first == NONE) {
            return null;
        }
        int count = availableRun(first, countMax);
        setUsed(first, count);
        cursor = first + count;
        return new BlockRun(first, count);
    }

    /// Whether the open group has claimed a block that is in use.
    boolean isFresh(long block) {
        return isSet(fresh[(int) (block / bitsPerPart)], (int) (block % bitsPerPart));
    }

    /// Ends the open group: no block is fresh in the next one.
    void endGroup() {
        fresh = new long[parts.length][];
    }

    /// Gives a block back.
    ///
    /// @return whether it is held: to be claimed again once the open group is durable and [#letGo] was called
    /// @throws VolumeException.Corrupt when it is not in use
    boolean free(long block) throws IOException {
        if (!isUsed(block)) {
            throw new VolumeException.Corrupt(block, "a block in use, to be freed", "one that is free");
        }
        int part = (int) (block / bitsPerPart);
        int bit = (int) (block % bitsPerPart);
        MetadataBlock bits = changeable(part);
        bits.putLong(offset(bit >>> 6), bits.getLong(offset(bit >>> 6)) & ~(1L << bit));
        addFree(1);
        if (isSet(fresh[part], bit)) {
            fresh[part][bit >>> 6] &= ~(1L << bit);
            makeAvailable(part);
            return false;
        }
        if (held[part] == null) {
            held[part] = new long[wordsPerPart];
        }
        held[part][bit >>> 6] |= 1L << bit;
        heldCount++;
        return true;
    }

    /// Lets blocks be claimed whose freeing is durable.
    void letGo(long first, int count) {
        for (long block = first; block < first + count; block++) {
            int part = (int) (block / bitsPerPart);
            int bit = (int) (block % bitsPerPart);
            held[part][bit >>> 6] &= ~(1L << bit);
            makeAvailable(part);
        }
        heldCount -= count;
    }

    private void makeAvailable(int part) {
        availableCounts[part]++;
        withoutRoom.clear(part);
    }

    private static boolean isSet(long[] bits, int bit) {
        return bits != null && (bits[bit >>> 6] & 1L << bit) != 0;
    }

    private long nextAvailable(long from, long to) throws IOException {
        for (long at = from; at < to; ) {
            int part = (int) (at / bitsPerPart);
            if (withoutRoom.get(part)) {
                at = (long) withoutRoom.nextClearBit(part) * bitsPerPart;
                continue;
            }
            int bit = nextAvailable(part(part), held[part], (int) (at % bitsPerPart));
            if (bit < bitsPerPart) {
                long block = (long) part * bitsPerPart + bit;
                return block < to ? block : NONE;
            }
            at = (long) (part + 1) * bitsPerPart;
        }
        return NONE;
    }

    /// The first bit from one on that is neither set nor held, or the number of bits.
    private int nextAvailable(MetadataBlock bits, long[] heldBits, int from) {
        long mask = -1L << from;
        for (int word = from >>> 6; word < wordsPerPart; word++) {
            long available = ~usedOrHeld(bits, heldBits, word) & mask;
            if (available != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(available);
            }
            mask = -1L;
        }
        return bitsPerPart;
    }

    /// How many blocks from one on are available, up to a number; they may lie in several parts.
    private int availableRun(long first, int countMax) throws IOException {
        long end = Math.min(first + countMax, geometry.blockCount());
        long at = first + 1;
        while (at < end) {
            int part = (int) (at / bitsPerPart);
            int bit = (int) (at % bitsPerPart);
            long unavailable = usedOrHeld(part(part), held[part], bit >>> 6) >>> bit;
            int room = Long.SIZE - (bit & Long.SIZE - 1);
            int length = Math.min(room, Long.numberOfTrailingZeros(unavailable));
            at += length;
            if (length < room) {
                break;
            }
        }
        return (int) (Math.min(at, end) - first);
    }

    private static long usedOrHeld(MetadataBlock bits, long[] heldBits, int word) {
        long used = bits.getLong(offset(word));
        return heldBits == null ? used : used | heldBits[word];
    }

    private void setUsed(long first, long count) throws IOException {
        long end = first + count;
        for (long at = first; at < end; ) {
            int part = (int) (at / bitsPerPart);
            int bit = (int) (at % bitsPerPart);
            int length = (int) Math.min(end - at, Long.SIZE - (bit & Long.SIZE - 1));
            long mask = (length == Long.SIZE ? -1L : (1L << length) - 1) << bit;
            MetadataBlock bits = changeable(part);
            bits.putLong(offset(bit >>> 6), bits.getLong(offset(bit >>> 6)) | mask);
            if (fresh[part] == null) {
                fresh[part] = new long[wordsPerPart];
            }
            fresh[part][bit >>> 6] |= mask;
            availableCounts[part] -= length;
            if (availableCounts[part] == 0) {
                withoutRoom.set(part);
            }
            at += length;
        }
        addFree(-count);
    }

    private void setBit(long bit) throws IOException {
        MetadataBlock bits = changeable((int) (bit / bitsPerPart));
        int inPart = (int) (bit % bitsPerPart);
        bits.putLong(offset(inPart >>> 6), bits.getLong(offset(inPart >>> 6)) | 1L << inPart);
    }

    private void addFree(long count) {
        superblock.putLong(Superblock.FREE_BLOCK_COUNT, freeCount() + count);
    }

    private MetadataBlock changeable(int part) throws IOException {
        MetadataBlock bits = part(part);
        if (table.entry(bits.number()) == TableEntry.FREE) {
            table.put(bits.number(), TableEntry.of(BlockKind.BITMAP, 1, 0));
        }
        return bits;
    }

    private MetadataBlock part(int part) throws IOException {
        MetadataBlock bits = parts[part];
        if (bits == null) {
            long number = geometry.bitmapBlock() + part;
            long entry = table.entry(number);
            bits = entry == TableEntry.FREE
                    ? cache.blank(number, BlockKind.BITMAP)
                    : cache.read(number, BlockKind.BITMAP, TableEntry.checksum(entry));
            parts[part] = bits;
        }
        if (availableCounts[part] == UNKNOWN) {
            availableCounts[part] = countAvailable(part, bits);
            withoutRoom.set(part, availableCounts[part] == 0);
        }
        return bits;
    }

    private int countAvailable(int part, MetadataBlock bits) {
        int used = 0;
        for (int word = 0; word < wordsPerPart; word++) {
            used += Long.bitCount(usedOrHeld(bits, held[part], word));
        }
        return bitsPerPart - used;
    }

    private void check(long first, int count) throws VolumeException.Corrupt {
        if (first < 0 || count < 1 || first > geometry.blockCount() - count) {
            throw new VolumeException.Corrupt(
                    first, "blocks of a volume of " + geometry.blockCount(), count + " from block " + first + " on");
        }
    }

    private static int offset(int word) {
        return BlockHeader.LENGTH + word * Long.BYTES;
    }
}

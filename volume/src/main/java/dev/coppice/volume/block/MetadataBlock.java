package dev.coppice.volume.block;

import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.LittleEndian;
import java.util.Arrays;

/// A block of metadata in memory, which knows which of its sectors its group has changed. Guarded by the lock of its
/// layer: changed by who holds it for changes, read by who holds it at all.
public final class MetadataBlock {
    private static final int SECTOR_SHIFT = Integer.numberOfTrailingZeros(BlockDevice.SECTOR);

    private final MetadataCache cache;
    private final long number;
    private final BlockKind kind;
    private final byte[] bytes;
    private final long[] changedSectors;
    private boolean isChanged;
    private volatile boolean wasUsed = true;

    MetadataBlock(MetadataCache cache, long number, BlockKind kind, byte[] bytes) {
        this.cache = cache;
        this.number = number;
        this.kind = kind;
        this.bytes = bytes;
        changedSectors = new long[Math.ceilDiv(bytes.length >>> SECTOR_SHIFT, Long.SIZE)];
    }

    /// Its place on the volume.
    public long number() {
        return number;
    }

    /// What it is for.
    public BlockKind kind() {
        return kind;
    }

    /// The unsigned number of the byte at an offset.
    public int getByte(int offset) {
        return bytes[offset] & 0xFF;
    }

    /// The number of four bytes at an offset.
    public int getInt(int offset) {
        return LittleEndian.getInt(bytes, offset);
    }

    /// The number of eight bytes at an offset.
    public long getLong(int offset) {
        return LittleEndian.getLong(bytes, offset);
    }

    /// Changes four bytes.
    public void putInt(int offset, int value) {
        LittleEndian.putInt(bytes, offset, value);
        changed(offset, Integer.BYTES);
    }

    /// Changes eight bytes.
    public void putLong(int offset, long value) {
        LittleEndian.putLong(bytes, offset, value);
        changed(offset, Long.BYTES);
    }

    /// A copy of bytes at an offset.
    public byte[] get(int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /// Changes bytes at an offset.
    public void put(int offset, byte[] source, int from, int length) {
        System.arraycopy(source, from, bytes, offset, length);
        if (length > 0) {
            changed(offset, length);
        }
    }

    /// Takes over all that another block of the kind holds behind its header.
    public void putContent(MetadataBlock source) {
        put(BlockHeader.LENGTH, source.bytes, BlockHeader.LENGTH, bytes.length - BlockHeader.LENGTH);
    }

    /// Moves bytes inside of the block.
    public void move(int from, int to, int length) {
        System.arraycopy(bytes, from, bytes, to, length);
        if (length > 0) {
            changed(to, length);
        }
    }

    /// The bytes, to be read, and to be changed by who then says so with [#changed].
    byte[] bytes() {
        return bytes;
    }

    /// Notes that bytes were changed.
    void changed(int offset, int length) {
        for (int sector = offset >>> SECTOR_SHIFT; sector <= (offset + length - 1) >>> SECTOR_SHIFT; sector++) {
            changedSectors[sector >>> 6] |= 1L << sector;
        }
        cache.changed(this, !isChanged);
        isChanged = true;
    }

    boolean isChanged() {
        return isChanged;
    }

    /// The first sector from one on that was changed, or the number of sectors.
    int nextChanged(int fromSector) {
        int sector = fromSector;
        while (sector < sectorCount() && !isSectorChanged(sector)) {
            sector++;
        }
        return sector;
    }

    /// The first sector from one on that was not changed, or the number of sectors.
    int nextUnchanged(int fromSector) {
        int sector = fromSector;
        while (sector < sectorCount() && isSectorChanged(sector)) {
            sector++;
        }
        return sector;
    }

    int sectorCount() {
        return bytes.length >>> SECTOR_SHIFT;
    }

    void forgetChanges() {
        Arrays.fill(changedSectors, 0);
        isChanged = false;
    }

    /// Notes a use, for the choice of what to let go of.
    void use() {
        if (!wasUsed) {
            wasUsed = true;
        }
    }

    /// Whether it was used since the last time that this was asked.
    boolean takeUse() {
        boolean used = wasUsed;
        wasUsed = false;
        return used;
    }

    private boolean isSectorChanged(int sector) {
        return (changedSectors[sector >>> 6] & 1L << sector) != 0;
    }
}

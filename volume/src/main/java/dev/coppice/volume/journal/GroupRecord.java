package dev.coppice.volume.journal;

import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.LittleEndian;
import java.util.ArrayList;
import java.util.List;

/// What one group changes, put together for the journal. Confined to one thread.
public final class GroupRecord {
    private record Change(long block, int firstSector, int sectorCount, byte[] bytes) {}

    private final List<Change> changes = new ArrayList<>();
    private long sectorCount;

    /// Adds sectors of a block.
    ///
    /// @param bytes the whole block as it is to be; not changed until the record is written
    public void change(long block, int firstSector, int sectors, byte[] bytes) {
        changes.add(new Change(block, firstSector, sectors, bytes));
        sectorCount += sectors;
    }

    /// Says that what earlier groups changed in a block must not be written to it any more.
    public void revoke(long block) {
        changes.add(new Change(block, 0, 0, null));
    }

    /// Bytes of the record.
    public long length() {
        return sectorsOffset() + sectorCount * JournalRecord.SECTOR;
    }

    byte[] toBytes(long sequence, long position, Geometry geometry) {
        byte[] record = new byte[Math.toIntExact(length())];
        int at = JournalRecord.HEADER_LENGTH;
        int sectorsAt = Math.toIntExact(sectorsOffset());
        for (Change change : changes) {
            LittleEndian.putLong(record, at, change.block);
            LittleEndian.putShort(record, at + 8, change.firstSector);
            LittleEndian.putShort(record, at + 10, change.sectorCount);
            at += JournalRecord.CHANGE_LENGTH;
            if (change.sectorCount > 0) {
                int length = change.sectorCount * JournalRecord.SECTOR;
                System.arraycopy(change.bytes, change.firstSector * JournalRecord.SECTOR, record, sectorsAt, length);
                sectorsAt += length;
            }
        }
        JournalRecord.seal(record, record.length, changes.size(), sequence, position, geometry);
        return record;
    }

    private long sectorsOffset() {
        return Math.ceilDiv(
                        JournalRecord.HEADER_LENGTH + (long) changes.size() * JournalRecord.CHANGE_LENGTH,
                        JournalRecord.SECTOR)
                * JournalRecord.SECTOR;
    }
}

package dev.coppice.volume.journal;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.JournalEnd;
import dev.coppice.volume.format.LittleEndian;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the groups that may not be at their places yet, and makes the blocks that they change what they are to be, in
/// memory: whoever asked writes them.
public final class JournalReplay {
    private final BlockDevice device;
    private final Geometry geometry;
    private final SortedMap<Long, byte[]> blocks = new TreeMap<>();
    private JournalEnd end;

    private JournalReplay(BlockDevice device, Geometry geometry, JournalEnd checkpoint) {
        this.device = device;
        this.geometry = geometry;
        end = checkpoint;
    }

    /// Reads the journal.
    ///
    /// @param checkpoint up to where the groups are at their places, as the superblock says
    /// @throws VolumeException.Corrupt when a group that was durable cannot be read
    /// @throws IOException when the device cannot be read
    public static JournalReplay run(BlockDevice device, Geometry geometry, JournalEnd checkpoint) throws IOException {
        JournalReplay replay = new JournalReplay(device, geometry, checkpoint);
        while (replay.next()) {
            continue;
        }
        replay.checkNothingFollows();
        return replay;
    }

    /// The changed blocks, as they are to be, by number.
    public SortedMap<Long, byte[]> blocks() {
        return blocks;
    }

    /// Where the last group ends.
    public JournalEnd end() {
        return end;
    }

    private boolean next() throws IOException {
        byte[] sector = read(end.position(), JournalRecord.SECTOR);
        JournalRecord.Header header = JournalRecord.parse(sector, 0, geometry, geometry.journalLength());
        if (header == null || header.sequence() != end.sequence() + 1 || header.position() != end.position()) {
            return false;
        }
        byte[] record = read(end.position(), header.length());
        if (JournalRecord.bodyChecksum(record, record.length) != header.bodyChecksum()) {
            return false;
        }
        apply(record, header);
        end = new JournalEnd(header.sequence(), header.position() + header.length());
        return true;
    }

    private void apply(byte[] record, JournalRecord.Header header) throws IOException {
        int sectorsPerBlock = geometry.blockSize() / JournalRecord.SECTOR;
        int sectorsAt = header.sectorsOffset();
        for (int i = 0; i < header.changeCount(); i++) {
            int at = JournalRecord.HEADER_LENGTH + i * JournalRecord.CHANGE_LENGTH;
            long block = LittleEndian.getLong(record, at);
            int firstSector = LittleEndian.getShort(record, at + 8);
            int sectors = LittleEndian.getShort(record, at + 10);
            int length = sectors * JournalRecord.SECTOR;
            if (block < 0
                    || block >= geometry.blockCount()
                    || firstSector + sectors > sectorsPerBlock
                    || sectorsAt + length > record.length) {
                throw corrupt(
                        "changes of blocks of this volume",
                        "sectors " + firstSector + " to " + (firstSector + sectors) + " of block " + block
                                + " in group " + header.sequence());
            }
            if (sectors == 0) {
                blocks.remove(block);
                continue;
            }
            byte[] bytes = blocks.get(block);
            if (bytes == null) {
                bytes = base(block, sectors == sectorsPerBlock);
                blocks.put(block, bytes);
            }
            System.arraycopy(record, sectorsAt, bytes, firstSector * JournalRecord.SECTOR, length);
            sectorsAt += length;
        }
    }

    /// What is at the block's place: sectors that no group since the checkpoint changed are right there, whatever a
    /// power cut has made of the others.
    private byte[] base(long block, boolean isWholeBlockChanged) throws IOException {
        byte[] bytes = new byte[geometry.blockSize()];
        if (!isWholeBlockChanged) {
            device.read(ByteBuffer.wrap(bytes), geometry.positionOf(block));
        }
        return bytes;
    }

    /// A group is written when the one before is durable. So one that could be read behind the last proves that the
    /// last is not where the journal was interrupted.
    private void checkNothingFollows() throws IOException {
        long ring = geometry.journalLength();
        byte[] chunk = new byte[geometry.blockSize()];
        for (long offset = 0; offset < ring; offset += chunk.length) {
            device.read(ByteBuffer.wrap(chunk), geometry.positionOf(geometry.journalBlock()) + offset);
            for (int at = 0; at < chunk.length; at += JournalRecord.SECTOR) {
                JournalRecord.Header later = JournalRecord.parse(chunk, at, geometry, ring);
                if (later != null && later.sequence() > end.sequence() + 1 && later.position() % ring == offset + at) {
                    throw corrupt(
                            "group " + (end.sequence() + 1) + " before group " + later.sequence(),
                            "no intact record of it at byte " + end.position() % ring);
                }
            }
        }
    }

    private byte[] read(long position, int length) throws IOException {
        long ring = geometry.journalLength();
        long start = geometry.positionOf(geometry.journalBlock());
        long offset = position % ring;
        byte[] bytes = new byte[length];
        int first = (int) Math.min(length, ring - offset);
        device.read(ByteBuffer.wrap(bytes, 0, first), start + offset);
        if (first < length) {
            device.read(ByteBuffer.wrap(bytes, first, length - first), start);
        }
        return bytes;
    }

    private static VolumeException.Corrupt corrupt(String expected, String found) {
        return new VolumeException.Corrupt(VolumeException.Corrupt.NO_BLOCK, "in the journal " + expected, found);
    }
}

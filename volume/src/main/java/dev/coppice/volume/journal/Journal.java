package dev.coppice.volume.journal;

import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.JournalEnd;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes the groups of a volume into the ring of its journal, one behind the other. Each must be durable before the
/// next is written: so an unreadable record with a later one behind it is damage, and one without is a write that was
/// interrupted. Confined to one thread at a time.
public final class Journal {
    private final BlockDevice device;
    private final Geometry geometry;
    private long nextSequence;
    private long nextPosition;
    private long checkpointPosition;

    /// A journal to be continued.
    ///
    /// @param end where its replay ended
    public Journal(BlockDevice device, Geometry geometry, JournalEnd end) {
        this.device = device;
        this.geometry = geometry;
        nextSequence = end.sequence() + 1;
        nextPosition = end.position();
        checkpointPosition = end.position();
    }

    /// Whether a group fits without another checkpoint.
    public boolean hasRoom(GroupRecord group) {
        return group.length() <= geometry.journalLength() - (nextPosition - checkpointPosition);
    }

    /// Bytes of the groups since the last checkpoint.
    public long usedBytes() {
        return nextPosition - checkpointPosition;
    }

    /// Writes a group, and makes it durable together with all that was written to the device before.
    ///
    /// @param group one that there is room for
    /// @return where the journal ends now
    /// @throws IOException when that failed; nothing more may be written then
    public JournalEnd append(GroupRecord group) throws IOException {
        if (!hasRoom(group)) {
            throw new IllegalStateException("a group of " + group.length() + " bytes in a journal of "
                    + geometry.journalLength() + " with " + usedBytes() + " in use");
        }
        byte[] record = group.toBytes(nextSequence, nextPosition, geometry);
        write(record);
        device.sync();
        nextPosition += record.length;
        return new JournalEnd(nextSequence++, nextPosition);
    }

    /// Gives the room back of all groups up to here, which are at their places, durably, and which the superblock no
    /// longer names.
    public void checkpointed(JournalEnd through) {
        checkpointPosition = through.position();
    }

    private void write(byte[] record) throws IOException {
        long ring = geometry.journalLength();
        long start = geometry.positionOf(geometry.journalBlock());
        long offset = nextPosition % ring;
        int first = (int) Math.min(record.length, ring - offset);
        device.write(ByteBuffer.wrap(record, 0, first), start + offset);
        if (first < record.length) {
            device.write(ByteBuffer.wrap(record, first, record.length - first), start);
        }
    }
}

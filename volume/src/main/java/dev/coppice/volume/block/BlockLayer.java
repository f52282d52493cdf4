package dev.coppice.volume.block;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.JournalEnd;
import dev.coppice.volume.format.Superblock;
import dev.coppice.volume.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.zip.CRC32C;

/// The layer of an open volume below its files: blocks that are claimed, changed and given back in groups.
///
/// Changes that belong together are made in one [#change]; no group ends in its middle. Reads are made in [#read]; many
/// of them run at a time, and none beside a change.
///
/// When a change fails half way, or a write or a sync fails, nobody knows what is in memory or on the device: from then
/// on the layer refuses every change and every commit, and only reads. What was committed before is there when the
/// volume is opened again.
public final class BlockLayer implements AutoCloseable {
    private static final int CACHE_BYTES_DEFAULT = 64 << 20;
    private static final int GROUP_SHARE_OF_JOURNAL = 4;

    private final BlockDevice device;
    private final Geometry geometry;
    private final MetadataCache cache;
    private final MetadataBlock superblock;
    private final BlockTable table;
    private final BlockBitmap bitmap;
    private final BlockSpace space;
    private final Journal journal;
    private final boolean isReadOnly;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final ReentrantLock commitLock = new ReentrantLock();

    private JournalEnd committed; // guarded by commitLock
    private JournalEnd checkpoint; // guarded by commitLock
    private volatile IOException failure;
    private boolean isClosed; // guarded by commitLock

    private BlockLayer(
            BlockDevice device, Geometry geometry, byte[] superblockBytes, JournalEnd end, boolean readOnly) {
        this.device = device;
        this.geometry = geometry;
        isReadOnly = readOnly;
        cache = new MetadataCache(device, geometry, CACHE_BYTES_DEFAULT / geometry.blockSize());
        superblock = cache.begin(superblockBytes);
        table = new BlockTable(geometry, cache, superblock);
        bitmap = new BlockBitmap(geometry, cache, table, superblock);
        space = new BlockSpace(geometry, cache, table, bitmap);
        journal = new Journal(device, geometry, end);
        committed = end;
        checkpoint = end;
    }

    /// Makes a device a volume without files. All that was on it is lost.
    ///
    /// @param geometry a plan for this device
    /// @param label at most 64 bytes in UTF-8
    /// @param created nanoseconds since 1970-01-01 UTC
    /// @throws IOException when the label is not one, or the device cannot be written
    public static void format(BlockDevice device, Geometry geometry, String label, long created) throws IOException {
        byte[] bytes = new byte[geometry.blockSize()];
        Superblock.begin(bytes, geometry, label, created);
        // What was there before must not be taken for a volume if the rest is not reached.
        byte[] zeros = new byte[geometry.blockSize()];
        device.write(ByteBuffer.wrap(zeros), geometry.positionOf(Superblock.BLOCK));
        device.write(ByteBuffer.wrap(zeros), geometry.positionOf(geometry.copyBlock()));
        device.sync();
        try (BlockLayer layer = new BlockLayer(device, geometry, bytes, new JournalEnd(0, 0), false)) {
            layer.superblock.changed(0, geometry.blockSize());
            layer.bitmap.format();
            layer.commit();
        }
    }

    /// Opens a volume, after a crash as well: what was committed is there.
    ///
    /// @param readOnly whether nothing may be written to the device, not even what recovery found
    /// @throws VolumeException.NotAVolume when the device holds none, or one of a newer format
    /// @throws VolumeException.Corrupt when superblock or journal are damaged
    /// @throws IOException when the device cannot be read, or written
    public static BlockLayer open(BlockDevice device, boolean readOnly) throws IOException {
        Recovery recovery = Recovery.run(device);
        boolean mayOnlyRead = readOnly || Superblock.isReadOnly(recovery.superblock());
        BlockLayer layer =
                new BlockLayer(device, recovery.geometry(), recovery.superblock(), recovery.end(), mayOnlyRead);
        layer.cache.recovered(recovery.blocks());
        if (!mayOnlyRead && recovery.isNeeded()) {
            layer.checkpoint();
        }
        return layer;
    }

    /// Where the regions are.
    public Geometry geometry() {
        return geometry;
    }

    /// Something to be done with the blocks.
    ///
    /// @param <T> what comes out of it
    @FunctionalInterface
    public interface Work<T> {
        /// Does it.
        T run() throws IOException;
    }

    /// Makes changes that belong together. A group that has become so large that the next change might not fit into the
    /// journal with it is committed first. When the work throws
    /// [VolumeException.Full] or a [Refusal] it must have undone what it did, or done a part that can stand for itself.
    ///
    /// @throws VolumeException.ReadOnly when nothing may be changed
    /// @throws IOException what the work throws. If it had changed something by then, nothing more can be changed
    public <T> T change(Work<T> work) throws IOException {
        if (isGroupLarge()) {
            commit();
        }
        lock.writeLock().lock();
        try {
            ensureWritable();
            long changesBefore = cache.changeCount();
            boolean isDone = false;
            try {
                T result = work.run();
                isDone = true;
                return result;
            } catch (IOException e) {
                isDone = e instanceof VolumeException.Full || e instanceof Refusal;
                throw e;
            } finally {
                if (!isDone && cache.changeCount() != changesBefore) {
                    fail(new IOException("a change could only be made in part"));
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Reads, beside other reads.
    ///
    /// @throws IOException what the work throws
    public <T> T read(Work<T> work) throws IOException {
        lock.readLock().lock();
        try {
            return work.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Who may use which block.
    public BlockSpace space() {
        return space;
    }

    /// The superblock, of whose fields each layer has its own.
    public MetadataBlock superblock() {
        return superblock;
    }

    /// The label of the volume.
    public String label() {
        return Superblock.label(superblock.bytes());
    }

    /// The number of the last group that is durable.
    public long committedSequence() {
        commitLock.lock();
        try {
            return committed.sequence();
        } finally {
            commitLock.unlock();
        }
    }

    /// @throws VolumeException.ReadOnly when nothing may be changed
    public void ensureWritable() throws VolumeException.ReadOnly {
        if (failure != null) {
            throw new VolumeException.ReadOnly(
                    "an earlier write to the device failed (" + failure.getMessage()
                            + "), so the volume is only read from then on; open it again",
                    failure);
        }
        if (isReadOnly) {
            throw new VolumeException.ReadOnly("the volume was opened to be read only", null);
        }
    }

    /// Proves that bitmap, table and counts agree, and that every block that is in use has what was written there.
    /// Other reads go on meanwhile; changes wait.
    ///
    /// @return what does not hold, described for a person; empty when all is well
    /// @throws IOException when the device cannot be read
    public List<String> check() throws IOException {
        return read(new BlockCheck(this, bitmap, table)::run);
    }

    /// Writes blocks of data that follow each other, as a part of a change. They are durable with the open group.
    ///
    /// @param source whole blocks
    /// @param first the first one; all of them are fresh: others are never written, because a durable group points to
    ///     them
    public void writeData(ByteBuffer source, long first) throws IOException {
        ensureWritable();
        ByteBuffer blocks = source.duplicate();
        for (long block = first; blocks.hasRemaining(); block++) {
            int end = blocks.position() + geometry.blockSize();
            space.putChecksum(block, checksum(blocks.duplicate().limit(end)));
            blocks.position(end);
        }
        try {
            device.write(source, geometry.positionOf(first));
        } catch (IOException e) {
            fail(e);
            throw e;
        }
    }

    /// Reads a block of data, as a part of a read or a change.
    ///
    /// @param target exactly one block
    /// @throws VolumeException.Corrupt when the block is not what was written there
    public void readData(ByteBuffer target, long block) throws IOException {
        int expected = space.checksum(block);
        int start = target.position();
        device.read(target, geometry.positionOf(block));
        int found = checksum(target.duplicate().flip().position(start));
        if (found != expected) {
            throw new VolumeException.Corrupt(
                    block,
                    "data with the checksum " + Integer.toHexString(expected),
                    "some with " + Integer.toHexString(found));
        }
    }

    /// Makes all changes so far durable, together. Without any it does nothing.
    ///
    /// @throws VolumeException.ReadOnly when nothing may be changed
    /// @throws IOException when it failed; nothing more can be changed then
    public void commit() throws IOException {
        writing(() -> {
            FrozenGroup group = freeze();
            if (group != null) {
                write(group);
            }
        });
    }

    /// Brings all that is durable to its place, and empties the journal.
    ///
    /// @throws VolumeException.ReadOnly when nothing may be changed
    /// @throws IOException when it failed; nothing more can be changed then
    public void checkpoint() throws IOException {
        writing(this::writeImages);
    }

    /// Commits, brings everything to its place, and lets go of the device without closing it. After a failed write it
    /// only lets go.
    @Override
    public void close() throws IOException {
        commitLock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (!isReadOnly && failure == null) {
                commit();
                checkpoint();
            }
        } finally {
            commitLock.unlock();
        }
    }

    private boolean isGroupLarge() {
        return (long) cache.changedCount() * geometry.blockSize() > geometry.journalLength() / GROUP_SHARE_OF_JOURNAL;
    }

    private synchronized void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /// Something that must be done wholly, or nothing more can be.
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void writing(Writing work) throws IOException {
        commitLock.lock();
        try {
            ensureWritable();
            boolean isDone = false;
            try {
                work.run();
                isDone = true;
            } catch (IOException e) {
                fail(e);
                throw e;
            } finally {
                if (!isDone) {
                    fail(new IOException("a commit ended unexpectedly"));
                }
            }
        } finally {
            commitLock.unlock();
        }
    }

    private FrozenGroup freeze() throws IOException {
        lock.writeLock().lock();
        try {
            if (!cache.hasChanges()) {
                return null;
            }
            superblock.putLong(Superblock.SEQUENCE, committed.sequence() + 1);
            Superblock.putCheckpoint(superblock.bytes(), checkpoint);
            table.seal();
            Superblock.seal(superblock.bytes());
            superblock.changed(Superblock.CHECKSUM, Integer.BYTES);
            FrozenGroup group = cache.freeze();
            group.free(space.endGroup());
            return group;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void write(FrozenGroup group) throws IOException {
        if (!journal.hasRoom(group.record())) {
            writeImages();
        }
        // The data that the group points to must not be lost when the group is not.
        device.sync();
        committed = journal.append(group.record());
        lock.writeLock().lock();
        try {
            cache.committed(group);
            space.letGo(group.freed());
            cache.trim();
        } finally {
            lock.writeLock().unlock();
        }
        if (journal.usedBytes() > geometry.journalLength() / 2) {
            writeImages();
        }
    }

    private void writeImages() throws IOException {
        Map<Long, byte[]> images = cache.images();
        byte[] root = images.remove(Superblock.BLOCK);
        if (root == null) {
            return;
        }
        for (Map.Entry<Long, byte[]> image : images.entrySet()) {
            device.write(ByteBuffer.wrap(image.getValue()), geometry.positionOf(image.getKey()));
        }
        device.sync();
        Superblock.putCheckpoint(root, committed);
        Superblock.seal(root);
        // One of the two is intact whenever the power fails, and both know groups that the journal has.
        device.write(ByteBuffer.wrap(root), geometry.positionOf(geometry.copyBlock()));
        device.sync();
        device.write(ByteBuffer.wrap(root), geometry.positionOf(Superblock.BLOCK));
        device.sync();
        checkpoint = committed;
        journal.checkpointed(committed);
        cache.imagesWritten();
    }

    private int checksum(ByteBuffer block) {
        CRC32C crc = geometry.newChecksum();
        crc.update(block);
        return (int) crc.getValue();
    }
}

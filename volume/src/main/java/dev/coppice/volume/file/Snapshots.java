package dev.coppice.volume.file;

import dev.coppice.volume.SnapshotInfo;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.BlockSpace;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.directory.Directories;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Superblock;
import dev.coppice.volume.inode.Budget;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.InodeTable;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// States of all files of a volume that are kept under a name. Making one adds pointers to what two inodes lead to,
/// however many files there are; what is changed afterwards is copied first, block by block. Giving one back takes
/// steps, which go on after a crash.
///
/// Thread-safe.
final class Snapshots {
    private static final int NEXT = BlockHeader.LENGTH;
    private static final int RECORDS = BlockHeader.LENGTH + Long.BYTES;

    private final BlockLayer layer;
    private final BlockSpace space;
    private final MetadataBlock superblock;
    private final Pointers pointers;
    private final Directories directories;
    private final InstantSource clock;
    private final int recordsPerBlock;
    private final int blocksFreedAtOnce;
    private final Map<Long, Integer> open = new HashMap<>(); // by number; guarded by itself

    Snapshots(
            BlockLayer layer, Pointers pointers, Directories directories, InstantSource clock, int blocksFreedAtOnce) {
        this.layer = layer;
        this.pointers = pointers;
        this.directories = directories;
        this.clock = clock;
        this.blocksFreedAtOnce = blocksFreedAtOnce;
        space = layer.space();
        superblock = layer.superblock();
        recordsPerBlock = (layer.geometry().blockSize() - RECORDS) / SnapshotRecord.LENGTH;
    }

    /// Keeps the present state.
    ///
    /// @param name 1 to 255 bytes in UTF-8
    /// @throws FileException when there is one of this name, or the name is none
    SnapshotInfo create(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > SnapshotRecord.NAME_LENGTH_MAX) {
            throw new FileException(
                    bytes.length == 0 ? Reason.INVALID : Reason.NAME_TOO_LONG,
                    "a snapshot's name of " + bytes.length + " bytes");
        }
        return layer.change(() -> {
            if (find(name) != null) {
                throw new FileException(Reason.EXISTS, "snapshot " + name);
            }
            SnapshotRecord record = freeRecord();
            addReferences();
            long number = superblock.getLong(Superblock.NEXT_SNAPSHOT) + 1;
            superblock.putLong(Superblock.NEXT_SNAPSHOT, number);
            record.fill(number, bytes, clock.instant(), superblock);
            return record.info();
        });
    }

    /// All snapshots, the newest first.
    List<SnapshotInfo> list() throws IOException {
        return layer.read(() -> {
            List<SnapshotInfo> found = new ArrayList<>();
            for (SnapshotRecord record : records()) {
                if (record.isThere()) {
                    found.add(record.info());
                }
            }
            found.sort((first, second) -> second.created().compareTo(first.created()));
            return found;
        });
    }

    /// The record of a snapshot, which stays as long as not as many have closed as have opened it.
    ///
    /// @throws FileException when there is none of this name
    SnapshotRecord open(String name) throws IOException {
        return layer.read(() -> {
            SnapshotRecord record = present(name);
            synchronized (open) {
                open.merge(record.number(), 1, Integer::sum);
            }
            return record;
        });
    }

    void close(String name) throws IOException {
        layer.read(() -> {
            long number = present(name).number();
            synchronized (open) {
                return open.merge(number, -1, (count, one) -> count + one == 0 ? null : count + one);
            }
        });
    }

    /// Gives a snapshot back.
    ///
    /// @throws FileException when there is none of this name, or somebody has it open
    void delete(String name) throws IOException {
        layer.change(() -> {
            SnapshotRecord record = present(name);
            synchronized (open) {
                if (open.containsKey(record.number())) {
                    throw new FileException(Reason.IN_USE, "snapshot " + name);
                }
            }
            record.go();
            return null;
        });
        giveBack();
    }

    /// Gives back what is to be given back, in steps.
    void giveBack() throws IOException {
        boolean isDone = false;
        while (!isDone) {
            isDone = layer.change(() -> {
                for (SnapshotRecord record : records()) {
                    if (record.isGoing()) {
                        if (giveBack(record, new Budget(blocksFreedAtOnce))) {
                            record.clear();
                            dropIfEmpty(record.block());
                        }
                        return false;
                    }
                }
                return true;
            });
        }
    }

    /// The records of all snapshots, those that are going among them.
    List<SnapshotRecord> records() throws IOException {
        List<SnapshotRecord> found = new ArrayList<>();
        for (MetadataBlock block : blocks()) {
            for (int i = 0; i < recordsPerBlock; i++) {
                SnapshotRecord record = record(block, i);
                if (record.number() != 0) {
                    found.add(record);
                }
            }
        }
        return found;
    }

    /// The blocks that have the records.
    List<MetadataBlock> blocks() throws IOException {
        List<MetadataBlock> found = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (long number = superblock.getLong(Superblock.FIRST_SNAPSHOTS); number != 0; ) {
            MetadataBlock block = space.metadata(BlockKind.SNAPSHOTS, number);
            if (!seen.add(number)) {
                throw new VolumeException.Corrupt(number, "a list of blocks of snapshots", "a circle");
            }
            found.add(block);
            number = block.getLong(NEXT);
        }
        return found;
    }

    private SnapshotRecord present(String name) throws IOException {
        SnapshotRecord record = find(name);
        if (record == null) {
            throw new FileException(Reason.NOT_FOUND, "snapshot " + name);
        }
        return record;
    }

    private SnapshotRecord find(String name) throws IOException {
        for (SnapshotRecord record : records()) {
            if (record.isThere() && record.name().equals(name)) {
                return record;
            }
        }
        return null;
    }

    private SnapshotRecord freeRecord() throws IOException {
        for (MetadataBlock block : blocks()) {
            for (int i = 0; i < recordsPerBlock; i++) {
                if (record(block, i).number() == 0) {
                    return record(block, i);
                }
            }
        }
        MetadataBlock created = space.createMetadata(BlockKind.SNAPSHOTS, BlockSpace.ANYWHERE);
        created.putLong(NEXT, superblock.getLong(Superblock.FIRST_SNAPSHOTS));
        superblock.putLong(Superblock.FIRST_SNAPSHOTS, created.number());
        return record(created, 0);
    }

    private void addReferences() throws IOException {
        pointers.addReferences(new Inode(superblock, Superblock.INODE_FILE, 0));
        pointers.addReferences(new Inode(superblock, Superblock.INODE_BITMAP_FILE, 0));
    }

    private boolean giveBack(SnapshotRecord record, Budget budget) throws IOException {
        InodeTable inodes = record.inodes(layer, pointers);
        return inodes.releaseAll(
                budget,
                (inode, rest) -> inode.isDirectory()
                        ? directories.releaseAll(inode, rest)
                        : pointers.release(inode, 0, pointers.blocksMax(), rest) == pointers.blocksMax());
    }

    private void dropIfEmpty(MetadataBlock block) throws IOException {
        for (int i = 0; i < recordsPerBlock; i++) {
            if (record(block, i).number() != 0) {
                return;
            }
        }
        long next = block.getLong(NEXT);
        if (superblock.getLong(Superblock.FIRST_SNAPSHOTS) == block.number()) {
            superblock.putLong(Superblock.FIRST_SNAPSHOTS, next);
        } else {
            for (MetadataBlock each : blocks()) {
                if (each.getLong(NEXT) == block.number()) {
                    each.putLong(NEXT, next);
                }
            }
        }
        space.release(block.number());
    }

    private static SnapshotRecord record(MetadataBlock block, int index) {
        return new SnapshotRecord(block, RECORDS + index * SnapshotRecord.LENGTH);
    }
}

package dev.coppice.volume.block;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.TableEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The owner of all blocks that are of no region: hands them out, counts who points to them, and takes them back when
/// nobody does. Bitmap and table change together, in one group with whatever points to the block.
///
/// What changes something is a part of a [BlockLayer#change], what asks a part of that or of a [BlockLayer#read].
public final class BlockSpace {
    /// For a hint: no wish where the block should be.
    public static final long ANYWHERE = BlockBitmap.NONE;

    private final Geometry geometry;
    private final MetadataCache cache;
    private final BlockTable table;
    private final BlockBitmap bitmap;
    private List<BlockRun> freed = new ArrayList<>();

    BlockSpace(Geometry geometry, MetadataCache cache, BlockTable table, BlockBitmap bitmap) {
        this.geometry = geometry;
        this.cache = cache;
        this.table = table;
        this.bitmap = bitmap;
    }

    /// Claims a block for metadata: zeros but for its header, all of it written with the open group.
    ///
    /// @param hint the block that it should be near to, or [#ANYWHERE]
    /// @throws VolumeException.Full when no block is available
    public MetadataBlock createMetadata(BlockKind kind, long hint) throws IOException {
        long block = claim(kind, hint, 1).first();
        return cache.create(block, kind);
    }

    /// The block of metadata at a place, as the open group has it.
    ///
    /// @throws VolumeException.Corrupt when there is none of this kind, or it is not what was written last
    public MetadataBlock metadata(BlockKind kind, long block) throws IOException {
        long entry = entry(block);
        if (TableEntry.kindCode(entry) != kind.code()) {
            throw new VolumeException.Corrupt(
                    block, "a block of kind " + kind, "one of kind " + BlockKind.of(TableEntry.kindCode(entry)));
        }
        return cache.read(block, kind, TableEntry.checksum(entry));
    }

    /// Claims blocks for data that follow each other. Their content is undefined until it is written.
    ///
    /// @param hint the block that they should be near to, or [#ANYWHERE]
    /// @param countMax how many at most, at least 1
    /// @throws VolumeException.Full when no block is available
    public BlockRun allocateData(long hint, int countMax) throws IOException {
        return claim(BlockKind.DATA, hint, countMax);
    }

    /// Adds a pointer to a block.
    ///
    /// @return false when there are as many already as can be counted; copy the block then
    /// @throws VolumeException.Corrupt when the block is not in use
    public boolean share(long block) throws IOException {
        long entry = entry(block);
        int references = TableEntry.references(entry);
        if (references == TableEntry.REFERENCES_MAX) {
            return false;
        }
        table.put(block, TableEntry.withReferences(entry, references + 1));
        return true;
    }

    /// Takes a pointer to a block away, and with the last one the block: it is available when the open group is
    /// durable, or at once when that has allocated it.
    ///
    /// @return whether nobody points to the block any more
    /// @throws VolumeException.Corrupt when the block is not in use
    public boolean release(long block) throws IOException {
        long entry = entry(block);
        int references = TableEntry.references(entry);
        if (references > 1) {
            table.put(block, TableEntry.withReferences(entry, references - 1));
            return false;
        }
        boolean isHeld = bitmap.free(block);
        table.put(block, TableEntry.FREE);
        if (TableEntry.kindCode(entry) != BlockKind.DATA.code()) {
            cache.revoke(block);
        }
        if (isHeld) {
            noteFreed(block);
        }
        return true;
    }

    /// Whether a block of data may be written where it is: the open group has allocated it, and nobody shares it.
    public boolean isFresh(long block) throws IOException {
        return references(block) == 1 && bitmap.isFresh(block);
    }

    /// How many pointers to a block there are; 0 when it is not in use.
    public int references(long block) throws IOException {
        check(block);
        return TableEntry.references(table.entry(block));
    }

    /// What a block that is in use is for.
    ///
    /// @throws VolumeException.Corrupt when it is not in use, or of a kind that does not exist
    public BlockKind kind(long block) throws IOException {
        int code = TableEntry.kindCode(entry(block));
        BlockKind kind = BlockKind.of(code);
        if (kind == null) {
            throw new VolumeException.Corrupt(block, "a known kind of block", "kind " + code);
        }
        return kind;
    }

    /// Whether a block is in use.
    public boolean isAllocated(long block) throws IOException {
        return bitmap.isUsed(block);
    }

    /// Blocks that are not in use; those that become available with the end of the open group are among them.
    public long freeCount() {
        return bitmap.freeCount();
    }

    /// Blocks that can be allocated now.
    public long availableCount() {
        return bitmap.availableCount();
    }

    /// What must be in a block of data.
    int checksum(long block) throws IOException {
        long entry = entry(block);
        if (TableEntry.kindCode(entry) != BlockKind.DATA.code()) {
            throw new VolumeException.Corrupt(
                    block, "a block of data", "one of kind " + BlockKind.of(TableEntry.kindCode(entry)));
        }
        return TableEntry.checksum(entry);
    }

    void putChecksum(long block, int checksum) throws IOException {
        table.put(block, TableEntry.withChecksum(entry(block), checksum));
    }

    /// Ends the open group.
    ///
    /// @return the blocks that it has freed and that are held until it is durable
    List<BlockRun> endGroup() {
        bitmap.endGroup();
        List<BlockRun> taken = freed;
        freed = new ArrayList<>();
        return taken;
    }

    void letGo(List<BlockRun> runs) {
        runs.forEach(run -> bitmap.letGo(run.first(), run.count()));
    }

    private BlockRun claim(BlockKind kind, long hint, int countMax) throws IOException {
        BlockRun run = bitmap.claimRun(hint, countMax);
        if (run == null) {
            throw new VolumeException.Full("no block is free of " + geometry.blockCount() + "; delete something");
        }
        for (int i = 0; i < run.count(); i++) {
            table.put(run.first() + i, TableEntry.of(kind, 1, 0));
        }
        return run;
    }

    private void noteFreed(long block) {
        if (!freed.isEmpty()) {
            BlockRun last = freed.getLast();
            if (last.first() + last.count() == block && last.count() < Integer.MAX_VALUE) {
                freed.set(freed.size() - 1, new BlockRun(last.first(), last.count() + 1));
                return;
            }
        }
        freed.add(new BlockRun(block, 1));
    }

    private long entry(long block) throws IOException {
        check(block);
        long entry = table.entry(block);
        if (TableEntry.references(entry) == 0) {
            throw new VolumeException.Corrupt(block, "a block in use", "one that is free");
        }
        return entry;
    }

    /// A pointer that was read from the device may be anything.
    private void check(long block) throws VolumeException.Corrupt {
        if (block < geometry.firstDataBlock() || block >= geometry.copyBlock()) {
            throw new VolumeException.Corrupt(
                    block,
                    "a block from " + geometry.firstDataBlock() + " to " + (geometry.copyBlock() - 1),
                    "a pointer outside");
        }
    }
}

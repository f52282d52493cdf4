package dev.coppice.volume.file;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.format.Superblock;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.InodeTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The inodes that have something to be given back: files without names, and files that were cut. A list on the volume,
/// so that a crash in between is made up for, and beside it the same in memory.
///
/// What changes something is a part of a change of the layer.
final class Orphans {
    private final MetadataBlock superblock;
    private final InodeTable inodes;
    private final List<Long> order = new ArrayList<>(); // as on the volume
    private final Set<Long> members = new HashSet<>();

    /// None, as a snapshot has it, of which nothing is given back alone.
    Orphans(BlockLayer layer, InodeTable inodes) {
        this.inodes = inodes;
        superblock = layer.superblock();
    }

    /// Reads the list of a volume.
    void read() throws IOException {
        for (long number = superblock.getLong(Superblock.FIRST_ORPHAN); number != 0; ) {
            if (!members.add(number)) {
                throw new VolumeException.Corrupt(
                        VolumeException.Corrupt.NO_BLOCK, "a list of inodes to be given back", "a circle at " + number);
            }
            order.add(number);
            number = inodes.get(number).nextOrphan();
        }
    }

    boolean contains(long number) {
        return members.contains(number);
    }

    List<Long> numbers() {
        return List.copyOf(order);
    }

    /// Adds an inode at the front; nothing when it is there.
    void add(Inode inode) {
        if (members.add(inode.number())) {
            inode.setNextOrphan(superblock.getLong(Superblock.FIRST_ORPHAN));
            superblock.putLong(Superblock.FIRST_ORPHAN, inode.number());
            order.addFirst(inode.number());
        }
    }

    /// Takes an inode out; nothing when it is not there.
    void remove(Inode inode) throws IOException {
        if (!members.contains(inode.number())) {
            return;
        }
        int index = order.indexOf(inode.number());
        if (index == 0) {
            superblock.putLong(Superblock.FIRST_ORPHAN, inode.nextOrphan());
        } else {
            inodes.change(order.get(index - 1)).setNextOrphan(inode.nextOrphan());
        }
        inode.setNextOrphan(0);
        order.remove(index);
        members.remove(inode.number());
    }
}

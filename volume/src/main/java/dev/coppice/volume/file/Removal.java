package dev.coppice.volume.file;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.inode.Budget;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Inode.Time;
import dev.coppice.volume.inode.InodeTable;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// How files go: who loses the last name goes when nobody holds it, and what has many blocks gives them back in steps.
/// Until the last step the inode is in the list of orphans, so that after a crash the next one who opens the volume
/// goes on.
final class Removal {
    private static final int BLOCKS_FREED_MAX = 1 << 11;
    // Of the journal for each block that is freed, if all of them lie far from each other.
    private static final int JOURNAL_BYTES_PER_BLOCK = 8 << 10;

    private final BlockLayer layer;
    private final Pointers pointers;
    private final InodeTable inodes;
    private final InodeAccess access;
    private final InodeAccess reading;
    private final Orphans orphans;
    private final int blocksFreedAtOnce;
    private final Map<Long, Integer> holds = new HashMap<>(); // guarded by itself

    Removal(
            BlockLayer layer,
            Pointers pointers,
            InodeTable inodes,
            InodeAccess access,
            InodeAccess reading,
            Orphans orphans) {
        this.layer = layer;
        this.pointers = pointers;
        this.inodes = inodes;
        this.access = access;
        this.reading = reading;
        this.orphans = orphans;
        blocksFreedAtOnce = Math.clamp(layer.geometry().journalLength() / JOURNAL_BYTES_PER_BLOCK, 1, BLOCKS_FREED_MAX);
    }

    /// How many blocks one step may give back.
    int blocksFreedAtOnce() {
        return blocksFreedAtOnce;
    }

    /// Keeps a file from going with its last name, until [#letGo].
    void hold(long file) throws IOException {
        layer.read(() -> {
            reading.inode(file);
            synchronized (holds) {
                return holds.merge(file, 1, Integer::sum);
            }
        });
    }

    /// Takes back one [#hold]. A file without names goes with the last of them.
    void letGo(long file) throws IOException {
        boolean isGone = layer.read(() -> {
            synchronized (holds) {
                boolean isLast = holds.merge(file, -1, (held, one) -> held + one == 0 ? null : held + one) == null;
                return isLast && inodes.get(file).linkCount() == 0;
            }
        });
        if (isGone) {
            try {
                giveBack(file);
            } catch (VolumeException.ReadOnly e) {
                // It stays in the list of what is to be given back, until the volume is written again.
            }
        }
    }

    static boolean hasPointers(Inode inode) {
        return switch (FileType.of(inode.mode())) {
            case REGULAR -> true;
            case SYMBOLIC_LINK -> inode.size() > Inode.POINTERS_LENGTH;
            case null, default -> false;
        };
    }

    static boolean isBeingCut(Inode inode) {
        return (inode.flags() & Inode.FLAG_TRIM) != 0;
    }

    /// Notes that what is behind the end of a file is to be given back. A part of a change.
    void cut(Inode inode) {
        inode.setFlags(inode.flags() | Inode.FLAG_TRIM);
        orphans.add(inode);
    }

    /// Gives back what a crash has left over.
    void finishAll() throws IOException {
        for (long number : orphans.numbers()) {
            giveBack(number);
        }
    }

    /// Takes a name off an inode, and if it was the last one, notes that it is to be given back.
    ///
    /// @return its number when it is to be given back now; else 0
    long dropLink(Inode inode) {
        inode.setLinkCount(inode.linkCount() - 1);
        access.touch(inode, Time.CHANGED);
        if (inode.linkCount() > 0) {
            return 0;
        }
        orphans.add(inode);
        return isHeld(inode) ? 0 : inode.number();
    }

    boolean isHeld(Inode inode) {
        synchronized (holds) {
            return holds.containsKey(inode.number());
        }
    }

    void giveBackIfGone(long number) throws IOException {
        if (number != 0) {
            giveBack(number);
        }
    }

    /// Gives back what an orphan has no use for, in steps; and the inode when it has no names and nobody holds it.
    void giveBack(long number) throws IOException {
        boolean isDone = false;
        while (!isDone) {
            isDone = layer.change(() -> {
                if (!orphans.contains(number)) {
                    return true;
                }
                return giveBack(inodes.change(number), new Budget(blocksFreedAtOnce));
            });
        }
    }

    boolean giveBack(Inode inode, Budget budget) throws IOException {
        boolean hasName = inode.linkCount() > 0;
        if (!hasName && isHeld(inode)) {
            return true;
        }
        if (hasPointers(inode)) {
            int blockSize = layer.geometry().blockSize();
            long from = hasName ? Math.ceilDiv(inode.size(), blockSize) : 0;
            if (pointers.release(inode, from, pointers.blocksMax(), budget) < pointers.blocksMax()) {
                return false;
            }
        }
        orphans.remove(inode);
        if (hasName) {
            inode.setFlags(inode.flags() & ~Inode.FLAG_TRIM);
        } else {
            inodes.free(inode);
        }
        return true;
    }
}

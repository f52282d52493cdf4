package dev.coppice.volume.file;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.directory.Directories;
import dev.coppice.volume.directory.DirectoryEntry;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.InodeTable;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Goes from the root directory to everything that can be reached, counts who points to what, and compares that with
/// what table, inodes and superblock say: every block has as many pointers as the table counts, every inode as many
/// names as it says, and nothing is in use that nobody can reach.
final class FileCheck {
    private final BlockLayer layer;
    private final Pointers pointers;
    private final InodeTable inodes;
    private final Directories directories;
    private final Orphans orphans;
    private final Snapshots snapshots;
    private final List<String> problems = new ArrayList<>();
    private final Map<Long, Integer> references = new HashMap<>();
    private final Map<Long, Integer> names = new HashMap<>();
    private final Map<Long, Integer> subdirectories = new HashMap<>();
    private long blocksSeen;

    FileCheck(
            BlockLayer layer,
            Pointers pointers,
            InodeTable inodes,
            Directories directories,
            Orphans orphans,
            Snapshots snapshots) {
        this.layer = layer;
        this.pointers = pointers;
        this.inodes = inodes;
        this.directories = directories;
        this.orphans = orphans;
        this.snapshots = snapshots;
    }

    List<String> run() throws IOException {
        problems.addAll(layer.check());
        guarded(() -> inodes.visit(this::count));
        guarded(this::walkDirectories);
        guarded(this::checkInodes);
        guarded(this::countSnapshots);
        guarded(this::checkReferences);
        return problems;
    }

    /// A part of the check, which what is damaged may end.
    @FunctionalInterface
    private interface Part {
        void run() throws IOException;
    }

    private void guarded(Part part) throws IOException {
        try {
            part.run();
        } catch (VolumeException.Corrupt damaged) {
            problems.add(damaged.getMessage());
        }
    }

    private void walkDirectories() throws IOException {
        Deque<Long> open = new ArrayDeque<>(List.of(FileTree.ROOT));
        Set<Long> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            Inode directory = inodes.get(open.removeFirst());
            guarded(() -> {
                DirectoryEntry entry = directories.next(directory, 0);
                while (entry != null) {
                    checkEntry(directory, entry, open, seen);
                    entry = directories.nextAfter(directory, entry);
                }
            });
        }
    }

    private void checkEntry(Inode directory, DirectoryEntry entry, Deque<Long> open, Set<Long> seen)
            throws IOException {
        names.merge(entry.inode(), 1, Integer::sum);
        Inode inode;
        try {
            inode = inodes.get(entry.inode());
        } catch (VolumeException.Corrupt missing) {
            problems.add("directory " + directory.number() + " names inode " + entry.inode() + ", which is not in use");
            return;
        }
        FileType type = FileType.of(inode.mode());
        if (type == null || type.code() != entry.type()) {
            problems.add("directory " + directory.number() + " has type " + entry.type() + " for inode " + entry.inode()
                    + ", which is of type " + type);
        }
        if (type == FileType.DIRECTORY) {
            subdirectories.merge(directory.number(), 1, Integer::sum);
            if (inode.parent() != directory.number()) {
                problems.add("directory " + inode.number() + " is in directory " + directory.number() + " and says "
                        + inode.parent());
            }
            if (seen.add(inode.number())) {
                open.add(inode.number());
            } else {
                problems.add("directory " + inode.number() + " has two names");
            }
        }
    }

    private void checkInodes() throws IOException {
        long count = 0;
        for (long number = inodes.nextAllocated(1); number != 0; number = inodes.nextAllocated(number + 1)) {
            count++;
            long each = number;
            guarded(() -> checkInode(inodes.get(each)));
        }
        if (count != inodes.count()) {
            problems.add("the superblock counts " + inodes.count() + " inodes in use, the bitmap has " + count);
        }
    }

    private void checkInode(Inode inode) throws IOException {
        long number = inode.number();
        FileType type = FileType.of(inode.mode());
        int found = names.getOrDefault(number, 0);
        int links = type == FileType.DIRECTORY
                ? (number == FileTree.ROOT || found > 0 ? 2 : 0) + subdirectories.getOrDefault(number, 0)
                : found;
        if (links != inode.linkCount()) {
            problems.add("inode " + number + " says that it has " + inode.linkCount() + " links, and has " + links);
        }
        boolean hasToGiveBack = inode.linkCount() == 0 || (inode.flags() & Inode.FLAG_TRIM) != 0;
        if (hasToGiveBack != orphans.contains(number)) {
            problems.add("inode " + number + (hasToGiveBack ? " is not" : " is") + " in the list of what is to be given"
                    + " back");
        }
        long blocks = 0;
        if (type == FileType.DIRECTORY) {
            long before = blocksSeen;
            directories.visit(inode, this::count);
            blocks = blocksSeen - before;
        } else if (type == FileType.REGULAR || type == FileType.SYMBOLIC_LINK && inode.size() > Inode.POINTERS_LENGTH) {
            pointers.visit(inode, this::count);
            blocks = pointers.countBlocks(inode);
        } else if (type == null) {
            problems.add("inode " + number + " has the mode " + Integer.toOctalString(inode.mode()));
        }
        if (blocks != inode.blockCount()) {
            problems.add("inode " + number + " says that it has " + inode.blockCount() + " blocks, and has " + blocks);
        }
    }

    /// Counts a pointer, and goes on to where it leads if nobody came there before.
    private boolean count(long block, int height) {
        blocksSeen++;
        return references.merge(block, 1, Integer::sum) == 1;
    }

    /// Counts what snapshots lead to. What their inodes say was proved when they were the volume's.
    private void countSnapshots() throws IOException {
        for (MetadataBlock block : snapshots.blocks()) {
            count(block.number(), 0);
        }
        for (SnapshotRecord record : snapshots.records()) {
            InodeTable kept = record.inodes(layer, pointers);
            kept.visitInodes(this::count, inode -> guarded(() -> countContent(inode)));
        }
    }

    private void countContent(Inode inode) throws IOException {
        if (inode.isDirectory()) {
            directories.visit(inode, this::count);
        } else {
            pointers.visit(inode, this::count);
        }
    }

    private void checkReferences() throws IOException {
        for (long block = layer.geometry().firstDataBlock();
                block < layer.geometry().copyBlock();
                block++) {
            int counted = layer.space().references(block);
            int found = references.getOrDefault(block, 0);
            if (counted != found) {
                problems.add("block " + block + " has " + found + " pointers, and the table counts " + counted);
            }
        }
    }
}

package dev.coppice.volume.file;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.directory.Directories;
import dev.coppice.volume.directory.DirectoryEntry;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Inode.Time;
import java.io.IOException;

/// One rename, in steps: what it is about, whether it is allowed, and what it changes.
final class Rename {
    private static final int DEPTH_MAX = 1 << 20; // of directories in directories

    private final InodeAccess access;
    private final InodeAccess reading;
    private final Directories directories;
    private final Removal removal;
    private final FileTree.Target target;

    private Inode parent;
    private Inode newParent;
    private byte[] name;
    private byte[] newName;
    private DirectoryEntry moved;
    private DirectoryEntry replaced; // null for none
    private Inode movedInode;
    private Inode replacedInode; // null for none

    Rename(InodeAccess access, InodeAccess reading, Directories directories, Removal removal, FileTree.Target target) {
        this.access = access;
        this.reading = reading;
        this.directories = directories;
        this.removal = removal;
        this.target = target;
    }

    /// @return the inode that has lost its last name and that nobody holds; 0 for none
    long run(long directory, byte[] name, long newDirectory, byte[] newName) throws IOException {
        this.name = name;
        this.newName = newName;
        parent = access.directory(directory);
        newParent = access.directory(newDirectory);
        moved = access.present(parent, name);
        InodeAccess.checkName(newName);
        replaced = directories.find(newParent, newName);
        if (newParent.linkCount() == 0) {
            throw new FileException(Reason.NOT_FOUND, "the directory has been removed");
        }
        checkTarget();
        checkNotInside(moved, newParent);
        own();
        if (target == FileTree.Target.EXCHANGE) {
            checkNotInside(replaced, parent);
            exchange();
            return 0;
        }
        if (replaced != null && replaced.inode() == moved.inode()) {
            return 0; // two names of one file: POSIX does nothing
        }
        return move();
    }

    private void checkTarget() throws FileException {
        if (replaced == null) {
            if (target == FileTree.Target.EXCHANGE) {
                throw new FileException(Reason.NOT_FOUND, InodeAccess.text(newName));
            }
        } else if (target == FileTree.Target.FAIL) {
            throw new FileException(Reason.EXISTS, InodeAccess.text(newName));
        }
    }

    /// A directory cannot be moved into itself, or below itself.
    private void checkNotInside(DirectoryEntry entry, Inode directory) throws IOException {
        if (entry.type() != FileType.DIRECTORY.code()) {
            return;
        }
        long at = directory.number();
        for (int steps = 0; at != FileTree.ROOT; steps++) {
            if (at == entry.inode()) {
                throw new FileException(Reason.INVALID, "a directory cannot be moved into itself");
            }
            if (steps == DEPTH_MAX) {
                throw new VolumeException.Corrupt(
                        VolumeException.Corrupt.NO_BLOCK, "a way from a directory to the root", "a circle");
            }
            at = reading.directory(at).parent();
        }
    }

    /// Makes all that is going to be changed the volume's own, for which there may be no room: later nothing can fail.
    private void own() throws IOException {
        movedInode = access.inode(moved.inode());
        replacedInode = replaced == null ? null : access.inode(replaced.inode());
        directories.own(parent, name);
        if (replaced != null) {
            directories.own(newParent, newName);
        }
    }

    private void exchange() throws IOException {
        directories.replace(parent, name, replaced.inode(), replaced.type());
        directories.replace(newParent, newName, moved.inode(), moved.type());
        settle(movedInode, parent, newParent);
        settle(replacedInode, newParent, parent);
        finish();
    }

    private long move() throws IOException {
        long gone = 0;
        if (replaced == null) {
            directories.insert(newParent, newName, moved.inode(), moved.type());
        } else {
            Inode old = replacedInode;
            checkReplaceable(old);
            directories.replace(newParent, newName, moved.inode(), moved.type());
            if (FileType.of(old.mode()) == FileType.DIRECTORY) {
                newParent.setLinkCount(newParent.linkCount() - 1);
                old.setLinkCount(1);
            }
            gone = removal.dropLink(old);
        }
        directories.remove(parent, name);
        settle(movedInode, parent, newParent);
        finish();
        return gone;
    }

    private void checkReplaceable(Inode old) throws IOException {
        boolean isDirectory = moved.type() == FileType.DIRECTORY.code();
        boolean replacesDirectory = FileType.of(old.mode()) == FileType.DIRECTORY;
        if (isDirectory && !replacesDirectory) {
            throw new FileException(Reason.NOT_A_DIRECTORY, InodeAccess.text(newName));
        }
        if (!isDirectory && replacesDirectory) {
            throw new FileException(Reason.IS_A_DIRECTORY, InodeAccess.text(newName));
        }
        if (replacesDirectory && !directories.isEmpty(old)) {
            throw new FileException(Reason.NOT_EMPTY, InodeAccess.text(newName));
        }
    }

    /// Tells a moved file where it is now.
    private void settle(Inode inode, Inode from, Inode to) {
        if (inode.isDirectory() && from.number() != to.number()) {
            inode.setParent(to.number());
            from.setLinkCount(from.linkCount() - 1);
            to.setLinkCount(to.linkCount() + 1);
        }
        access.touch(inode, Time.CHANGED);
    }

    private void finish() {
        access.touch(parent, Time.MODIFIED, Time.CHANGED);
        access.touch(newParent, Time.MODIFIED, Time.CHANGED);
    }
}

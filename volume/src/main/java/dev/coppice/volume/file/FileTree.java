package dev.coppice.volume.file;

import dev.coppice.volume.SnapshotInfo;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.directory.Directories;
import dev.coppice.volume.directory.DirectoryEntry;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.inode.Budget;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Inode.Time;
import dev.coppice.volume.inode.InodeTable;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The files of an open volume, by number: names, content, and what `stat` says, as POSIX has them. Permissions are
/// kept and not judged. Names are bytes, 1 to 255, anything but `/` and NUL, and not `.` or `..`.
///
/// Each operation takes effect as a whole, in one order for all; after a crash a prefix of that order is there, with
/// everything up to the last [#sync()] that returned. A write of many blocks is several operations, and so is the
/// freeing of a file's blocks, which nobody sees.
///
/// Thread-safe. Reads run beside each other.
public final class FileTree {
    /// The number of the root directory.
    public static final long ROOT = InodeTable.ROOT;
    /// The most bytes of a symbolic link's target.
    public static final int TARGET_LENGTH_MAX = 4095;

    private static final int LINKS_MAX = 1 << 30;
    private static final int TARGET_MODE = 0777;

    private final BlockLayer layer;
    private final Pointers pointers;
    private final InodeTable inodes;
    private final Directories directories;
    private final FileContent content;
    private final Orphans orphans;
    private final InodeAccess reading;
    private final InodeAccess access;
    private final Removal removal;
    private final ContentAccess contentAccess;
    private final Snapshots snapshots;
    private final boolean isSnapshot;

    /// @param clock null for the files of a snapshot
    private FileTree(
            BlockLayer layer,
            Pointers pointers,
            Directories directories,
            InodeTable inodes,
            InodeAccess access,
            InstantSource clock) {
        this.layer = layer;
        this.pointers = pointers;
        this.directories = directories;
        this.inodes = inodes;
        this.access = access;
        content = new FileContent(layer, pointers);
        orphans = new Orphans(layer, inodes);
        reading = InodeAccess.reading(inodes, directories);
        removal = new Removal(layer, pointers, inodes, access, reading, orphans);
        contentAccess = new ContentAccess(layer, content, access, reading, removal);
        snapshots = new Snapshots(layer, pointers, directories, clock, removal.blocksFreedAtOnce());
        isSnapshot = clock == null;
    }

    private static FileTree ofVolume(BlockLayer layer, InstantSource clock) throws IOException {
        Pointers pointers = new Pointers(layer.geometry(), layer.space());
        Directories directories = new Directories(layer);
        InodeTable inodes = new InodeTable(layer, pointers);
        InodeAccess access = InodeAccess.changing(inodes, directories, clock);
        FileTree tree = new FileTree(layer, pointers, directories, inodes, access, clock);
        tree.orphans.read();
        return tree;
    }

    /// Makes the root directory of a volume that has no files yet.
    ///
    /// @param permissions of the root directory
    public static void format(BlockLayer layer, InstantSource clock, int permissions, int owner, int group)
            throws IOException {
        FileTree tree = ofVolume(layer, clock);
        layer.change(() -> {
            Inode root = tree.access.newInode(FileType.DIRECTORY, permissions, owner, group);
            root.setLinkCount(2);
            root.setParent(ROOT);
            return null;
        });
    }

    /// Opens the files of a volume, and gives back what a crash has left over.
    public static FileTree open(BlockLayer layer, InstantSource clock, boolean readOnly) throws IOException {
        FileTree tree = ofVolume(layer, clock);
        if (!readOnly) {
            tree.removal.finishAll();
            tree.snapshots.giveBack();
        }
        return tree;
    }

    /// What a name in a directory stands for.
    ///
    /// @throws FileException when the name is not there, or `directory` none
    public FileStatus find(long directory, byte[] name) throws IOException {
        return layer.read(() -> FileStatus.of(
                inodes.get(reading.present(reading.directory(directory), name).inode())));
    }

    /// What `stat` says about a file.
    public FileStatus status(long file) throws IOException {
        return layer.read(() -> FileStatus.of(reading.inode(file)));
    }

    /// Makes a file that is no directory and no symbolic link.
    ///
    /// @param device number of a device; of other files it is not looked at
    /// @throws FileException when the name is there
    public FileStatus create(
            long directory, byte[] name, FileType type, int permissions, int owner, int group, long device)
            throws IOException {
        if (type == FileType.DIRECTORY || type == FileType.SYMBOLIC_LINK) {
            throw new FileException(Reason.INVALID, type + " is made in another way");
        }
        return layer.change(() -> {
            Inode parent = access.directoryWithout(directory, name);
            Inode inode = access.newInode(type, permissions, owner, group);
            if (type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE) {
                inode.setParent(device);
            }
            return link(parent, name, inode, type);
        });
    }

    /// Makes a file that has all the content of another one, at the cost of its inode: both share their blocks, and who
    /// is written to gets blocks of its own.
    ///
    /// @param file a regular one
    /// @throws FileException when the name is there
    public FileStatus copy(long file, long directory, byte[] name, int permissions, int owner, int group)
            throws IOException {
        return contentAccess.whenWhole(file, source -> {
            Inode parent = access.directoryWithout(directory, name);
            Inode inode = access.newInode(FileType.REGULAR, permissions, owner, group);
            try {
                pointers.share(source, inode);
            } catch (VolumeException.Full e) {
                inodes.free(inode);
                throw e;
            }
            inode.setSize(source.size());
            return link(parent, name, inode, FileType.REGULAR);
        });
    }

    /// Makes a directory.
    ///
    /// @throws FileException when the name is there
    public FileStatus createDirectory(long directory, byte[] name, int permissions, int owner, int group)
            throws IOException {
        return layer.change(() -> {
            Inode parent = access.directoryWithout(directory, name);
            if (parent.linkCount() >= LINKS_MAX) {
                throw new FileException(Reason.TOO_MANY_LINKS, InodeAccess.text(name));
            }
            Inode inode = access.newInode(FileType.DIRECTORY, permissions, owner, group);
            inode.setParent(directory);
            link(parent, name, inode, FileType.DIRECTORY);
            inode.setLinkCount(2);
            parent.setLinkCount(parent.linkCount() + 1);
            return FileStatus.of(inode);
        });
    }

    /// Makes a symbolic link.
    ///
    /// @param target 1 to [#TARGET_LENGTH_MAX] bytes
    /// @throws FileException when the name is there, or the target too long
    public FileStatus createSymbolicLink(long directory, byte[] name, byte[] target, int owner, int group)
            throws IOException {
        if (target.length == 0 || target.length > TARGET_LENGTH_MAX) {
            throw new FileException(
                    target.length == 0 ? Reason.NOT_FOUND : Reason.NAME_TOO_LONG,
                    "a symbolic link to " + target.length + " bytes");
        }
        return layer.change(() -> {
            Inode parent = access.directoryWithout(directory, name);
            Inode inode = access.newInode(FileType.SYMBOLIC_LINK, TARGET_MODE, owner, group);
            if (target.length <= Inode.POINTERS_LENGTH) {
                inode.putInline(target);
                inode.setSize(target.length);
            } else {
                try {
                    content.write(inode, 0, ByteBuffer.wrap(target));
                } catch (VolumeException.Full e) {
                    inodes.free(inode);
                    throw e;
                }
            }
            return link(parent, name, inode, FileType.SYMBOLIC_LINK);
        });
    }

    /// The target of a symbolic link.
    ///
    /// @throws FileException when the file is none
    public byte[] target(long file) throws IOException {
        return layer.read(() -> {
            Inode inode = reading.inode(file);
            if (FileType.of(inode.mode()) != FileType.SYMBOLIC_LINK) {
                throw new FileException(Reason.INVALID, "no symbolic link");
            }
            return target(inode);
        });
    }

    /// Gives a file another name.
    ///
    /// @throws FileException when the name is there, or the file is a directory
    public FileStatus link(long file, long directory, byte[] name) throws IOException {
        return layer.change(() -> {
            Inode inode = access.inode(file);
            FileType type = FileType.of(inode.mode());
            if (type == FileType.DIRECTORY) {
                throw new FileException(Reason.NOT_PERMITTED, "a second name for a directory");
            }
            Inode parent = access.directoryWithout(directory, name);
            if (inode.linkCount() >= LINKS_MAX) {
                throw new FileException(Reason.TOO_MANY_LINKS, InodeAccess.text(name));
            }
            if (inode.linkCount() == 0) {
                throw new FileException(Reason.NOT_FOUND, "the file has no name any more");
            }
            return link(parent, name, inode, type);
        });
    }

    /// Removes a name of a file that is no directory. With its last name, and when nobody holds it, the file goes.
    ///
    /// @throws FileException when the name is not there, or stands for a directory
    public void unlink(long directory, byte[] name) throws IOException {
        long gone = layer.change(() -> {
            Inode parent = access.directory(directory);
            DirectoryEntry entry = access.present(parent, name);
            Inode inode = access.inode(entry.inode());
            if (FileType.of(inode.mode()) == FileType.DIRECTORY) {
                throw new FileException(Reason.IS_A_DIRECTORY, InodeAccess.text(name));
            }
            directories.remove(parent, name);
            access.touch(parent, Time.MODIFIED, Time.CHANGED);
            return removal.dropLink(inode);
        });
        removal.giveBackIfGone(gone);
    }

    /// Removes a directory that has no names.
    ///
    /// @throws FileException when the name is not there, or stands for something else
    public void removeDirectory(long directory, byte[] name) throws IOException {
        long gone = layer.change(() -> {
            Inode parent = access.directory(directory);
            Inode inode = access.directory(access.present(parent, name).inode());
            if (!directories.isEmpty(inode)) {
                throw new FileException(Reason.NOT_EMPTY, InodeAccess.text(name));
            }
            directories.remove(parent, name);
            parent.setLinkCount(parent.linkCount() - 1);
            access.touch(parent, Time.MODIFIED, Time.CHANGED);
            inode.setLinkCount(1);
            return removal.dropLink(inode);
        });
        removal.giveBackIfGone(gone);
    }

    /// What a rename does when the new name is there.
    public enum Target {
        /// It stands for the moved file from then on; what it stood for loses the name.
        REPLACE,
        /// It fails.
        FAIL,
        /// Both change places.
        EXCHANGE
    }

    /// Moves a name, also to another directory.
    ///
    /// @throws FileException as `rename` of POSIX fails
    public void rename(long directory, byte[] name, long newDirectory, byte[] newName, Target target)
            throws IOException {
        long gone = layer.change(() ->
                new Rename(access, reading, directories, removal, target).run(directory, name, newDirectory, newName));
        removal.giveBackIfGone(gone);
    }

    /// The name in a directory at a position or behind it, and with it what comes next; null at the end.
    public DirectoryEntry list(long directory, long position) throws IOException {
        return layer.read(() -> directories.next(reading.directory(directory), position));
    }

    /// The name behind another one in a directory's order; null at the end.
    public DirectoryEntry listAfter(long directory, DirectoryEntry before) throws IOException {
        return layer.read(() -> directories.nextAfter(reading.directory(directory), before));
    }

    /// The directory that a directory is in; the root is in itself.
    public long parent(long directory) throws IOException {
        return layer.read(() -> reading.directory(directory).parent());
    }

    /// Reads content.
    ///
    /// @param position from 0 on
    /// @return the bytes read; less than there was room for only at the end of the file, 0 at it or behind it
    public int read(long file, long position, ByteBuffer target) throws IOException {
        return contentAccess.read(file, position, target);
    }

    /// Writes content; a gap behind the end of the file becomes a hole.
    ///
    /// @param position from 0 on
    /// @return the bytes written, less than there were only when the volume is full or the file as large as can be
    /// @throws VolumeException.Full when nothing could be written
    public int write(long file, long position, ByteBuffer source) throws IOException {
        return contentAccess.write(file, position, source);
    }

    /// Appends content, in one step with finding the end.
    ///
    /// @param source of more bytes than fit into one operation, those are written that do
    /// @return where they begin in the file
    public long append(long file, ByteBuffer source) throws IOException {
        return contentAccess.append(file, source);
    }

    /// Cuts a file or makes it longer by a hole.
    ///
    /// @throws FileException when a file cannot have this size
    public void setSize(long file, long size) throws IOException {
        contentAccess.setSize(file, size);
    }

    /// Changes permissions; the type stays.
    public void setPermissions(long file, int permissions) throws IOException {
        layer.change(() -> {
            Inode inode = access.inode(file);
            inode.setMode(inode.mode() & ~07777 | permissions & 07777);
            access.touch(inode, Time.CHANGED);
            return null;
        });
    }

    /// Changes user and group.
    public void setOwner(long file, int owner, int group) throws IOException {
        layer.change(() -> {
            Inode inode = access.inode(file);
            inode.setOwner(owner, group);
            access.touch(inode, Time.CHANGED);
            return null;
        });
    }

    /// Changes times; null for one that stays.
    public void setTimes(long file, Instant accessed, Instant modified, Instant created) throws IOException {
        layer.change(() -> {
            Inode inode = access.inode(file);
            InodeAccess.setTime(inode, Time.ACCESSED, accessed);
            InodeAccess.setTime(inode, Time.MODIFIED, modified);
            InodeAccess.setTime(inode, Time.CREATED, created);
            access.touch(inode, Time.CHANGED);
            return null;
        });
    }

    /// Keeps the present state of all files under a name; durable with the next [#sync()]. It takes as long as a small
    /// change, however many files there are.
    ///
    /// @param name 1 to 255 bytes in UTF-8
    /// @throws FileException when there is a snapshot of this name, or the name is none
    public SnapshotInfo createSnapshot(String name) throws IOException {
        refuseInSnapshot();
        return snapshots.create(name);
    }

    /// All snapshots, the newest first.
    public List<SnapshotInfo> snapshots() throws IOException {
        return snapshots.list();
    }

    /// The files as they were when a snapshot was made. They refuse every change; [#closeSnapshot] lets the snapshot
    /// go.
    ///
    /// @throws FileException when there is none of this name
    public FileTree openSnapshot(String name) throws IOException {
        refuseInSnapshot();
        SnapshotRecord record = snapshots.open(name);
        InodeTable kept = record.inodes(layer, pointers);
        InodeAccess refusing = InodeAccess.refusing(kept, directories);
        return new FileTree(layer, pointers, directories, kept, refusing, null);
    }

    /// Says that the files of a snapshot are not used any more.
    public void closeSnapshot(String name) throws IOException {
        snapshots.close(name);
    }

    /// Gives a snapshot back, and all blocks that it alone has.
    ///
    /// @throws FileException when there is none of this name, or somebody has it open
    public void deleteSnapshot(String name) throws IOException {
        refuseInSnapshot();
        snapshots.delete(name);
    }

    /// Keeps a file from going with its last name, until [#letGo].
    public void hold(long file) throws IOException {
        removal.hold(file);
    }

    /// Takes back one [#hold]. A file without names goes with the last of them.
    public void letGo(long file) throws IOException {
        removal.letGo(file);
    }

    /// Makes all that was done durable.
    public void sync() throws IOException {
        layer.commit();
    }

    /// Proves that all files are sound: what [FileCheck] says. Reads go on meanwhile; changes wait.
    ///
    /// @return what does not hold, described for a person; empty when all is well
    public List<String> check() throws IOException {
        return layer.read(() -> new FileCheck(layer, pointers, inodes, directories, orphans, snapshots).run());
    }

    /// Inodes in use.
    public long inodeCount() throws IOException {
        return layer.read(inodes::count);
    }

    private void refuseInSnapshot() throws VolumeException.ReadOnly {
        if (isSnapshot) {
            throw new VolumeException.ReadOnly("a snapshot has no snapshots of its own", null);
        }
    }

    private FileStatus link(Inode parent, byte[] name, Inode inode, FileType type) throws IOException {
        try {
            directories.insert(parent, name, inode.number(), type.code());
        } catch (VolumeException.Full e) {
            if (inode.linkCount() == 0) {
                if (Removal.hasPointers(inode)) {
                    pointers.release(inode, 0, pointers.blocksMax(), Budget.unlimited());
                }
                inodes.free(inode);
            }
            throw e;
        }
        inode.setLinkCount(inode.linkCount() + 1);
        access.touch(inode, Time.CHANGED);
        access.touch(parent, Time.MODIFIED, Time.CHANGED);
        return FileStatus.of(inode);
    }

    private byte[] target(Inode inode) throws IOException {
        if (inode.size() < 0 || inode.size() > TARGET_LENGTH_MAX) {
            throw new VolumeException.Corrupt(
                    VolumeException.Corrupt.NO_BLOCK, "a target of at most 4095 bytes", inode.size() + " bytes");
        }
        if (inode.size() <= Inode.POINTERS_LENGTH) {
            return inode.inline((int) inode.size());
        }
        ByteBuffer target = ByteBuffer.allocate((int) inode.size());
        content.read(inode, 0, target);
        return target.array();
    }
}

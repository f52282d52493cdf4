package dev.coppice.volume.file;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.directory.Directories;
import dev.coppice.volume.directory.DirectoryEntry;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Inode.Time;
import dev.coppice.volume.inode.InodeTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/// Inodes and names as operations need them: of the right type, or with the error that POSIX has for it; and with the
/// times that change.
///
/// What changes something is a part of a change of the layer, what asks a part of a read.
final class InodeAccess {
    /// How an inode is found.
    @FunctionalInterface
    private interface Finder {
        Inode find(long number) throws IOException;
    }

    private final Finder finder;
    private final InodeTable inodes;
    private final Directories directories;
    private final InstantSource clock;

    private InodeAccess(Finder finder, InodeTable inodes, Directories directories, InstantSource clock) {
        this.finder = finder;
        this.inodes = inodes;
        this.directories = directories;
        this.clock = clock;
    }

    /// Inodes to be read. Each call is a part of a read of the layer, or of a change.
    static InodeAccess reading(InodeTable inodes, Directories directories) {
        return new InodeAccess(inodes::get, inodes, directories, null);
    }

    /// Inodes of a snapshot, which nobody may change.
    static InodeAccess refusing(InodeTable inodes, Directories directories) {
        return new InodeAccess(
                _ -> {
                    throw new VolumeException.ReadOnly("a snapshot cannot be changed", null);
                },
                inodes,
                directories,
                null);
    }

    /// Inodes to be changed. Each call is a part of a change of the layer.
    static InodeAccess changing(InodeTable inodes, Directories directories, InstantSource clock) {
        return new InodeAccess(inodes::change, inodes, directories, clock);
    }

    Inode inode(long file) throws IOException {
        try {
            return finder.find(file);
        } catch (VolumeException.Corrupt e) {
            throw e.block() == VolumeException.Corrupt.NO_BLOCK
                    ? new FileException(Reason.STALE, "inode " + file + " is not in use")
                    : e;
        }
    }

    Inode regular(long file) throws IOException {
        Inode inode = inode(file);
        FileType type = FileType.of(inode.mode());
        if (type != FileType.REGULAR) {
            throw new FileException(
                    type == FileType.DIRECTORY ? Reason.IS_A_DIRECTORY : Reason.INVALID, "no regular file");
        }
        return inode;
    }

    Inode directory(long number) throws IOException {
        Inode inode = inode(number);
        if (FileType.of(inode.mode()) != FileType.DIRECTORY) {
            throw new FileException(Reason.NOT_A_DIRECTORY, "inode " + number);
        }
        return inode;
    }

    Inode directoryWithout(long number, byte[] name) throws IOException {
        checkName(name);
        Inode directory = directory(number);
        if (directory.linkCount() == 0) {
            throw new FileException(Reason.NOT_FOUND, "the directory has been removed");
        }
        if (directories.find(directory, name) != null) {
            throw new FileException(Reason.EXISTS, text(name));
        }
        return directory;
    }

    DirectoryEntry present(Inode directory, byte[] name) throws IOException {
        checkName(name);
        DirectoryEntry entry = directories.find(directory, name);
        if (entry == null) {
            throw new FileException(Reason.NOT_FOUND, text(name));
        }
        return entry;
    }

    static void checkName(byte[] name) throws FileException {
        if (name.length > Directories.NAME_LENGTH_MAX) {
            throw new FileException(Reason.NAME_TOO_LONG, "a name of " + name.length + " bytes");
        }
        boolean isDots = name.length == 1 && name[0] == '.' || Arrays.equals(name, new byte[] {'.', '.'});
        boolean hasSlash = false;
        for (byte each : name) {
            hasSlash |= each == '/' || each == 0;
        }
        if (name.length == 0 || isDots || hasSlash) {
            throw new FileException(Reason.INVALID, "the name '" + text(name) + "'");
        }
    }

    static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    Inode newInode(FileType type, int permissions, int owner, int group) throws IOException {
        Inode inode = inodes.allocate(type.bits() | permissions & 07777);
        inode.setOwner(owner, group);
        touch(inode, Time.values());
        return inode;
    }

    void touch(Inode inode, Time... times) {
        Instant now = clock.instant();
        for (Time time : times) {
            setTime(inode, time, now);
        }
    }

    static void setTime(Inode inode, Time time, Instant value) {
        if (value != null) {
            inode.setTime(time, value.getEpochSecond(), value.getNano());
        }
    }
}

package dev.coppice.volume.nio;

import dev.coppice.volume.file.FileStatus;
import dev.coppice.volume.file.FileType;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/// What is known of a file, as of one moment.
record VolumeAttributes(FileStatus status) implements PosixFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(status.modified());
    }

    @Override
    public FileTime lastAccessTime() {
        return FileTime.from(status.accessed());
    }

    @Override
    public FileTime creationTime() {
        return FileTime.from(status.created());
    }

    @Override
    public boolean isRegularFile() {
        return status.type() == FileType.REGULAR;
    }

    @Override
    public boolean isDirectory() {
        return status.type() == FileType.DIRECTORY;
    }

    @Override
    public boolean isSymbolicLink() {
        return status.type() == FileType.SYMBOLIC_LINK;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return status.size();
    }

    @Override
    public Object fileKey() {
        return new FileKey(status.inode(), status.generation());
    }

    @Override
    public UserPrincipal owner() {
        return new Principals.User(status.owner());
    }

    @Override
    public GroupPrincipal group() {
        return new Principals.Group(status.group());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return Permissions.of(status.permissions());
    }

    /// Tells a file from all others that a volume has or had.
    private record FileKey(long inode, int generation) {}
}

package dev.coppice.volume.nio;

import dev.coppice.volume.file.FileTree;
import java.io.IOException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Set;

/// The attributes of the file that a path leads to at each call: the basic ones, those of POSIX, and the owner.
///
/// @param name under which view it was asked for
record VolumeAttributeView(VolumePath path, boolean followsLinks, String name) implements PosixFileAttributeView {
    /// Something done with the file.
    @FunctionalInterface
    private interface Change {
        void run(FileTree tree, long file) throws IOException;
    }

    @Override
    public VolumeAttributes readAttributes() throws IOException {
        VolumeFileSystem fileSystem = path.getFileSystem();
        return Errors.asking(path, () -> new VolumeAttributes(fileSystem.find(path, followsLinks)));
    }

    @Override
    public void setTimes(FileTime lastModifiedTime, FileTime lastAccessTime, FileTime createTime) throws IOException {
        change((tree, file) ->
                tree.setTimes(file, instant(lastAccessTime), instant(lastModifiedTime), instant(createTime)));
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        change((tree, file) -> {
            int others = tree.status(file).permissions() & ~Permissions.MASK;
            tree.setPermissions(file, others | Permissions.bits(permissions));
        });
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        if (!(owner instanceof Principals.User user)) {
            throw new ProviderMismatchException("a user of another file system: " + owner);
        }
        change((tree, file) -> tree.setOwner(file, user.id(), tree.status(file).group()));
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        if (!(group instanceof Principals.Group ofVolume)) {
            throw new ProviderMismatchException("a group of another file system: " + group);
        }
        change((tree, file) -> tree.setOwner(file, tree.status(file).owner(), ofVolume.id()));
    }

    private void change(Change change) throws IOException {
        VolumeFileSystem fileSystem = path.getFileSystem();
        Errors.on(path, () -> {
            change.run(fileSystem.tree(), fileSystem.find(path, followsLinks).inode());
            return null;
        });
    }

    private static Instant instant(FileTime time) {
        return time == null ? null : time.toInstant();
    }
}

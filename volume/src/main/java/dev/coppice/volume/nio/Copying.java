package dev.coppice.volume.nio;

import dev.coppice.volume.file.FileStatus;
import dev.coppice.volume.file.FileTree;
import dev.coppice.volume.file.FileType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Copying and moving a file, a link, or a directory, in one volume or from one to another.
final class Copying {
    private final VolumePath source;
    private final VolumePath target;
    private final List<CopyOption> options;
    private final boolean replaces;

    /// @throws UnsupportedOperationException when an option is not known
    Copying(VolumePath source, VolumePath target, CopyOption... options) {
        this.source = source;
        this.target = target;
        this.options = Arrays.asList(options);
        replaces = this.options.contains(StandardCopyOption.REPLACE_EXISTING);
        for (CopyOption option : options) {
            if (!(option instanceof StandardCopyOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("cannot copy with " + option);
            }
        }
    }

    /// Copies; of a directory itself, not what is in it.
    void copy() throws IOException {
        if (options.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new UnsupportedOperationException("a copy is not atomic");
        }
        copy(!options.contains(LinkOption.NOFOLLOW_LINKS), options.contains(StandardCopyOption.COPY_ATTRIBUTES));
    }

    /// Moves: in one volume in one step, to another one by copying and deleting.
    void move() throws IOException {
        if (source.getFileSystem() == target.getFileSystem()) {
            rename();
            return;
        }
        if (options.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new AtomicMoveNotSupportedException(source.toString(), target.toString(), "two volumes");
        }
        FileStatus status = Errors.asking(source, () -> source.getFileSystem().find(source, false));
        boolean isEmpty = status.type() != FileType.DIRECTORY
                || Errors.on(source, () -> source.getFileSystem().tree().list(status.inode(), 0)) == null;
        if (!isEmpty) {
            throw new DirectoryNotEmptyException(source.toString());
        }
        copy(false, true);
        Removals.delete(source);
    }

    private void rename() throws IOException {
        VolumeFileSystem fileSystem = source.getFileSystem();
        boolean isAtomic = options.contains(StandardCopyOption.ATOMIC_MOVE);
        if (!isAtomic) {
            Errors.asking(source, () -> fileSystem.find(source, false));
        }
        Errors.on(source, target, () -> {
            PathResolution.Found from = fileSystem.resolve(source, false);
            PathResolution.Found to = fileSystem.resolve(target, false);
            from.existing(source);
            if (from.name() == null || to.name() == null) {
                throw new FileSystemException(source.toString(), target.toString(), "the root directory stays");
            }
            boolean isSame =
                    to.status() != null && to.status().inode() == from.status().inode();
            if (!isAtomic && !isSame && to.status() != null) {
                makeWay(to);
            }
            fileSystem
                    .tree()
                    .rename(
                            from.directory(),
                            from.name(),
                            to.directory(),
                            to.name(),
                            isAtomic || isSame ? FileTree.Target.REPLACE : FileTree.Target.FAIL);
            if (isSame && !Arrays.equals(from.name(), to.name())) {
                // POSIX leaves both names of one file; who moves wants the old one gone.
                fileSystem.tree().unlink(from.directory(), from.name());
            }
            return null;
        });
    }

    private void copy(boolean followsLinks, boolean withAttributes) throws IOException {
        VolumeFileSystem from = source.getFileSystem();
        VolumeFileSystem to = target.getFileSystem();
        FileStatus status = Errors.asking(source, () -> from.find(source, followsLinks));
        PathResolution.Found place = Errors.on(target, () -> to.resolve(target, false));
        if (place.status() != null) {
            if (from == to && place.status().inode() == status.inode()) {
                return;
            }
            Errors.on(target, () -> {
                makeWay(place);
                return null;
            });
        }
        int permissions = Permissions.ofCopy(status.permissions());
        switch (status.type()) {
            case DIRECTORY ->
                Errors.on(target, () -> to.tree().createDirectory(place.directory(), place.name(), permissions, 0, 0));
            case SYMBOLIC_LINK ->
                Errors.on(
                        target,
                        () -> to.tree()
                                .createSymbolicLink(
                                        place.directory(),
                                        place.name(),
                                        from.tree().target(status.inode()),
                                        0,
                                        0));
            case REGULAR -> {
                if (from == to) {
                    Errors.on(
                            target,
                            () -> to.tree().copy(status.inode(), place.directory(), place.name(), permissions, 0, 0));
                } else {
                    copyContent(followsLinks, permissions);
                }
            }
            default ->
                Errors.on(
                        target,
                        () -> to.tree()
                                .create(
                                        place.directory(),
                                        place.name(),
                                        status.type(),
                                        permissions,
                                        0,
                                        0,
                                        status.device()));
        }
        if (withAttributes) {
            copyAttributes(status);
        }
    }

    private void makeWay(PathResolution.Found place) throws IOException {
        if (!replaces || place.name() == null) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Removals.delete(target);
    }

    private void copyContent(boolean followsLinks, int permissions) throws IOException {
        Set<LinkOption> links = followsLinks ? Set.of() : Set.of(LinkOption.NOFOLLOW_LINKS);
        try (FileChannel in = new FileOpening(source, links).open();
                FileChannel out = new FileOpening(
                                target,
                                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                                PosixFilePermissions.asFileAttribute(Permissions.of(permissions)))
                        .open()) {
            long size = in.size();
            for (long at = 0; at < size; ) {
                long moved = in.transferTo(at, size - at, out);
                if (moved == 0) {
                    break; // it was cut meanwhile
                }
                at += moved;
            }
        }
    }

    private void copyAttributes(FileStatus status) throws IOException {
        Errors.on(target, () -> {
            FileTree tree = target.getFileSystem().tree();
            long copy = target.getFileSystem().find(target, false).inode();
            tree.setOwner(copy, status.owner(), status.group());
            tree.setPermissions(copy, status.permissions());
            tree.setTimes(copy, status.accessed(), status.modified(), status.created());
            return null;
        });
    }
}

package dev.coppice.volume.nio;

import dev.coppice.volume.file.FileException;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.file.FileStatus;
import dev.coppice.volume.file.FileTree;
import dev.coppice.volume.file.FileType;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Set;

/// Opening a file, and making it first if that is asked for.
final class FileOpening {
    private final VolumePath path;
    private final VolumeFileSystem fileSystem;
    private final Set<OpenOption> options;
    private final FileAttribute<?>[] attributes;
    private final boolean writes;

    /// @throws IllegalArgumentException when options contradict each other
    /// @throws UnsupportedOperationException when an option is not known
    FileOpening(VolumePath path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        this.path = path;
        this.options = new HashSet<>(options);
        this.attributes = attributes.clone();
        fileSystem = path.getFileSystem();
        for (OpenOption option : options) {
            if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("cannot open with " + option);
            }
        }
        boolean appends = has(StandardOpenOption.APPEND);
        writes = has(StandardOpenOption.WRITE) || appends;
        if (appends && (has(StandardOpenOption.READ) || has(StandardOpenOption.TRUNCATE_EXISTING))) {
            throw new IllegalArgumentException("APPEND with READ or TRUNCATE_EXISTING");
        }
    }

    VolumeFileChannel open() throws IOException {
        return Errors.on(path, () -> {
            FileTree tree = fileSystem.tree();
            if (writes && fileSystem.isReadOnly()) {
                throw new ReadOnlyFileSystemException();
            }
            long file = holdFile(tree);
            boolean isOpen = false;
            try {
                if (writes && has(StandardOpenOption.TRUNCATE_EXISTING)) {
                    tree.setSize(file, 0);
                }
                if (has(StandardOpenOption.DELETE_ON_CLOSE)) {
                    Removals.delete(path);
                }
                VolumeFileChannel channel = new VolumeFileChannel(fileSystem, path, file, mode());
                fileSystem.opened(channel);
                isOpen = true;
                return channel;
            } finally {
                if (!isOpen) {
                    tree.letGo(file);
                }
            }
        });
    }

    private VolumeFileChannel.Mode mode() {
        boolean reads = has(StandardOpenOption.READ) || !writes;
        boolean isSynced = has(StandardOpenOption.SYNC) || has(StandardOpenOption.DSYNC);
        return new VolumeFileChannel.Mode(reads, writes, has(StandardOpenOption.APPEND), isSynced);
    }

    /// The file, held; who looks for it while others make and delete it may have to look again.
    private long holdFile(FileTree tree) throws IOException {
        while (true) {
            try {
                long file = findOrCreate(tree).inode();
                tree.hold(file);
                return file;
            } catch (FileException e) {
                boolean isRace = e.reason() == Reason.STALE || e.reason() == Reason.EXISTS && !isNew();
                if (!isRace) {
                    throw e;
                }
            }
        }
    }

    private FileStatus findOrCreate(FileTree tree) throws IOException {
        boolean staysAtLink = has(LinkOption.NOFOLLOW_LINKS) || has(StandardOpenOption.DELETE_ON_CLOSE);
        boolean follows = !isNew() && (!staysAtLink || has(StandardOpenOption.CREATE_NEW)); // as the JDK's own
        PathResolution.Found found = fileSystem.resolve(path, follows);
        if (found.status() == null) {
            if (!isNew() && !(writes && has(StandardOpenOption.CREATE))) {
                throw new NoSuchFileException(path.toString());
            }
            int permissions = Permissions.ofNew(Permissions.FILE_DEFAULT, attributes);
            return tree.create(found.directory(), found.name(), FileType.REGULAR, permissions, 0, 0, 0);
        }
        if (isNew()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (found.status().type() == FileType.SYMBOLIC_LINK) {
            throw new FileSystemException(path.toString(), null, "Too many levels of symbolic links");
        }
        if (found.status().type() != FileType.REGULAR) {
            String kind = found.status().type() == FileType.DIRECTORY ? "Is a directory" : "Not a regular file";
            throw new FileSystemException(path.toString(), null, kind);
        }
        return found.status();
    }

    private boolean isNew() {
        return writes && has(StandardOpenOption.CREATE_NEW);
    }

    private boolean has(OpenOption option) {
        return options.contains(option);
    }
}

package dev.coppice.volume.nio;

import dev.coppice.volume.directory.DirectoryEntry;
import dev.coppice.volume.file.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// The paths of a directory's names, read as they are asked for. What comes or goes meanwhile may be there or not; what
/// stays is there once.
final class VolumeDirectoryStream implements DirectoryStream<Path> {
    private final FileTree tree;
    private final VolumePath directory;
    private final long inode;
    private final Filter<? super Path> filter;
    private boolean hasIterator;
    private boolean isClosed;

    /// @param inode of the directory, held by the caller until the stream is closed
    VolumeDirectoryStream(FileTree tree, VolumePath directory, long inode, Filter<? super Path> filter) {
        this.tree = tree;
        this.directory = directory;
        this.inode = inode;
        this.filter = filter;
    }

    @Override
    public synchronized Iterator<Path> iterator() {
        if (isClosed || hasIterator) {
            throw new IllegalStateException(isClosed ? "the stream is closed" : "the stream has an iterator already");
        }
        hasIterator = true;
        return new Names();
    }

    @Override
    public synchronized void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            tree.letGo(inode);
        }
    }

    private synchronized boolean isOver() {
        return isClosed;
    }

    /// One pass over the names.
    private final class Names implements Iterator<Path> {
        private DirectoryEntry last;
        private boolean isAtEnd;
        private Path next;

        @Override
        public boolean hasNext() {
            while (next == null && !isAtEnd && !isOver()) {
                try {
                    last = last == null ? tree.list(inode, 0) : tree.listAfter(inode, last);
                    isAtEnd = last == null;
                    Path candidate = isAtEnd ? null : directory.resolve(path(last));
                    next = candidate != null && filter.accept(candidate) ? candidate : null;
                } catch (IOException e) {
                    throw new DirectoryIteratorException(e);
                }
            }
            return next != null;
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Path found = next;
            next = null;
            return found;
        }

        private VolumePath path(DirectoryEntry entry) {
            return VolumePath.parse(directory.getFileSystem(), NameBytes.decode(entry.name()));
        }
    }
}

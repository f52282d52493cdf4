package dev.coppice.volume.file;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Inode.Time;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reading, writing and cutting regular files, in operations that are not larger than the journal can take.
final class ContentAccess {
    private static final int WRITE_BYTES_MAX = 1 << 20;
    // Of the journal for each block that is written, if all of them lie far from each other.
    private static final int JOURNAL_BYTES_PER_BLOCK = 16 << 10;

    private final BlockLayer layer;
    private final FileContent content;
    private final InodeAccess access;
    private final InodeAccess reading;
    private final Removal removal;
    private final int bytesWrittenAtOnce;

    ContentAccess(BlockLayer layer, FileContent content, InodeAccess access, InodeAccess reading, Removal removal) {
        this.layer = layer;
        this.content = content;
        this.access = access;
        this.reading = reading;
        this.removal = removal;
        int blockSize = layer.geometry().blockSize();
        long blocks = layer.geometry().journalLength() / JOURNAL_BYTES_PER_BLOCK;
        bytesWrittenAtOnce = Math.clamp(blocks * blockSize, blockSize, WRITE_BYTES_MAX);
    }

    /// Reads content.
    ///
    /// @param position from 0 on
    /// @return the bytes read; less than there was room for only at the end of the file, 0 at it or behind it
    int read(long file, long position, ByteBuffer target) throws IOException {
        return layer.read(() -> {
            Inode inode = reading.regular(file);
            int length = Math.clamp(inode.size() - position, 0, target.remaining());
            int limit = target.limit();
            target.limit(target.position() + length);
            content.read(inode, position, target);
            target.limit(limit);
            return length;
        });
    }

    /// Writes content; a gap behind the end of the file becomes a hole.
    ///
    /// @param position from 0 on
    /// @return the bytes written, less than there were only when the volume is full or the file as large as can be
    /// @throws VolumeException.Full when nothing could be written
    int write(long file, long position, ByteBuffer source) throws IOException {
        int start = source.position();
        int limit = source.limit();
        try {
            while (source.position() < limit) {
                source.limit(Math.min(limit, source.position() + bytesWrittenAtOnce));
                if (!writeOnce(file, position + source.position() - start, source)) {
                    break;
                }
            }
        } catch (VolumeException.Full e) {
            if (source.position() == start) {
                throw e;
            }
        } finally {
            source.limit(limit);
        }
        return source.position() - start;
    }

    /// Appends content, in one step with finding the end.
    ///
    /// @param source of more bytes than fit into one operation, those are written that do
    /// @return where they begin in the file
    long append(long file, ByteBuffer source) throws IOException {
        return whenWhole(file, inode -> {
            long end = inode.size();
            int limit = source.limit();
            source.limit(Math.min(limit, source.position() + bytesWrittenAtOnce));
            try {
                write(inode, end, source);
            } finally {
                source.limit(limit);
            }
            return end;
        });
    }

    /// Cuts a file or makes it longer by a hole.
    ///
    /// @throws FileException when a file cannot have this size
    void setSize(long file, long size) throws IOException {
        if (size < 0 || size > content.sizeMax()) {
            throw new FileException(size < 0 ? Reason.INVALID : Reason.TOO_LARGE, "a file of " + size + " bytes");
        }
        boolean isCut = whenWhole(file, inode -> {
            boolean shrinks = size < inode.size();
            if (shrinks) {
                removal.cut(inode);
            } else {
                content.clearTail(inode);
            }
            inode.setSize(size);
            access.touch(inode, Time.MODIFIED, Time.CHANGED);
            return shrinks;
        });
        if (isCut) {
            removal.giveBack(file);
        }
    }

    private boolean writeOnce(long file, long position, ByteBuffer source) throws IOException {
        return whenWhole(file, inode -> {
            write(inode, position, source);
            return !source.hasRemaining();
        });
    }

    private void write(Inode inode, long position, ByteBuffer source) throws IOException {
        if (position < 0) {
            throw new FileException(Reason.INVALID, "position " + position);
        }
        if (!source.hasRemaining()) {
            return;
        }
        if (position >= content.sizeMax()) {
            throw new FileException(Reason.TOO_LARGE, "a file of " + position + " bytes");
        }
        if (position > inode.size()) {
            content.clearTail(inode);
        }
        int limit = source.limit();
        source.limit((int) Math.min(limit, source.position() + content.sizeMax() - position));
        try {
            content.write(inode, position, source);
        } finally {
            source.limit(limit);
        }
        access.touch(inode, Time.MODIFIED, Time.CHANGED);
    }

    /// What is done with a file's content.
    @FunctionalInterface
    interface ContentChange<T> {
        T run(Inode inode) throws IOException;
    }

    /// Changes the content of a file that has nothing behind its end: what was there before it was cut must not come
    /// back.
    <T> T whenWhole(long file, ContentChange<T> change) throws IOException {
        while (true) {
            T result = withRoom(() -> layer.change(() -> {
                Inode inode = access.regular(file);
                return Removal.isBeingCut(inode) ? null : change.run(inode);
            }));
            if (result != null) {
                return result;
            }
            removal.giveBack(file);
        }
    }

    /// Does something again when the volume was full, after a commit that may have made room.
    private <T> T withRoom(BlockLayer.Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (VolumeException.Full e) {
            if (layer.read(() -> layer.space().freeCount() == layer.space().availableCount())) {
                throw e;
            }
            layer.commit();
            return work.run();
        }
    }
}

package dev.coppice.volume.nio;

import dev.coppice.volume.file.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/// An open file of a volume. An interrupt does not close it. Thread-safe: what uses the channel's position is done one
/// after the other, what names its own runs beside everything.
final class VolumeFileChannel extends FileChannel {
    private static final int TRANSFER_LENGTH = 1 << 16;

    /// How a file was opened.
    record Mode(boolean reads, boolean writes, boolean appends, boolean isSynced) {}

    private final VolumeFileSystem fileSystem;
    private final VolumePath path;
    private final long file;
    private final Mode mode;
    private final FileTree tree;
    private final Object positionLock = new Object();
    private long position; // guarded by positionLock

    VolumeFileChannel(VolumeFileSystem fileSystem, VolumePath path, long file, Mode mode) {
        this.fileSystem = fileSystem;
        this.path = path;
        this.file = file;
        this.mode = mode;
        tree = fileSystem.tree();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        ensureReadable();
        synchronized (positionLock) {
            int count = read(target, position);
            position += Math.max(count, 0);
            return count;
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, targets.length);
        ensureReadable();
        synchronized (positionLock) {
            long total = 0;
            for (int i = offset; i < offset + length; i++) {
                int wanted = targets[i].remaining();
                int count = wanted == 0 ? 0 : read(targets[i]);
                if (count < 0) {
                    return total == 0 ? -1 : total;
                }
                total += count;
                if (count < wanted) {
                    return total;
                }
            }
            return total;
        }
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        ensureNotNegative(from);
        ensureReadable();
        if (!target.hasRemaining()) {
            return 0;
        }
        int count = Errors.on(path, () -> tree.read(file, from, target));
        return count == 0 ? -1 : count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        ensureWritable();
        synchronized (positionLock) {
            if (mode.appends) {
                return append(source);
            }
            int count = write(source, position);
            position += count;
            return count;
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sources.length);
        ensureWritable();
        synchronized (positionLock) {
            long total = 0;
            for (int i = offset; i < offset + length; i++) {
                total += write(sources[i]);
                if (sources[i].hasRemaining()) {
                    break;
                }
            }
            return total;
        }
    }

    @Override
    public int write(ByteBuffer source, long at) throws IOException {
        ensureNotNegative(at);
        ensureWritable();
        if (mode.appends) {
            return append(source); // wherever: so does Linux
        }
        int count = Errors.on(path, () -> tree.write(file, at, source));
        syncIfAsked();
        return count;
    }

    @Override
    public long position() throws IOException {
        ensureOpen();
        synchronized (positionLock) {
            return mode.appends ? size() : position;
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        ensureNotNegative(newPosition);
        ensureOpen();
        synchronized (positionLock) {
            position = newPosition;
        }
        return this;
    }

    @Override
    public long size() throws IOException {
        ensureOpen();
        return Errors.on(path, () -> tree.status(file).size());
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < 0) {
            throw new IllegalArgumentException("a size of " + size);
        }
        ensureWritable();
        synchronized (positionLock) {
            if (size < size()) {
                Errors.on(path, () -> {
                    tree.setSize(file, size);
                    return null;
                });
            }
            position = Math.min(position, size);
        }
        syncIfAsked();
        return this;
    }

    @Override
    public void force(boolean withMetadata) throws IOException {
        ensureOpen();
        if (mode.writes) {
            sync();
        }
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ensureNotNegative(from);
        ensureNotNegative(count);
        ensureReadable();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, TRANSFER_LENGTH));
        long moved = 0;
        while (moved < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - moved));
            if (read(buffer, from + moved) <= 0) {
                break;
            }
            buffer.flip();
            int length = buffer.remaining();
            int written = target.write(buffer);
            moved += written;
            if (written < length) {
                break;
            }
        }
        return moved;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        ensureNotNegative(to);
        ensureNotNegative(count);
        ensureWritable();
        if (to > size()) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, TRANSFER_LENGTH));
        long moved = 0;
        while (moved < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - moved));
            if (source.read(buffer) <= 0) {
                break;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                moved += write(buffer, to + moved);
            }
        }
        return moved;
    }

    @Override
    public MappedByteBuffer map(MapMode mapMode, long from, long size) {
        throw new UnsupportedOperationException("a file in a volume cannot be mapped; read it");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        checkLock(shared);
        return fileSystem.locks().lock(this, file, from, size, shared);
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) throws IOException {
        checkLock(shared);
        return fileSystem.locks().lock(this, file, from, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        fileSystem.closed(this);
        fileSystem.locks().releaseAll(this);
        if (fileSystem.isOpen()) {
            tree.letGo(file);
        }
    }

    private int append(ByteBuffer source) throws IOException {
        int start = source.position();
        while (source.hasRemaining()) {
            int before = source.position();
            Errors.on(path, () -> tree.append(file, source));
            if (source.position() == before) {
                break;
            }
        }
        syncIfAsked();
        return source.position() - start;
    }

    private void syncIfAsked() throws IOException {
        if (mode.isSynced) {
            sync();
        }
    }

    private void sync() throws IOException {
        Errors.on(path, () -> {
            tree.sync();
            return null;
        });
    }

    private void checkLock(boolean shared) throws ClosedChannelException {
        ensureOpen();
        if (shared && !mode.reads) {
            throw new NonReadableChannelException();
        }
        if (!shared && !mode.writes) {
            throw new NonWritableChannelException();
        }
    }

    private void ensureOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void ensureReadable() throws ClosedChannelException {
        ensureOpen();
        if (!mode.reads) {
            throw new NonReadableChannelException();
        }
    }

    private void ensureWritable() throws ClosedChannelException {
        ensureOpen();
        if (!mode.writes) {
            throw new NonWritableChannelException();
        }
    }

    private static void ensureNotNegative(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
    }
}

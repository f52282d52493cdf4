package dev.coppice.store.host;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A file of a [DirectoryStorage].
///
/// The JDK closes a channel when the thread that uses it is interrupted, under the hands of all others. Here the
/// channel is opened again and the call repeated, which is harmless because every call says its position; the
/// interrupt stays set for the caller to see.
final class DirectoryFile implements StorageFile {
    private static final OpenOption[] READ = {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};
    private static final OpenOption[] READ_WRITE = {
        StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS
    };

    private final DirectoryStorage storage;
    private final boolean isWritable;
    private final Object fileKey;
    private final SyncChannel syncChannel; // null for reading only
    // Shared by writes, exclusive for a change of the size, which would cut or zero what is written at that moment.
    private final ReadWriteLock sizeLock = new ReentrantReadWriteLock();

    private volatile String name;
    private volatile FileChannel channel;
    private boolean isClosed;

    private DirectoryFile(
            DirectoryStorage storage,
            String name,
            boolean isWritable,
            FileChannel channel,
            SyncChannel syncChannel,
            Object fileKey) {
        this.storage = storage;
        this.name = name;
        this.isWritable = isWritable;
        this.channel = channel;
        this.syncChannel = syncChannel;
        this.fileKey = fileKey;
    }

    static DirectoryFile open(DirectoryStorage storage, String name, Path path, boolean isWritable) throws IOException {
        FileChannel channel = FileChannel.open(path, isWritable ? READ_WRITE : READ);
        try {
            SyncChannel syncChannel = isWritable ? SyncChannel.open(path, READ_WRITE) : null;
            return new DirectoryFile(storage, name, isWritable, channel, syncChannel, fileKey(path));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        return (int) onChannel(current -> {
            target.position(start);
            int total = 0;
            while (target.hasRemaining()) {
                int count = current.read(target, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        });
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int start = source.position();
        int length = source.remaining();
        sizeLock.readLock().lock();
        try {
            onChannel(current -> {
                source.position(start);
                for (long at = position; source.hasRemaining(); ) {
                    at += current.write(source, at);
                }
                return length;
            });
        } catch (IOException e) {
            throw inEnglish(e, length);
        } finally {
            sizeLock.readLock().unlock();
        }
    }

    @Override
    public void sync() throws IOException {
        if (syncChannel != null) {
            syncChannel.force(false);
        }
    }

    @Override
    public long size() throws IOException {
        return onChannel(FileChannel::size);
    }

    @Override
    public void truncate(long size) throws IOException {
        Lock exclusive = sizeLock.writeLock();
        exclusive.lock();
        try {
            if (size > size()) {
                extend(size);
            } else {
                onChannel(current -> current.truncate(size).size());
            }
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public MemorySegment map(long position, long size) throws IOException {
        long end = Math.addExact(position, size);
        if (size() < end) {
            if (!isWritable) {
                throw new EOFException(name + " has " + size() + " bytes, too few to map " + size + " at " + position);
            }
            extendTo(end);
        }
        MemorySegment[] segment = new MemorySegment[1];
        onChannel(current -> {
            segment[0] = current.map(FileChannel.MapMode.READ_ONLY, position, size, Arena.ofAuto());
            return size;
        });
        return segment[0];
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        storage.forget(this);
        try {
            channel.close();
        } finally {
            if (syncChannel != null) {
                syncChannel.close();
            }
        }
    }

    /// Follows a rename of the file.
    void renamed(String from, String to) {
        if (name.equals(from)) {
            name = to;
        }
    }

    private void extendTo(long end) throws IOException {
        Lock exclusive = sizeLock.writeLock();
        exclusive.lock();
        try {
            if (size() < end) {
                extend(end);
            }
        } finally {
            exclusive.unlock();
        }
    }

    private void extend(long size) throws IOException {
        try {
            onChannel(current -> current.write(ByteBuffer.allocate(1), size - 1));
        } catch (IOException e) {
            throw inEnglish(e, 1);
        }
    }

    private long onChannel(Call call) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    return call.on(current);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(current, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (isClosed) {
            throw cause;
        }
        if (channel == broken) {
            Path path = storage.resolve(name);
            FileChannel again = FileChannel.open(path, isWritable ? READ_WRITE : READ);
            if (!Objects.equals(fileKey, fileKey(path))) {
                again.close();
                throw new FileSystemException(name, null, "replaced by another file while an interrupt had closed it");
            }
            channel = again;
        }
    }

    // The system says in its user's language that it is full; the JDK passes on only the words.
    private IOException inEnglish(IOException cause, long wanted) throws IOException {
        if (IoErrors.isFull(cause) || storage.usableBytes() >= wanted) {
            return cause;
        }
        IOException english = new FileSystemException(name, null, "No space left on device");
        english.initCause(cause);
        return english;
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @FunctionalInterface
    private interface Call {
        long on(FileChannel channel) throws IOException;
    }
}

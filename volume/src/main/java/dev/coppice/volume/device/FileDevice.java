package dev.coppice.volume.device;

import dev.coppice.volume.VolumeException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An image file, or a raw device, of the system. A writer has it for itself, readers share it.
///
/// The JDK closes a channel when the thread that uses it is interrupted, under the hands of all others. Here the
/// channel is opened again and the call repeated, which is harmless because every call says its position; the interrupt
/// stays set for the caller to see. The lock, and every sync, go through an asynchronous channel, which knows no
/// interrupts.
public final class FileDevice implements BlockDevice {
    private static final OpenOption[] READ = {StandardOpenOption.READ};
    private static final OpenOption[] READ_WRITE = {StandardOpenOption.READ, StandardOpenOption.WRITE};

    /// What a device is opened for.
    public enum Access {
        /// Reads alone; any number of readers at a time.
        READ,
        /// Reads and writes; one writer and no reader.
        READ_WRITE
    }

    private final Path path;
    private final Access access;
    private final long size;
    private final AsynchronousFileChannel syncChannel;

    private volatile FileChannel channel;
    private FileLock lock; // guarded by this
    private boolean isClosed;

    private FileDevice(
            Path path,
            Access access,
            long size,
            FileChannel channel,
            AsynchronousFileChannel syncChannel,
            FileLock lock) {
        this.path = path;
        this.access = access;
        this.size = size;
        this.channel = channel;
        this.syncChannel = syncChannel;
        this.lock = lock;
    }

    /// Opens an image or a raw device that exists.
    ///
    /// @throws VolumeException.Locked when another writer, or for writing another reader, has it open
    /// @throws IOException when it cannot be opened
    public static FileDevice open(Path path, Access access) throws IOException {
        FileChannel channel = FileChannel.open(path, options(access));
        try {
            AsynchronousFileChannel syncChannel = AsynchronousFileChannel.open(path, options(access));
            try {
                FileLock lock = lock(syncChannel, path, access);
                long size = channel.size() / SECTOR * SECTOR;
                return new FileDevice(path, access, size, channel, syncChannel, lock);
            } catch (IOException | RuntimeException e) {
                syncChannel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Creates an image file of zeros, which takes no room yet where the file system has sparse files, and opens it.
    ///
    /// @param size in bytes, a positive multiple of [#SECTOR]
    /// @throws java.nio.file.FileAlreadyExistsException when there is such a file
    /// @throws VolumeException.Invalid when the size is not one
    public static FileDevice create(Path path, long size) throws IOException {
        if (size <= 0 || size % SECTOR != 0) {
            throw new VolumeException.Invalid(
                    "an image of " + size + " bytes; it takes a positive multiple of " + SECTOR);
        }
        try (FileChannel created = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            created.write(ByteBuffer.allocate(1), size - 1);
        }
        return open(path, Access.READ_WRITE);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        DeviceRange.check(position, target.remaining(), size);
        int start = target.position();
        onChannel(current -> {
            target.position(start);
            for (long at = position; target.hasRemaining(); ) {
                int count = current.read(target, at);
                if (count < 0) {
                    throw new EOFException(path + " ends at byte " + at + ", it had " + size + " when it was opened");
                }
                at += count;
            }
        });
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        DeviceRange.check(position, source.remaining(), size);
        int start = source.position();
        onChannel(current -> {
            source.position(start);
            for (long at = position; source.hasRemaining(); ) {
                at += current.write(source, at);
            }
        });
    }

    @Override
    public void sync() throws IOException {
        syncChannel.force(false);
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        try {
            channel.close();
        } finally {
            syncChannel.close(); // and with it the lock
        }
    }

    private static OpenOption[] options(Access access) {
        return access == Access.READ ? READ : READ_WRITE;
    }

    private static FileLock lock(AsynchronousFileChannel channel, Path path, Access access) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, access == Access.READ);
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new VolumeException.Locked(
                    path + " is in use by " + (access == Access.READ ? "a writer" : "another writer or a reader")
                            + "; wait until it is closed");
        }
        return lock;
    }

    private void onChannel(Call call) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    call.on(current);
                    return;
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
        if (channel != broken) {
            return;
        }
        FileChannel again = FileChannel.open(path, options(access));
        try {
            // A process loses its locks of a file with the first channel to it that it closes.
            lock.release();
            lock = lock(syncChannel, path, access);
        } catch (IOException | RuntimeException e) {
            again.close();
            throw e;
        }
        channel = again;
    }

    @FunctionalInterface
    private interface Call {
        void on(FileChannel channel) throws IOException;
    }
}

package dev.coppice.volume.device;

import dev.coppice.volume.VolumeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// A device in memory, which is gone with its last reference. Takes room for what was written to it alone, in steps of
/// 64 KiB: a device of 1 TiB that holds a file of 1 MiB takes little more than that.
public final class MemoryDevice implements BlockDevice {
    private static final int CHUNK_SHIFT = 16;
    private static final int CHUNK_LENGTH = 1 << CHUNK_SHIFT;

    private final long size;
    private final ConcurrentMap<Long, byte[]> chunks = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    /// A device of zeros.
    ///
    /// @param size in bytes, a positive multiple of [#SECTOR]
    /// @throws VolumeException.Invalid when the size is not one
    public MemoryDevice(long size) throws VolumeException.Invalid {
        if (size <= 0 || size % SECTOR != 0) {
            throw new VolumeException.Invalid("a device of " + size + " bytes; it takes a multiple of " + SECTOR);
        }
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        check(position, target.remaining());
        for (long at = position; target.hasRemaining(); ) {
            int offset = (int) (at & CHUNK_LENGTH - 1);
            int length = Math.min(target.remaining(), CHUNK_LENGTH - offset);
            byte[] chunk = chunks.get(at >>> CHUNK_SHIFT);
            if (chunk == null) {
                target.put(new byte[length]);
            } else {
                target.put(chunk, offset, length);
            }
            at += length;
        }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        check(position, source.remaining());
        for (long at = position; source.hasRemaining(); ) {
            int offset = (int) (at & CHUNK_LENGTH - 1);
            int length = Math.min(source.remaining(), CHUNK_LENGTH - offset);
            byte[] chunk = chunks.computeIfAbsent(at >>> CHUNK_SHIFT, _ -> new byte[CHUNK_LENGTH]);
            source.get(chunk, offset, length);
            at += length;
        }
    }

    @Override
    public void sync() throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }

    private void check(long position, int length) throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        DeviceRange.check(position, length, size);
    }
}

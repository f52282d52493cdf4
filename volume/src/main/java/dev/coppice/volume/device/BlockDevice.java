package dev.coppice.volume.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/// An array of bytes of a fixed size, read and written by position. The one door of a volume to the world.
///
/// Positions and lengths are multiples of [#SECTOR]. What was written is read back at once; what was synced survives a
/// loss of power. Of a write that was not synced each sector may be there or not, in any order; no sector is ever half
/// there.
///
/// Thread-safe. Calls that touch the same bytes at the same time have no order.
public interface BlockDevice extends AutoCloseable {
    /// Bytes that reach the medium together or not at all.
    int SECTOR = 512;

    /// The size in bytes.
    long size();

    /// Fills the buffer from the device.
    ///
    /// @param target its remaining bytes are filled
    /// @param position of the first byte
    /// @throws IOException when not all of them could be read; what the buffer holds then is undefined
    void read(ByteBuffer target, long position) throws IOException;

    /// Writes all remaining bytes of the buffer.
    ///
    /// @param source the bytes; its position is moved to its limit
    /// @param position of the first byte
    /// @throws IOException when not all could be written; each sector has its old or its new content then
    void write(ByteBuffer source, long position) throws IOException;

    /// Makes durable what was written before the call.
    ///
    /// @throws IOException when that failed. Nobody knows then what reached the medium, not even after a later sync
    ///     that succeeds: the caller must not go on writing
    void sync() throws IOException;

    /// Lets the device go, without a sync. Closing twice does nothing.
    @Override
    void close() throws IOException;
}

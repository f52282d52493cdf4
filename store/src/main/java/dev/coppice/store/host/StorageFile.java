package dev.coppice.store.host;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// One open file of a [Storage]: positional reads and writes, sync, and read-only mappings. Thread-safe.
public interface StorageFile extends AutoCloseable {
    /// Reads into the buffer until it is full or the file ends.
    ///
    /// @return the bytes read, less than the buffer had room for only at the end of the file; 0 at or past the end
    int read(ByteBuffer target, long position) throws IOException;

    /// Writes all that the buffer holds. A write past the end leaves zeros between.
    void write(ByteBuffer source, long position) throws IOException;

    /// Makes all that was written to this file so far, its size included, durable. When it fails, nobody knows what
    /// reached the disk, and the caller must not go on with this file.
    void sync() throws IOException;

    /// The size in bytes.
    long size() throws IOException;

    /// Cuts the file to a size, or extends it with zeros.
    void truncate(long size) throws IOException;

    /// Maps a range for reading. Later writes to the range appear in the mapping. A file opened for writing that is
    /// shorter is first extended with zeros; for one opened for reading only the range must lie inside the file.
    /// The mapping lives as long as the returned segment is reachable, beyond [#close()] and deletion of the file.
    MemorySegment map(long position, long size) throws IOException;

    @Override
    void close() throws IOException;
}

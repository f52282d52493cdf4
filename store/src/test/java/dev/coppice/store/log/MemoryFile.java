package dev.coppice.store.log;

import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A file in memory whose bytes a test may change at will, and whose next calls may fail.
final class MemoryFile implements StorageFile {
    private byte[] bytes;
    private int size;
    private int writesUntilFailure = -1;
    private String writeFailure;
    private int truncationsToFail;
    private int syncsToFail;
    private int readsUntilNext;
    private byte[] next;
    private boolean hasHoles;
    final List<String> calls = new ArrayList<>();

    MemoryFile(byte... bytes) {
        this.bytes = bytes.clone();
        this.size = bytes.length;
    }

    /// Whether something was written behind the end, leaving bytes that no write allocated.
    boolean hasHoles() {
        return hasHoles;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    MemoryFile flip(int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return this;
    }

    /// Lets some writes pass; the one after them writes half of its bytes and fails, and so do all after it.
    void failWritesAfter(int passed, String message) {
        writesUntilFailure = passed;
        writeFailure = message;
    }

    void healWrites() {
        writesUntilFailure = -1;
    }

    /// Shows other bytes after some reads, as if a writer had been at work.
    void becomeAfterReads(int reads, byte[] later) {
        readsUntilNext = reads;
        next = later;
    }

    void failTruncations(int count) {
        truncationsToFail = count;
    }

    void failSyncs(int count) {
        syncsToFail = count;
    }

    @Override
    public int read(ByteBuffer target, long position) {
        if (next != null && readsUntilNext-- == 0) {
            bytes = next.clone();
            size = next.length;
            next = null;
        }
        int count = Math.clamp(size - position, 0, target.remaining());
        target.put(bytes, (int) Math.min(position, size), count);
        return count;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int length = source.remaining();
        hasHoles |= position > size;
        calls.add("write " + position + " " + length);
        if (writesUntilFailure == 0) {
            put(source.slice(source.position(), length / 2), (int) position);
            throw new IOException(writeFailure);
        }
        if (writesUntilFailure > 0) {
            writesUntilFailure--;
        }
        put(source, (int) position);
    }

    @Override
    public void sync() throws IOException {
        calls.add("sync");
        if (syncsToFail > 0) {
            syncsToFail--;
            throw new IOException("Input/output error");
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void truncate(long newSize) throws IOException {
        calls.add("truncate " + newSize);
        if (truncationsToFail > 0) {
            truncationsToFail--;
            throw new IOException("Input/output error");
        }
        bytes = Arrays.copyOf(Arrays.copyOf(bytes, (int) Math.min(size, newSize)), (int) newSize);
        size = (int) newSize;
    }

    @Override
    public MemorySegment map(long position, long length) {
        return MemorySegment.ofArray(bytes()).asSlice(position, length).asReadOnly();
    }

    @Override
    public void close() {}

    private void put(ByteBuffer source, int position) {
        int end = position + source.remaining();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        size = Math.max(size, end);
        source.get(bytes, position, source.remaining());
    }
}

package dev.coppice.store.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The bytes of one file as a process sees them: the page cache. Sparse, without a size of its own (all that was never
/// written is zero), and cheap to copy: copies share chunks until one of them writes. Guarded by the disk's lock.
final class Content {
    static final int CHUNK = 4096;

    /// From this size on a mapping is a sparse temporary file, so that the untouched part costs no memory.
    private static final long SPARSE_MAPPING = 1 << 20;

    private static final byte[] ZEROS = new byte[CHUNK];

    private byte[][] chunks;
    private final BitSet owned = new BitSet();
    private final List<Mapping> mappings = new ArrayList<>();
    /// What this is a copy of, until the first mapping.
    private Content original;

    private int allocated;

    Content() {
        chunks = new byte[4][];
    }

    private Content(byte[][] chunks, int allocated) {
        this.chunks = chunks;
        this.allocated = allocated;
    }

    /// A copy for the next life of a file whose disk is dead. Either side copies a chunk before it next writes to it.
    /// The copy takes mappings over that show what it has, so that not each opening after a crash fills all anew.
    Content copy() {
        owned.clear();
        var copy = new Content(chunks.clone(), allocated);
        copy.original = this;
        original = null;
        return copy;
    }

    /// The bytes that chunks take up.
    long allocatedBytes() {
        return (long) allocated * CHUNK;
    }

    /// The bytes by which [#allocatedBytes()] would grow if the range were written.
    long growthFor(long position, long length) {
        long growth = 0;
        for (long chunk = position / CHUNK; chunk * CHUNK < position + length; chunk++) {
            growth += chunkAt(chunk) == null ? CHUNK : 0;
        }
        return growth;
    }

    void read(long position, ByteBuffer target, int length) {
        int done = 0;
        while (done < length) {
            long at = position + done;
            int inChunk = (int) (at % CHUNK);
            int count = Math.min(length - done, CHUNK - inChunk);
            byte[] chunk = chunkAt(at / CHUNK);
            target.put(chunk == null ? ZEROS : chunk, inChunk, count);
            done += count;
        }
    }

    byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        read(position, ByteBuffer.wrap(bytes), length);
        return bytes;
    }

    void write(long position, byte[] source, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = position + done;
            int inChunk = (int) (at % CHUNK);
            int count = Math.min(length - done, CHUNK - inChunk);
            System.arraycopy(source, offset + done, ownChunk(at / CHUNK), inChunk, count);
            done += count;
        }
        for (Mapping mapping : mappings) {
            mapping.update(position, source, offset, length);
        }
    }

    /// Makes all from the position on zero.
    void clearFrom(long position) {
        long end = end();
        int inChunk = (int) (position % CHUNK);
        long first = position / CHUNK;
        if (inChunk != 0 && chunkAt(first) != null) {
            Arrays.fill(ownChunk(first), inChunk, CHUNK, (byte) 0);
        }
        for (long chunk = inChunk == 0 ? first : first + 1; chunk < chunks.length; chunk++) {
            allocated -= chunks[(int) chunk] == null ? 0 : 1;
            chunks[(int) chunk] = null;
        }
        for (Mapping mapping : mappings) {
            mapping.clear(position, end);
        }
    }

    /// Whether nothing but zeros was ever written to the chunk that holds the position.
    boolean isHole(long position) {
        return chunkAt(position / CHUNK) == null;
    }

    /// The first position that no chunk reaches.
    long end() {
        int count = chunks.length;
        while (count > 0 && chunks[count - 1] == null) {
            count--;
        }
        return (long) count * CHUNK;
    }

    /// A read-only view of a range that shows later writes and lives as long as someone can reach it.
    MemorySegment map(long position, long size) {
        if (original != null) {
            inheritMappings();
        }
        for (Mapping mapping : mappings) {
            if (mapping.covers(position, size)) {
                return mapping.view(position, size);
            }
        }
        var mapping = new Mapping(position, allocate(size));
        long end = Math.min(position + size, end());
        for (long at = position; at < end; at = (at / CHUNK + 1) * CHUNK) {
            byte[] chunk = chunkAt(at / CHUNK);
            if (chunk != null) {
                int inChunk = (int) (at % CHUNK);
                mapping.update(at, chunk, inChunk, CHUNK - inChunk);
            }
        }
        mappings.add(mapping);
        return mapping.view(position, size);
    }

    private void inheritMappings() {
        Content giver = original;
        original = null;
        giver.mappings.removeIf(mapping -> isSame(giver, mapping.start, mapping.end()) && mappings.add(mapping));
    }

    /// Whether a range has the very chunks of another content, which both copy before they write.
    private boolean isSame(Content other, long from, long to) {
        long end = Math.min(to, Math.max(end(), other.end()));
        for (long chunk = from / CHUNK; chunk * CHUNK < end; chunk++) {
            if (chunkAt(chunk) != other.chunkAt(chunk)) {
                return false;
            }
        }
        return true;
    }

    private byte[] chunkAt(long chunk) {
        return chunk < chunks.length ? chunks[(int) chunk] : null;
    }

    private byte[] ownChunk(long number) {
        int chunk = Math.toIntExact(number);
        if (chunk >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, chunks.length * 2));
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new byte[CHUNK];
            allocated++;
        } else if (!owned.get(chunk)) {
            chunks[chunk] = chunks[chunk].clone();
        }
        owned.set(chunk);
        return chunks[chunk];
    }

    private static MemorySegment allocate(long size) {
        if (size < SPARSE_MAPPING) {
            return Arena.ofAuto().allocate(Math.max(size, 1), CHUNK).asSlice(0, size);
        }
        try {
            Path path = Files.createTempFile("simulated-disk", ".mapping");
            try (FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the simulation needs " + size + " bytes of temporary file", e);
        }
    }

    /// A range of the file that someone sees as memory.
    private record Mapping(long start, MemorySegment memory) {
        boolean covers(long position, long size) {
            return position >= start && position + size <= end();
        }

        MemorySegment view(long position, long size) {
            return memory.asSlice(position - start, size).asReadOnly();
        }

        void update(long position, byte[] source, int offset, int length) {
            long from = Math.max(position, start);
            long to = Math.min(position + length, end());
            if (from < to) {
                MemorySegment.copy(
                        source, offset + (int) (from - position), memory, ValueLayout.JAVA_BYTE, from - start, (int)
                                (to - from));
            }
        }

        void clear(long position, long limit) {
            long from = Math.max(position, start);
            long to = Math.min(limit, end());
            if (from < to) {
                memory.asSlice(from - start, to - from).fill((byte) 0);
            }
        }

        private long end() {
            return start + memory.byteSize();
        }
    }
}

package dev.coppice.bench.workload;

import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.measure.Operation;
import dev.coppice.bench.report.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// What the disk allows cold reads to do: read 4 KiB at random past the page cache.
///
/// @param threads how many reads are under way at a time
record DiskReads(String id, String title, int threads) implements Workload<Trial> {
    private static final int BLOCK_BYTES = 4_096;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final long FILE_BYTES_MIN = 64L << 20;

    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path directory = trial.directory("raw");
        Directories.delete(directory);
        Files.createDirectories(directory);
        Path file = directory.resolve("blocks");
        long blocks = fill(file, Math.max(FILE_BYTES_MIN, trial.dataset().liveBytes()));
        var outcome = trial.pace().ofLong(threads).measure(thread -> new BlockReader(file, blocks, thread));
        RateFigures.of(id, title).report(trial, outcome);
        Directories.delete(directory);
    }

    private static long fill(Path file, long bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long offset = 0;
            for (; offset < bytes; offset += CHUNK_BYTES) {
                channel.write(chunk.clear(), offset);
            }
            channel.force(true);
            return offset / BLOCK_BYTES;
        }
    }

    /// The option that reads past the page cache. The JDK has it, but only in a package that compilers warn of.
    private static OpenOption pastTheCache() throws IOException {
        try {
            Object[] options =
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
            return Arrays.stream(options)
                    .map(OpenOption.class::cast)
                    .filter(option -> option.toString().equals("DIRECT"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("this JDK cannot read past the page cache"));
        } catch (ClassNotFoundException absent) {
            throw new IOException("this JDK cannot read past the page cache", absent);
        }
    }

    private static final class BlockReader implements Operation {
        private final FileChannel channel;
        private final long blocks;
        private final SplittableRandom random;
        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(2 * BLOCK_BYTES).alignedSlice(BLOCK_BYTES);

        BlockReader(Path file, long blocks, long seed) throws IOException {
            this.channel = FileChannel.open(file, StandardOpenOption.READ, pastTheCache());
            this.blocks = blocks;
            this.random = new SplittableRandom(seed);
        }

        @Override
        public void run() throws IOException {
            channel.read(buffer.clear().limit(BLOCK_BYTES), random.nextLong(blocks) * BLOCK_BYTES);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}

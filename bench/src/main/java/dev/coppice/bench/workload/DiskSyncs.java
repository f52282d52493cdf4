package dev.coppice.bench.workload;

import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.measure.Operation;
import dev.coppice.bench.report.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What the disk allows a log to do: write 4 KiB and sync, over and over, on one thread.
///
/// @param growing whether each write makes the file longer, which the sync must also record, or goes to the next place
///     of a file that is already there
public record DiskSyncs(String id, String title, boolean growing) implements Workload<Turn> {
    private static final int BLOCK_BYTES = 4_096;
    private static final long FILE_BYTES = 64L << 20;

    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(Turn turn) throws Exception {
        Path directory = turn.directory("raw");
        Directories.delete(directory);
        Files.createDirectories(directory);
        Path file = directory.resolve("log");
        var outcome = turn.pace().ofLong(1).measure(_ -> growing ? appending(file) : overwriting(file));
        RateFigures.of(id, title).report(turn, outcome);
        Directories.delete(directory);
    }

    private static Operation appending(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return new SyncedWriter(channel, Long.MAX_VALUE, true);
    }

    private static Operation overwriting(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        for (long offset = 0; offset < FILE_BYTES; offset += BLOCK_BYTES) {
            channel.write(block.clear(), offset);
        }
        channel.force(true);
        return new SyncedWriter(channel, FILE_BYTES, false);
    }

    private static final class SyncedWriter implements Operation {
        private final FileChannel channel;
        private final long wrapAt;
        private final boolean withMetadata;
        private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        private long offset;

        SyncedWriter(FileChannel channel, long wrapAt, boolean withMetadata) {
            this.channel = channel;
            this.wrapAt = wrapAt;
            this.withMetadata = withMetadata;
        }

        @Override
        public void run() throws IOException {
            block.clear().putLong(0, offset);
            channel.write(block, offset % wrapAt);
            channel.force(withMetadata);
            offset += BLOCK_BYTES;
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

package dev.coppice.bench.workload;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A count that survives the death of the process that keeps it: the length of a file.
final class Acknowledgements implements Closeable {
    private static final byte[] MARK = {1};

    private final FileChannel channel;

    private Acknowledgements(FileChannel channel) {
        this.channel = channel;
    }

    /// Starts counting from 0.
    static Acknowledgements create(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return new Acknowledgements(FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /// Counts one more, which a kill of this process cannot undo.
    void add() throws IOException {
        channel.write(ByteBuffer.wrap(MARK));
    }

    /// How many were counted in a file; 0 if there is none.
    static long count(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

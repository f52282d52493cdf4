package dev.coppice.bench.workload;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A count that survives the death of the process that keeps it: the length of a file.
public final class Acknowledgements implements Closeable {
    private static final byte[] MARK = {1};

    private final FileChannel channel;

    private Acknowledgements(FileChannel channel) {
        this.channel = channel;
    }

    /// The file whose length counts the single durable writes that were acknowledged, below a directory.
    public static Path writes(Path directory) {
        return directory.resolve("acknowledged-writes");
    }

    /// The file whose length counts the batches that were acknowledged, below a directory.
    static Path batches(Path directory) {
        return directory.resolve("acknowledged-batches");
    }

    /// Starts counting from 0.
    public static Acknowledgements create(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return new Acknowledgements(FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /// Counts one more, which a kill of this process cannot undo.
    public void add() throws IOException {
        channel.write(ByteBuffer.wrap(MARK));
    }

    /// How many were counted in a file; 0 if there is none.
    public static long count(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

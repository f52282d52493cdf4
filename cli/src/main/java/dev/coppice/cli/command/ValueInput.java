package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of a value, of known length: a file, or standard input. Input that does not fit a few megabytes goes
/// through a temporary file, for the store has to know how long a value is before it takes it.
final class ValueInput implements AutoCloseable {
    private static final int MEMORY_BYTES = 4 << 20;

    private final InputStream stream;
    private final long length;

    private ValueInput(InputStream stream, long length) {
        this.stream = stream;
        this.length = length;
    }

    /// Opens a file, or standard input for `-`.
    static ValueInput open(String name, Console console) {
        try {
            return name.equals("-") ? ofInput(console.in()) : ofFile(Path.of(name));
        } catch (IOException e) {
            throw Failure.ofFile("read", Path.of(name), e);
        }
    }

    private static ValueInput ofFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a directory");
        }
        InputStream stream = new BufferedInputStream(Files.newInputStream(file));
        return new ValueInput(stream, Files.size(file));
    }

    private static ValueInput ofInput(InputStream input) throws IOException {
        byte[] begin = input.readNBytes(MEMORY_BYTES);
        if (begin.length < MEMORY_BYTES) {
            return new ValueInput(new ByteArrayInputStream(begin), begin.length);
        }
        Path spool = Files.createTempFile("coppice-", ".value");
        try (var target = Files.newOutputStream(spool)) {
            target.write(begin);
            input.transferTo(target);
        } catch (IOException e) {
            Files.deleteIfExists(spool);
            throw e;
        }
        long length = Files.size(spool);
        return new ValueInput(
                new BufferedInputStream(Files.newInputStream(spool, StandardOpenOption.DELETE_ON_CLOSE)), length);
    }

    InputStream stream() {
        return stream;
    }

    /// In bytes.
    long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

package dev.coppice.cli.row;

import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Utf8;
import dev.coppice.store.Cursor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Writes each entry to a file of its own: the key is its path in a directory, the value its bytes. Refuses a key that
/// would lead out of the directory. Never replaces a file.
public final class FileWriting implements RowWriter {
    private final Path directory;

    /// Writes into a directory, which is made when it is absent.
    public FileWriting(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @Override
    public void write(Cursor entry) throws IOException {
        Path file = file(entry.key());
        try (InputStream value = entry.openValue()) {
            Files.createDirectories(file.getParent());
            Files.copy(value, file);
        } catch (FileAlreadyExistsException e) {
            throw new Failure(
                    ExitCode.FILE,
                    "cannot write key '" + Escape.of(entry.key()) + "': " + e.getFile()
                            + " is there already; export to an empty directory",
                    e);
        }
    }

    private Path file(byte[] key) {
        String name = Utf8.decodeOrNull(key);
        try {
            if (name != null && !name.isEmpty() && !name.startsWith("/") && !name.endsWith("/")) {
                Path relative = directory.getFileSystem().getPath(name);
                // A name that is not written in its shortest form, such as a//b, would collide with another key's file.
                boolean shortest =
                        relative.normalize().toString().replace('\\', '/').equals(name);
                if (shortest && !relative.isAbsolute() && !relative.startsWith("..")) {
                    return directory.resolve(relative);
                }
            }
        } catch (InvalidPathException e) {
            throw unusable(key, e);
        }
        throw unusable(key, null);
    }

    private static Failure unusable(byte[] key, Exception cause) {
        return new Failure(
                ExitCode.DATA,
                "key '" + Escape.of(key) + "' is no relative path of a file; export as jsonl instead",
                cause);
    }

    @Override
    public void close() {}
}

package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that a command writes: it appears under its name, in place of what was there, only when it is complete. What
/// is no regular file, such as a pipe or `/dev/null`, is written as it stands and never replaced.
final class FileOutput {
    private FileOutput() {}

    /// Writes a file.
    ///
    /// @throws Failure when it cannot be written; what was there is as it was
    static void write(Path file, Content content) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
                    content.writeTo(stream);
                }
            } else {
                replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), content);
            }
        } catch (IOException e) {
            throw Failure.ofFile("write", file.toAbsolutePath(), e);
        }
    }

    private static void replace(Path file, Content content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                content.writeTo(stream);
            }
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /// Writes what is to be in the file.
    @FunctionalInterface
    interface Content {
        /// Writes all of it; need not close the stream.
        void writeTo(OutputStream stream) throws IOException;
    }
}

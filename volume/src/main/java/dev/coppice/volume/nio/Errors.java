package dev.coppice.volume.nio;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.file.FileException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/// What cannot be done, in the words of `java.nio.file`: the types that the JDK's own file systems throw.
final class Errors {
    private Errors() {}

    /// Something done with files.
    ///
    /// @param <T> what comes out of it
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /// Does something with a file, and translates what it throws.
    static <T> T on(Path file, Work<T> work) throws IOException {
        return on(file, null, work);
    }

    /// Asks about a file, and translates what that throws. What would be in a file that is no directory is not there.
    static <T> T asking(Path file, Work<T> work) throws IOException {
        return on(file, () -> {
            try {
                return work.run();
            } catch (FileException e) {
                throw e.reason() == FileException.Reason.NOT_A_DIRECTORY
                        ? withCause(new NoSuchFileException(file.toString()), e)
                        : e;
            }
        });
    }

    /// Does something with two files, and translates what it throws.
    ///
    /// @param other null for one file alone
    static <T> T on(Path file, Path other, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (FileException e) {
            throw translate(e, file.toString(), other == null ? null : other.toString());
        } catch (VolumeException.Full e) {
            throw withCause(new FileSystemException(file.toString(), null, "No space left on device"), e);
        } catch (VolumeException.ReadOnly e) {
            if (e.getCause() == null) {
                throw new ReadOnlyFileSystemException();
            }
            throw withCause(new FileSystemException(file.toString(), null, e.getMessage()), e);
        }
    }

    private static FileSystemException translate(FileException e, String file, String other) {
        FileSystemException translated = switch (e.reason()) {
            case NOT_FOUND, STALE -> new NoSuchFileException(file);
            case EXISTS -> new FileAlreadyExistsException(other == null ? file : other);
            case NOT_A_DIRECTORY -> new FileSystemException(file, other, "Not a directory");
            case NOT_EMPTY ->
                other == null
                        ? new DirectoryNotEmptyException(file)
                        : new FileSystemException(file, other, "Directory not empty");
            case IS_A_DIRECTORY -> new FileSystemException(file, other, "Is a directory");
            case NAME_TOO_LONG -> new FileSystemException(file, other, "File name too long");
            case TOO_MANY_LINKS -> new FileSystemException(file, other, "Too many links");
            case TOO_LARGE -> new FileSystemException(file, other, "File too large");
            case INVALID -> new FileSystemException(file, other, "Invalid argument");
            case NOT_PERMITTED -> new FileSystemException(file, other, "Operation not permitted");
            case IN_USE -> new FileSystemException(file, other, "Device or resource busy");
        };
        return withCause(translated, e);
    }

    private static FileSystemException withCause(FileSystemException translated, IOException cause) {
        translated.initCause(cause);
        return translated;
    }
}

package dev.coppice.cli.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Ends a command with one clear line and an exit code. For what goes wrong outside the store: what a user typed, a row
/// of a file, a file.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /// Says what went wrong and what to do about it.
    public Failure(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    /// Says what went wrong and what to do about it, and keeps the cause for `--debug`.
    public Failure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// A file of the user's could not be read or written.
    ///
    /// @param action what was attempted, such as `read`
    public static Failure ofFile(String action, Path file, IOException cause) {
        return new Failure(ExitCode.FILE, "cannot " + action + " " + file + ": " + reason(cause), cause);
    }

    /// The code that the process ends with.
    public ExitCode exitCode() {
        return exitCode;
    }

    /// Says in words what the JDK says by a type.
    static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "there is no such file or directory";
            case FileAlreadyExistsException _ -> "it exists";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }
}

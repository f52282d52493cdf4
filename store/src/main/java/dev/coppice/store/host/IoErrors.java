package dev.coppice.store.host;

import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;

/// Turns what the operating system reports into what a caller of the store can react to. Everything that calls a
/// [Storage] or a [StorageFile] translates its errors here and nowhere else.
public final class IoErrors {
    private IoErrors() {}

    /// The store's error for a failed call.
    ///
    /// @param what the attempt, as a phrase that "failed" can follow: `writing forks/0/wal_1`
    /// @param cause what the host threw
    /// @return [StoreException.Full] when the storage, or the quota of its user, is used up; [StoreException.ReadOnly]
    ///     when it cannot be written at all; [StoreException.NotADatabase] when a file is where a directory should be;
    ///     else [StoreException.Io]
    public static StoreException wrap(String what, IOException cause) {
        String message = what + " failed: " + describe(cause);
        if (isFull(cause)) {
            return new StoreException.Full(message + "; free space and try again", cause);
        }
        if (says(cause, "Read-only file system")) {
            return new StoreException.ReadOnly(message + "; open the database read-only, or make the disk writable");
        }
        if (cause instanceof NotDirectoryException || says(cause, "Not a directory")) {
            return new StoreException.NotADatabase(message + "; a Coppice database is a directory, name that");
        }
        if (cause instanceof AccessDeniedException) {
            return new StoreException.Io(message + "; give this user the right to read and write it", cause);
        }
        return new StoreException.Io(message, cause);
    }

    private static boolean says(IOException cause, String words) {
        return cause instanceof FileSystemException failure
                && failure.getReason() != null
                && failure.getReason().contains(words);
    }

    /// Whether the host failed because the storage, or the quota of its user, is used up. The JDK has no type for it,
    /// so the system's own words decide; [DirectoryStorage] puts them into English when the system speaks another
    /// language.
    public static boolean isFull(IOException cause) {
        return saysFull(cause.getMessage())
                || (cause instanceof FileSystemException failure && saysFull(failure.getReason()));
    }

    private static boolean saysFull(String words) {
        return words != null
                && (words.contains("No space left")
                        || words.contains("Disk quota exceeded")
                        || words.contains("not enough space"));
    }

    private static String describe(IOException cause) {
        if (cause instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (cause instanceof NotDirectoryException file) {
            return file.getFile() + " is not a directory";
        }
        String message = cause.getMessage();
        boolean tellsWhy =
                message != null && !(cause instanceof FileSystemException failure && failure.getReason() == null);
        String type = cause.getClass().getSimpleName();
        return tellsWhy ? message : message == null ? type : type + ": " + message;
    }
}

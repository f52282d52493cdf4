package dev.coppice.store.host;

import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.file.FileSystemException;

/// Turns what the operating system reports into what a caller of the store can react to. Everything that calls a
/// [Storage] or a [StorageFile] translates its errors here and nowhere else.
public final class IoErrors {
    private IoErrors() {}

    /// The store's error for a failed call.
    ///
    /// @param what the attempt, as a phrase that "failed" can follow: `writing forks/0/wal_1`
    /// @param cause what the host threw
    /// @return [StoreException.Full] when the storage, or the quota of its user, is used up; else [StoreException.Io]
    public static StoreException wrap(String what, IOException cause) {
        String message = what + " failed: " + describe(cause);
        return isFull(cause)
                ? new StoreException.Full(message + "; free space and try again", cause)
                : new StoreException.Io(message, cause);
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
        String message = cause.getMessage();
        boolean tellsWhy =
                message != null && !(cause instanceof FileSystemException failure && failure.getReason() == null);
        String type = cause.getClass().getSimpleName();
        return tellsWhy ? message : message == null ? type : type + ": " + message;
    }
}

package dev.coppice.volume.file;

import dev.coppice.volume.block.Refusal;
import java.io.IOException;

/// What cannot be done with a file, for a reason that POSIX has a number for. Nothing was changed.
public final class FileException extends IOException implements Refusal {
    private static final long serialVersionUID = 1L;

    /// Why.
    public enum Reason {
        /// There is no such name (ENOENT).
        NOT_FOUND,
        /// The name is there (EEXIST).
        EXISTS,
        /// What should be a directory is none (ENOTDIR).
        NOT_A_DIRECTORY,
        /// A directory where something else is needed (EISDIR).
        IS_A_DIRECTORY,
        /// A directory that has names (ENOTEMPTY).
        NOT_EMPTY,
        /// A name of more than 255 bytes (ENAMETOOLONG).
        NAME_TOO_LONG,
        /// A file with as many names as can be counted (EMLINK).
        TOO_MANY_LINKS,
        /// Larger than a file can be (EFBIG).
        TOO_LARGE,
        /// An argument that makes no sense, such as moving a directory into itself (EINVAL).
        INVALID,
        /// A file that is gone, although somebody still has its number (ESTALE).
        STALE,
        /// Not allowed for what it is (EPERM).
        NOT_PERMITTED,
        /// Somebody has it open (EBUSY).
        IN_USE
    }

    private final Reason reason;

    /// @param what the file, for a person
    public FileException(Reason reason, String what) {
        super(what);
        this.reason = reason;
    }

    /// Why it cannot be done.
    public Reason reason() {
        return reason;
    }
}

package dev.coppice.store;

import java.util.List;

/// What can go wrong, one type for each thing that a caller can do about it. The detail is in the message, which is
/// meant for a person and is no API. Unchecked, because most callers can only let it pass.
public abstract sealed class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /// An argument is outside its documented range: a key too long, a name with a slash, an option that contradicts
    /// the database. Nothing was changed. Correct the call.
    public static final class Invalid extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says which argument and what is allowed.
        public Invalid(String message) {
            super(message, null);
        }
    }

    /// The named database, fork, table, or archive does not exist. Check the name, or create it.
    public static final class NotFound extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says what is missing and where it was looked for.
        public NotFound(String message) {
            super(message, null);
        }
    }

    /// What was to be created exists. Open it instead, or choose another name.
    public static final class AlreadyExists extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says what exists.
        public AlreadyExists(String message) {
            super(message, null);
        }
    }

    /// The directory is not a database, or holds files of another program, or of a newer format of this one. Nothing
    /// was touched. Name the right directory, or use a release that knows the format.
    public static final class NotADatabase extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says what was found instead.
        public NotADatabase(String message) {
            super(message, null);
        }
    }

    /// Another process, or another handle of this one, has the database open for writing. Wait for it, or open
    /// read-only.
    public static final class Locked extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says which database.
        public Locked(String message) {
            super(message, null);
        }
    }

    /// A write through a handle that was opened for reading only, or to an archive or snapshot; or opening for writing
    /// on a disk that cannot be written, without the permission, or in a format that this release can only read. Open
    /// for writing, or read-only; fork the archive.
    public static final class ReadOnly extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says which handle.
        public ReadOnly(String message) {
            super(message, null);
        }
    }

    /// The handle, transaction, snapshot or cursor was closed before. A bug in the caller, or a closed database.
    public static final class Closed extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says what is closed.
        public Closed(String message) {
            super(message, null);
        }
    }

    /// Another transaction committed first what this one wrote (or read, when serializable). Nothing was applied. Run
    /// the transaction again on a new snapshot; [Fork#transact] does so by itself.
    public static final class Conflict extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says which table and key.
        public Conflict(String message) {
            super(message, null);
        }
    }

    /// Promotion or rebase met entries that both sides changed, under the policy that fails on them. Nothing was
    /// applied. Choose another policy, or resolve the listed entries first.
    public static final class PromotionConflict extends StoreException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> conflicts;

        /// Names the first conflicts.
        ///
        /// @param message what was attempted
        /// @param conflicts the first conflicting entries, described for a person
        public PromotionConflict(String message, List<String> conflicts) {
            super(
                    message
                            + String.join(
                                    "", conflicts.stream().map(c -> "\n  " + c).toList()),
                    null);
            this.conflicts = List.copyOf(conflicts);
        }

        /// The first conflicting entries, described for a person.
        public List<String> conflicts() {
            return conflicts;
        }
    }

    /// A fork cannot be dropped because something still uses it. Nothing was changed. Close, drop or cascade what the
    /// message lists.
    public static final class ForkInUse extends StoreException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> blockers;

        /// Names every blocker.
        ///
        /// @param fork the fork that was to be dropped
        /// @param blockers each thing in the way, described for a person
        public ForkInUse(String fork, List<String> blockers) {
            super(
                    "fork '" + fork + "' is in use: " + String.join("; ", blockers)
                            + "; close these, or drop with cascade or keep-children",
                    null);
            this.blockers = List.copyOf(blockers);
        }

        /// Each thing in the way, described for a person.
        public List<String> blockers() {
            return blockers;
        }
    }

    /// The configured number of forks is reached. Drop one, or raise the limit.
    public static final class ForkLimit extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says the limit.
        public ForkLimit(int limit) {
            super("the database already has its limit of " + limit + " forks; drop one or raise the limit", null);
        }
    }

    /// The storage is full. What was acknowledged is safe and readable; what failed was not applied. Free space, then
    /// write again or, where the message says so, reopen.
    public static final class Full extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says which file could not grow.
        public Full(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The operating system reported an input or output error. Reads of what is intact go on. After a failed write or
    /// sync nobody knows what reached the disk, so the handle refuses further writes: reopen.
    public static final class Io extends StoreException {
        private static final long serialVersionUID = 1L;

        /// Says which file and operation.
        public Io(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The bytes contradict the format. Never retry: run `coppice check`, then fork an archive or restore a backup.
    public static final class Corrupt extends StoreException {
        private static final long serialVersionUID = 1L;
        private final String contradiction;
        private final String file;
        private final long offset;

        /// Names the place and the contradiction.
        ///
        /// @param file the file's name
        /// @param offset the offset in the file in bytes
        /// @param expected what the format calls for
        /// @param found what is there
        public Corrupt(String file, long offset, String expected, String found) {
            this(
                    file + " is corrupt at offset " + offset + ": expected " + expected + ", found " + found,
                    "run 'coppice check'",
                    file,
                    offset,
                    null);
        }

        /// Names the fork that cannot be read because of a contradiction.
        ///
        /// @param fork the fork's name
        /// @param remedy what to do about it
        /// @param cause the contradiction
        public Corrupt(String fork, String remedy, Corrupt cause) {
            this(
                    "fork '" + fork + "' cannot be read, others are not touched by it: " + cause.contradiction,
                    remedy,
                    cause.file,
                    cause.offset,
                    cause);
        }

        private Corrupt(String contradiction, String remedy, String file, long offset, Throwable cause) {
            super(contradiction + "; " + remedy, cause);
            this.contradiction = contradiction;
            this.file = file;
            this.offset = offset;
        }

        /// The file's name.
        public String file() {
            return file;
        }

        /// The offset of the contradiction in the file, in bytes.
        public long offset() {
            return offset;
        }
    }
}

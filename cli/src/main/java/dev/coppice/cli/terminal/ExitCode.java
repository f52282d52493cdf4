package dev.coppice.cli.terminal;

import dev.coppice.graph.GraphException;
import dev.coppice.store.StoreException;

/// The status that the process ends with: one for each thing that the caller can do about it. Part of the interface;
/// a number, once given, is never given to something else.
public enum ExitCode {
    /// All was done.
    OK(0, "done"),
    /// A defect of this program.
    DEFECT(1, "a defect of coppice; run again with --debug and report it"),
    /// The words on the command line make no command.
    USAGE(2, "wrong use; see coppice help COMMAND"),
    /// `check` found contradictions, or `tour` could not prove what it claims.
    UNSOUND(3, "check found problems, or a proof of the tour failed"),
    /// See [StoreException.Invalid].
    INVALID(10, "an argument is out of range: a key too long, a name with a slash; correct it"),
    /// See [StoreException.NotFound].
    NOT_FOUND(11, "the database, fork, table, archive or entry does not exist"),
    /// See [StoreException.AlreadyExists].
    ALREADY_EXISTS(12, "what was to be created exists"),
    /// See [StoreException.NotADatabase].
    NOT_A_DATABASE(13, "the directory holds something else, or a newer format; nothing was touched"),
    /// See [StoreException.Locked].
    LOCKED(14, "another process has the database open for writing; try again later"),
    /// See [StoreException.ReadOnly].
    READ_ONLY(15, "the database or the disk cannot be written"),
    /// See [StoreException.Closed].
    CLOSED(16, "the database was closed while the command ran"),
    /// See [StoreException.Conflict].
    CONFLICT(17, "another transaction won; run the command again"),
    /// See [StoreException.PromotionConflict].
    PROMOTION_CONFLICT(18, "both sides changed the same entries; nothing was applied; choose --on-conflict"),
    /// See [StoreException.ForkInUse].
    FORK_IN_USE(19, "the fork has children or is in use; nothing was changed"),
    /// See [StoreException.ForkLimit].
    FORK_LIMIT(20, "the database has as many forks as it may; drop one"),
    /// See [StoreException.Full].
    FULL(21, "the disk is full; what was acknowledged is safe; free space and run again"),
    /// See [StoreException.Io].
    IO(22, "the operating system reported an error on a file of the database"),
    /// See [StoreException.Corrupt].
    CORRUPT(23, "bytes of the database contradict its format; run coppice check"),
    /// See [GraphException.Constraint].
    CONSTRAINT(24, "a constraint or unique index of the graph does not hold; nothing was committed"),
    /// See [GraphException.Exhausted].
    EXHAUSTED(25, "the graph has no more ids of 64 bits"),
    /// See [GraphException.TargetMoved].
    TARGET_MOVED(26, "the target has had commits since the fork parted from it; promote without --fast-forward-only"),
    /// Rows that cannot be read, or entries that cannot be written in the format asked for.
    DATA(30, "a row cannot be read, or an entry cannot be written in this format"),
    /// A file that is not part of the database.
    FILE(31, "a file outside the database could not be read or written"),
    /// Whoever read the output stopped reading: the status of a process that the system ends for it.
    BROKEN_PIPE(141, "the reader of the output went away");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /// The status of the process, 0 to 255.
    public int number() {
        return number;
    }

    /// What it means and what to do, for a person.
    public String meaning() {
        return meaning;
    }

    /// The code of an error of the store. There is no default: a new type does not compile until it has a code.
    public static ExitCode of(StoreException error) {
        return switch (error) {
            case StoreException.Invalid _ -> INVALID;
            case StoreException.NotFound _ -> NOT_FOUND;
            case StoreException.AlreadyExists _ -> ALREADY_EXISTS;
            case StoreException.NotADatabase _ -> NOT_A_DATABASE;
            case StoreException.Locked _ -> LOCKED;
            case StoreException.ReadOnly _ -> READ_ONLY;
            case StoreException.Closed _ -> CLOSED;
            case StoreException.Conflict _ -> CONFLICT;
            case StoreException.PromotionConflict _ -> PROMOTION_CONFLICT;
            case StoreException.ForkInUse _ -> FORK_IN_USE;
            case StoreException.ForkLimit _ -> FORK_LIMIT;
            case StoreException.Full _ -> FULL;
            case StoreException.Io _ -> IO;
            case StoreException.Corrupt _ -> CORRUPT;
        };
    }

    /// The code of an error of a graph.
    public static ExitCode of(GraphException error) {
        return switch (error) {
            case GraphException.Invalid _ -> INVALID;
            case GraphException.NotFound _ -> NOT_FOUND;
            case GraphException.AlreadyExists _ -> ALREADY_EXISTS;
            case GraphException.Constraint _ -> CONSTRAINT;
            case GraphException.Conflict _ -> CONFLICT;
            case GraphException.PromotionConflict _ -> PROMOTION_CONFLICT;
            case GraphException.TargetMoved _ -> TARGET_MOVED;
            case GraphException.ReadOnly _ -> READ_ONLY;
            case GraphException.Closed _ -> CLOSED;
            case GraphException.ForkInUse _ -> FORK_IN_USE;
            case GraphException.Exhausted _ -> EXHAUSTED;
            case GraphException.Io _ -> IO;
            case GraphException.Corrupt _ -> CORRUPT;
        };
    }
}

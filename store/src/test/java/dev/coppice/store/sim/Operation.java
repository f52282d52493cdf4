package dev.coppice.store.sim;

/// The kinds of calls that a [SimulatedDisk] counts, and at which faults can be planted.
public enum Operation {
    CREATE,
    OPEN,
    LIST,
    EXISTS,
    RENAME,
    DELETE,
    SYNC_DIRECTORY,
    LOCK,
    READ,
    WRITE,
    SYNC,
    SIZE,
    TRUNCATE,
    MAP;

    /// Whether the call changes the disk, so that cutting the power before, during and after it are different crashes.
    /// A mapping and a lock may have to grow or create their file.
    public boolean changesDisk() {
        return switch (this) {
            case CREATE, RENAME, DELETE, SYNC_DIRECTORY, LOCK, WRITE, SYNC, TRUNCATE, MAP -> true;
            case OPEN, LIST, EXISTS, READ, SIZE -> false;
        };
    }

    /// Whether the call can fail on a full disk.
    boolean needsSpace() {
        return switch (this) {
            case CREATE, RENAME, LOCK, WRITE, TRUNCATE, MAP -> true;
            case OPEN, LIST, EXISTS, DELETE, SYNC_DIRECTORY, READ, SYNC, SIZE -> false;
        };
    }
}

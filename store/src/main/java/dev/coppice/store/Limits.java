package dev.coppice.store;

/// What a database can hold, whatever its options.
public final class Limits {
    /// The longest key, in bytes. The same for every page size, so that a database can be copied to another one.
    public static final int MAX_KEY_LENGTH = 1_000;

    /// The longest value, in bytes: 1 TiB.
    public static final long MAX_VALUE_LENGTH = 1L << 40;

    /// The longest name of a fork or archive, in characters.
    public static final int MAX_FORK_NAME_LENGTH = 100;

    private Limits() {}
}

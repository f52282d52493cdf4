package dev.coppice.cli.argument;

import dev.coppice.store.KeyRange;
import java.util.Arrays;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which part of a table: by prefix, by bounds, or both, which narrow each other.
public final class RangeOptions {
    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--prefix", paramLabel = "KEY", description = "Only keys that begin with this.")
    private String prefix;

    @Option(names = "--from", paramLabel = "KEY", description = "Only keys at or above this.")
    private String from;

    @Option(names = "--to", paramLabel = "KEY", description = "Only keys below this.")
    private String to;

    /// For picocli.
    public RangeOptions() {}

    /// Whether any bound was given.
    public boolean isGiven() {
        return prefix != null || from != null || to != null;
    }

    /// The range.
    public KeyRange range() {
        KeyRange range = prefix == null ? KeyRange.all() : KeyRange.prefix(keys.key(prefix));
        byte[] lower = from == null ? range.lower() : higher(range.lower(), keys.key(from));
        byte[] upper = to == null ? range.upper() : lower(range.upper(), keys.key(to));
        return new KeyRange(lower, true, upper, false);
    }

    /// How the keys are written.
    public KeyOptions keys() {
        return keys;
    }

    private static byte[] higher(byte[] bound, byte[] other) {
        return bound == null || Arrays.compareUnsigned(bound, other) < 0 ? other : bound;
    }

    private static byte[] lower(byte[] bound, byte[] other) {
        return bound == null || Arrays.compareUnsigned(bound, other) > 0 ? other : bound;
    }
}

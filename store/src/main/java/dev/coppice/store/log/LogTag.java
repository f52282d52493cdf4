package dev.coppice.store.log;

/// The identity of a log file: 64 bits in every record that tell it from a record of any other file, be it stale,
/// foreign or misplaced. A hash of all that makes the file the one it is; equal only by an accident of probability
/// 2^-64. The algorithm is part of the format.
public final class LogTag {
    private static final long SEED = 0x436F_7070_6963_6531L;
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private LogTag() {}

    /// The tag of one file.
    ///
    /// @param databaseId the database
    /// @param forkId the fork that owns the file
    /// @param role what the file is for, with the name of what it serves where that has one: `wal`,
    ///     `manifest orders.0`
    /// @param numbers what else tells it from files of the same role: a term, a generation, a segment number
    public static long of(long databaseId, long forkId, String role, long... numbers) {
        long hash = mix(mix(SEED, databaseId), forkId);
        hash = mix(hash, role.length());
        for (int i = 0; i < role.length(); i++) {
            hash = mix(hash, role.charAt(i));
        }
        hash = mix(hash, numbers.length);
        for (long number : numbers) {
            hash = mix(hash, number);
        }
        return hash;
    }

    // The finalizer of SplitMix64 over a running sum: every input bit reaches every output bit, and order counts.
    private static long mix(long hash, long value) {
        long z = (hash ^ value) + STEP;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}

package dev.coppice.store.log;

/// Names and kinds of the write-ahead log of a fork. The package page has the whole layout.
public final class WalFormat {
    /// First record of a segment: says whose it is and where it begins.
    public static final int KIND_SEGMENT = 0;

    /// One transaction. Its body belongs to the engine.
    public static final int KIND_COMMIT = 1;

    /// Last record of a segment that was closed in order. Tells rot of the last commit from an interrupted write.
    public static final int KIND_END = 2;

    static final int SEGMENT_DATABASE_ID = 0;
    static final int SEGMENT_FORK_ID = 8;
    static final int SEGMENT_NUMBER = 16;
    static final int SEGMENT_TERM = 24;
    static final int SEGMENT_PREVIOUS_SEQUENCE = 32;
    static final int SEGMENT_BODY_LENGTH = 40;

    private static final String PREFIX = "wal_";
    private static final int DIGITS = 20;

    private WalFormat() {}

    /// The directory of a fork's segments, relative to the database.
    public static String directory(long forkId) {
        return "forks/" + forkId;
    }

    /// The name of a segment in its directory: 20 digits, so that names sort as numbers do.
    public static String segmentName(long number) {
        String digits = Long.toString(number);
        return PREFIX + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /// The number in a segment's name, or -1 when the name is not one of a segment.
    public static long parseSegmentName(String name) {
        if (name.length() != PREFIX.length() + DIGITS || !name.startsWith(PREFIX)) {
            return -1;
        }
        long number = 0;
        for (int i = PREFIX.length(); i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /// The tag of a segment's records.
    public static long tag(long databaseId, long forkId, long segmentNumber) {
        return LogTag.of(databaseId, forkId, "wal", segmentNumber);
    }
}

package dev.coppice.store.partition;

/// Numbers in file names: decimal, no sign, no leading zero, at most [Long#MAX_VALUE], so that a file has one name
/// only.
final class DecimalNames {
    /// The text is no number of a file name.
    static final long NONE = -1;

    private DecimalNames() {}

    static long parse(String text, int from, int to) {
        if (from >= to || (text.charAt(from) == '0' && to - from > 1)) {
            return NONE;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}

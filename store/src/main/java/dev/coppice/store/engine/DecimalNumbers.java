package dev.coppice.store.engine;

/// Numbers in names and texts of files, as decimal digits with or without zeros before them.
final class DecimalNumbers {
    private DecimalNumbers() {}

    /// The number that a part of a text is, or -1 when it has none or other characters, or a number too large for a
    /// long.
    static long parse(String text, int from, int to) {
        if (from >= to) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}

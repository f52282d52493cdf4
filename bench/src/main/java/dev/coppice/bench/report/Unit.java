package dev.coppice.bench.report;

/// What a figure counts, and so whether more of it is better.
public enum Unit {
    /// Operations or entries in a second.
    PER_SECOND("/s", true),
    /// Microseconds that an operation takes.
    MICROSECONDS("µs", false),
    /// Milliseconds that an operation takes.
    MILLISECONDS("ms", false),
    /// How many times the bytes, reads or writes that are unavoidable. Whatever disturbs such a figure adds to it, so
    /// the least of several measurements counts.
    FACTOR("x", false),
    /// Bytes.
    BYTES("B", false),
    /// 2^20 bytes.
    MEBIBYTES("MiB", false),
    /// Things that went wrong.
    COUNT("", false);

    private final String symbol;
    private final boolean moreIsBetter;

    Unit(String symbol, boolean moreIsBetter) {
        this.symbol = symbol;
        this.moreIsBetter = moreIsBetter;
    }

    /// How the unit is written after a number.
    public String symbol() {
        return symbol;
    }

    /// Whether the greater of two figures is the better one.
    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /// How many times as good as `peer` a figure is: above 1 when better, whichever way the unit counts.
    public double ratio(double figure, double peer) {
        return moreIsBetter ? figure / peer : peer / figure;
    }
}

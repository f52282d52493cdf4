package dev.coppice.graph.value;

/// What writer and reader of values in records share. The page of the package has the format.
final class ValueFormat {
    /// The first byte of null, which is only an element of a collection.
    static final int NULL = 0;

    static final int FALSE = 1;
    static final int TRUE = 2;

    /// How many lists, sets and maps may lie in each other.
    static final int DEPTH_MAX = 32;

    static final long NANOS_PER_SECOND = 1_000_000_000;

    /// The bits of the one NaN that is stored.
    static final int FLOAT_NAN = Float.floatToIntBits(Float.NaN);

    static final long DOUBLE_NAN = Double.doubleToLongBits(Double.NaN);

    private ValueFormat() {}
}

package dev.coppice.graph;

/// What a graph can hold.
public final class GraphLimits {
    /// The longest name of a label, type or key, in bytes of UTF-8.
    public static final int MAX_NAME_BYTES = 500;

    /// The longest external id, in bytes of UTF-8.
    public static final int MAX_EXTERNAL_ID_BYTES = 900;

    private GraphLimits() {}
}

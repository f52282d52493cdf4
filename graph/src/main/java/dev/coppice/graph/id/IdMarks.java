package dev.coppice.graph.id;

/// High-water marks: an exclusive upper end of vertex ids and one of edge ids. All ids that were handed out lie below
/// them, and the next ones do not.
///
/// Both are unsigned numbers of 64 bits: compare them with [Long#compareUnsigned]. Immutable.
///
/// @param vid the end of the vertex ids
/// @param eid the end of the edge ids
public record IdMarks(long vid, long eid) {
    /// Below every id: where a new database begins.
    public static final IdMarks ZERO = new IdMarks(0, 0);

    /// Above every id, which is 2^64 - 1 for both: the greatest id is one less.
    public static final IdMarks UNBOUNDED = new IdMarks(-1, -1);

    /// The higher mark of each kind.
    public IdMarks max(IdMarks other) {
        return new IdMarks(higher(vid, other.vid), higher(eid, other.eid));
    }

    /// Whether neither mark is below the other's.
    public boolean covers(IdMarks other) {
        return Long.compareUnsigned(vid, other.vid) >= 0 && Long.compareUnsigned(eid, other.eid) >= 0;
    }

    private static long higher(long one, long other) {
        return Long.compareUnsigned(one, other) >= 0 ? one : other;
    }

    /// Both numbers, as unsigned decimals.
    @Override
    public String toString() {
        return "vid " + Long.toUnsignedString(vid) + ", eid " + Long.toUnsignedString(eid);
    }
}

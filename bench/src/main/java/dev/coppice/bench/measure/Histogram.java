package dev.coppice.bench.measure;

/// Counts durations in buckets whose width is at most 1/32 of their value: percentiles come out within 2 %.
/// Confined to one thread; recording does not allocate.
public final class Histogram {
    // Below 64 each number has its own bucket; above, each power of two is cut into 32 equal buckets.
    private static final int SUB_BUCKET_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BUCKET_BITS) * SUB_BUCKETS;

    private final long[] counts = new long[BUCKETS];
    private long total;

    /// Counts one duration, in any unit; a negative one counts as 0.
    public void record(long duration) {
        counts[bucketOf(Math.max(0, duration))]++;
        total++;
    }

    /// Adds all that another histogram counted.
    public void add(Histogram other) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
        total += other.total;
    }

    /// How many durations were recorded.
    public long total() {
        return total;
    }

    /// The duration that a share of the recorded ones does not exceed; the middle of its bucket. NaN if there are none.
    ///
    /// @param share from 0 to 1, such as 0.99
    public double percentile(double share) {
        if (total == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return middle(bucket);
            }
        }
        throw new AssertionError("counts add up to the total");
    }

    private static int bucketOf(long duration) {
        int shift = Math.max(0, Long.SIZE - 1 - SUB_BUCKET_BITS - Long.numberOfLeadingZeros(duration));
        return shift * SUB_BUCKETS + (int) (duration >>> shift);
    }

    private static double middle(int bucket) {
        if (bucket < 2 * SUB_BUCKETS) {
            return bucket;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        long lowest = (long) (bucket % SUB_BUCKETS + SUB_BUCKETS) << shift;
        return lowest + ((1L << shift) - 1) / 2.0;
    }
}

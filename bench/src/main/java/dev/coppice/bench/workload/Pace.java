package dev.coppice.bench.workload;

import dev.coppice.bench.measure.Limit;
import dev.coppice.bench.measure.Throughput;

/// How long measurements take. Chosen for the whole run.
public enum Pace {
    /// Seconds for each measurement.
    FULL(2_000, 6_000, 7, 2_000),
    /// Less than a second for each measurement: shows that all works, and roughly where an engine stands.
    QUICK(300, 700, 3, 300);

    private final long warmUpMillis;
    private final long countedMillis;
    private final int repeats;
    private final int acknowledgedBeforeKill;

    Pace(long warmUpMillis, long countedMillis, int repeats, int acknowledgedBeforeKill) {
        this.warmUpMillis = warmUpMillis;
        this.countedMillis = countedMillis;
        this.repeats = repeats;
        this.acknowledgedBeforeKill = acknowledgedBeforeKill;
    }

    /// A measurement of operations that take a few microseconds at most.
    public Throughput ofShort(int threads) {
        return throughput(threads, 16);
    }

    /// A measurement of operations that take longer, each with its duration recorded.
    public Throughput ofLong(int threads) {
        return throughput(threads, 1);
    }

    private Throughput throughput(int threads, int stride) {
        return new Throughput(threads, stride, Limit.ofMillis(warmUpMillis), Limit.ofMillis(countedMillis));
    }

    /// How often something is done of which each single time counts, such as opening.
    public int repeats() {
        return repeats;
    }

    /// How many durable writes are acknowledged before a process is killed.
    public int acknowledgedBeforeKill() {
        return acknowledgedBeforeKill;
    }
}

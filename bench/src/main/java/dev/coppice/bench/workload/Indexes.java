package dev.coppice.bench.workload;

/// Ranges of indexes above those that a load writes, kept apart so that no workload meets what another wrote.
final class Indexes {
    /// Never written.
    static final long ABSENT = 1L << 40;
    /// Written on branches.
    static final long BRANCHES = 2L << 40;
    /// Written one by one and durably before a process is killed.
    static final long ACKNOWLEDGED = 3L << 40;
    /// Written in batches before a process is killed.
    static final long BATCHED = 4L << 40;

    private Indexes() {}
}

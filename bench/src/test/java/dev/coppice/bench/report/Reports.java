package dev.coppice.bench.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A small report for tests.
final class Reports {
    static final Figure RATE = Figure.headline("read", "Random read", Unit.PER_SECOND);
    static final Figure TIME = Figure.headline("reopen", "Reopen <after> kill", Unit.MILLISECONDS);
    static final Figure WRITES = Figure.headline("writes", "Bytes written / bytes put", Unit.FACTOR);
    static final Figure LOST = Figure.detail("lost", "Entries lost", Unit.COUNT);
    static final Figure DEPTH = Figure.detail("depth", "Read at depth 100", Unit.PER_SECOND);
    static final Figure SYNC = Figure.headline("sync", "Overwrite + fdatasync", Unit.PER_SECOND);

    private Reports() {}

    static Report sample() {
        Results results = new Results();
        List.of(900e3, 1_000e3, 1_200e3).forEach(value -> results.add("ours", "read", value));
        List.of(400e3, 500e3, 450e3).forEach(value -> results.add("first", "read", value));
        List.of(2_000e3).forEach(value -> results.add("second", "read", value));
        results.add("ours", "reopen", 5);
        results.add("first", "reopen", 500);
        List.of(3.0, 2.0, 9.0).forEach(value -> results.add("ours", "writes", value));
        results.add("first", "writes", 1);
        results.add("ours", "lost", 0);
        results.add("first", "lost", 12);
        results.add("ours", "depth", 950e3);
        results.add(Report.DISK, "sync", 8_000);
        return new Report(
                List.of("2 processors", "quick \"run\""),
                new Contender("ours", "Ours", "1.0", "Defaults."),
                List.of(
                        new Contender("first", "First", "2.0", "Tuned."),
                        new Contender("second", "Second", "3.0", "Tuned.")),
                List.of(RATE, TIME, WRITES, LOST),
                List.of(DEPTH),
                List.of(SYNC),
                List.of(new Section(
                        "100-bytes",
                        "5,000,000 entries, 16-byte keys, 100-byte values",
                        new TreeMap<>(Map.of("entries", 5_000_000L)),
                        results)));
    }
}

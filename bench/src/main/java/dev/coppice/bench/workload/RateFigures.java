package dev.coppice.bench.workload;

import dev.coppice.bench.measure.Throughput;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.List;

/// The three figures of everything that is done over and over: how often in a second, and how long it takes typically
/// and at worst but for one in a hundred.
///
/// @param rate operations in a second
/// @param median the duration that half of the operations stay below
/// @param high the duration that 99 in 100 operations stay below
public record RateFigures(Figure rate, Figure median, Figure high) {
    private static final double NANOS_PER_MICRO = 1_000;

    /// The figures of something that is done over and over.
    public static RateFigures of(String id, String title) {
        return new RateFigures(
                Figure.headline(id, title, Unit.PER_SECOND),
                Figure.detail(id + ".p50", title + ", p50", Unit.MICROSECONDS),
                Figure.detail(id + ".p99", title + ", p99", Unit.MICROSECONDS));
    }

    /// All three.
    public List<Figure> all() {
        return List.of(rate, median, high);
    }

    /// Reports all three.
    public void report(Turn turn, Throughput.Outcome outcome) {
        turn.report(rate, outcome.perSecond());
        turn.report(median, outcome.latency().percentile(0.50) / NANOS_PER_MICRO);
        turn.report(high, outcome.latency().percentile(0.99) / NANOS_PER_MICRO);
    }
}

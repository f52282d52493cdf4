package dev.coppice.bench.report;

import dev.coppice.bench.measure.Statistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was measured with one data set: for each engine and figure one value for each round. Confined to one thread.
public final class Results {
    private record Key(String engine, String figure) {}

    private final Map<Key, List<Double>> values = new HashMap<>();

    /// Adds the value of one round.
    public void add(String engine, String figure, double value) {
        values.computeIfAbsent(new Key(engine, figure), _ -> new ArrayList<>()).add(value);
    }

    /// The values of all rounds, in the order of the rounds; empty if nothing was measured.
    public List<Double> rounds(String engine, Figure figure) {
        return Collections.unmodifiableList(values.getOrDefault(new Key(engine, figure.id()), List.of()));
    }

    /// The value that stands for all rounds: the median, or the least where disturbances only add. NaN if nothing was
    /// measured.
    public double summary(String engine, Figure figure) {
        List<Double> rounds = rounds(engine, figure);
        return figure.unit() == Unit.FACTOR
                ? rounds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN)
                : Statistics.median(rounds);
    }

    /// How many times as good as `peer` an engine is, above 1 when better. NaN if one of them was not measured, or
    /// there is no meaningful ratio: of counts of failures, or to nothing.
    public double ratio(String engine, String peer, Figure figure) {
        if (figure.unit() == Unit.COUNT) {
            return Double.NaN;
        }
        double ours = summary(engine, figure);
        double theirs = summary(peer, figure);
        return ours > 0 && theirs > 0 ? figure.unit().ratio(ours, theirs) : Double.NaN;
    }

    /// How many times as good as the best of several peers an engine is. NaN if none of them was measured.
    public double ratioToBest(String engine, List<String> peers, Figure figure) {
        return peers.stream()
                .mapToDouble(peer -> ratio(engine, peer, figure))
                .filter(ratio -> !Double.isNaN(ratio))
                .min()
                .orElse(Double.NaN);
    }
}

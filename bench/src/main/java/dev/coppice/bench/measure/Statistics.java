package dev.coppice.bench.measure;

import java.util.Arrays;
import java.util.List;

/// Summaries of a few repeated measurements.
public final class Statistics {
    private Statistics() {}

    /// The middle value, or the mean of the two in the middle. NaN if there are none.
    public static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}

package dev.coppice.bench.data;

import java.util.random.RandomGenerator;

/// Draws ranks from a Zipf distribution: rank `k`, counted from 1, with a probability proportional to `k^-theta`.
///
/// The method is rejection-inversion (Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone
/// discrete distributions", 1996): exact, and constant in time and memory for any number of ranks.
public final class Zipf {
    private final double theta;
    private final long ranks;
    private final double areaBelowFirst;
    private final double areaToLast;
    private final double acceptWithin;

    /// A distribution over ranks 1 to `ranks`.
    ///
    /// @param theta how skewed it is; positive and not 1
    public Zipf(long ranks, double theta) {
        if (ranks < 1 || !(theta > 0) || theta == 1) {
            throw new IllegalArgumentException("ranks " + ranks + ", theta " + theta);
        }
        this.ranks = ranks;
        this.theta = theta;
        this.areaBelowFirst = area(1.5) - 1;
        this.areaToLast = area(ranks + 0.5);
        this.acceptWithin = 2 - areaInverse(area(2.5) - weight(2));
    }

    /// The next rank, from 1 to the number of ranks.
    public long next(RandomGenerator random) {
        while (true) {
            double u = areaToLast + random.nextDouble() * (areaBelowFirst - areaToLast);
            double x = areaInverse(u);
            long rank = Math.clamp(Math.round(x), 1L, ranks);
            // Close to the centre of its interval the density never exceeds the histogram, so no test is needed there.
            if (rank - x <= acceptWithin || u >= area(rank + 0.5) - weight((double) rank)) {
                return rank;
            }
        }
    }

    private double weight(double x) {
        return Math.pow(x, -theta);
    }

    private double area(double x) {
        return (Math.pow(x, 1 - theta) - 1) / (1 - theta);
    }

    private double areaInverse(double area) {
        return Math.pow(Math.max(0, 1 + area * (1 - theta)), 1 / (1 - theta));
    }
}

package dev.coppice.bench.report;

/// Maps ratios to positions, equal ratios to equal distances, over whole powers of two with 1 always among them.
///
/// @param lowExponent the power of two at position 0, at most -1
/// @param highExponent the power of two at position `width`, at least 1
/// @param width the distance of the two
record LogScale(int lowExponent, int highExponent, double width) {
    private static final int EXPONENT_MAX = 10;

    /// The smallest scale that shows all ratios, within 1/1024 and 1024; NaN is passed over.
    static LogScale covering(double[] ratios, double width) {
        int low = -1;
        int high = 1;
        for (double ratio : ratios) {
            if (!Double.isNaN(ratio)) {
                low = Math.min(low, (int) Math.floor(log2(ratio)));
                high = Math.max(high, (int) Math.ceil(log2(ratio)));
            }
        }
        return new LogScale(Math.max(low, -EXPONENT_MAX), Math.min(high, EXPONENT_MAX), width);
    }

    /// The position of a ratio; one that lies outside gets the nearer end.
    double position(double ratio) {
        double share = (log2(ratio) - lowExponent) / (highExponent - lowExponent);
        return Math.clamp(share, 0, 1) * width;
    }

    private static double log2(double ratio) {
        return Math.log(ratio) / Math.log(2);
    }
}

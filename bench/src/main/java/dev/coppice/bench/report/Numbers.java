package dev.coppice.bench.report;

import java.util.Locale;

/// Writes numbers for people: three significant digits, a unit, a dash for what was not measured.
final class Numbers {
    static final String NOT_MEASURED = "-";

    private static final String[] DECIMAL_PREFIXES = {"", " k", " M", " G"};

    private Numbers() {}

    static String withUnit(double value, Unit unit) {
        if (Double.isNaN(value)) {
            return NOT_MEASURED;
        }
        return switch (unit) {
            case PER_SECOND -> scaled(value) + unit.symbol();
            case BYTES -> scaled(value) + (Math.abs(value) < 1_000 ? " " : "") + unit.symbol();
            case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
            case MICROSECONDS, MILLISECONDS, FACTOR, MEBIBYTES -> significant(value) + " " + unit.symbol();
        };
    }

    /// A ratio, such as `1.25` or `0.080`.
    static String ratio(double ratio) {
        return Double.isNaN(ratio) ? NOT_MEASURED : significant(ratio);
    }

    private static String scaled(double value) {
        int prefix = 0;
        double rest = value;
        while (Math.abs(rest) >= 1_000 && prefix < DECIMAL_PREFIXES.length - 1) {
            rest /= 1_000;
            prefix++;
        }
        return significant(rest) + DECIMAL_PREFIXES[prefix];
    }

    private static String significant(double value) {
        double magnitude = Math.abs(value);
        int decimals;
        if (magnitude >= 100 || magnitude == 0) {
            decimals = 0;
        } else if (magnitude >= 10) {
            decimals = 1;
        } else {
            decimals = magnitude >= 1 ? 2 : 3;
        }
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}

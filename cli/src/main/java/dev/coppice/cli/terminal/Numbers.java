package dev.coppice.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Numbers for people. Always in the same locale, so that output does not depend on the machine.
public final class Numbers {
    private Numbers() {}

    /// `1,234,567`.
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 entry`, `2 entries`.
    public static String counted(long number, String one, String many) {
        return grouped(number) + " " + (number == 1 ? one : many);
    }

    /// Bytes in the largest binary unit that keeps the number above 1: `999 B`, `1.5 KiB`.
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int exponent = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        return String.format(
                Locale.ROOT, "%.1f %siB", (double) bytes / (1L << (exponent * 10)), "KMGTPE".charAt(exponent - 1));
    }

    /// A duration to about three digits: `850 µs`, `12.3 ms`, `4.56 s`.
    public static String nanos(long nanos) {
        if (nanos < 1_000_000) {
            return nanos / 1_000 + " µs";
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    /// A moment, to the second, in UTC.
    public static String instant(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// A length of time in its largest unit: `90 s`, `3 h`, `12 d`.
    public static String rough(Duration duration) {
        if (duration.toMinutes() < 2) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() < 2) {
            return duration.toMinutes() + " min";
        }
        return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " d";
    }
}

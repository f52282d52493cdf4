package dev.coppice.cli.terminal;

import java.util.Locale;

/// One line on standard error that says how far long work has come. Appears after two seconds, only when a person reads
/// standard error, and is wiped before anything else is printed there. Confined to one thread.
public final class Progress implements AutoCloseable {
    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final long INTERVAL_NANOS = 200_000_000L;
    private static final String WIPE = "\r\u001b[K";

    private final Console console;
    private final String unit;
    private final long begunAt;
    private long shownAt;
    private boolean shown;
    private long count;
    private long bytes;

    /// Progress that begins now.
    ///
    /// @param unit what is counted, such as `rows`
    public Progress(Console console, String unit) {
        this.console = console;
        this.unit = unit;
        this.begunAt = console.nanoTime().getAsLong();
        this.shownAt = begunAt + QUIET_NANOS - INTERVAL_NANOS;
    }

    /// One more was done, of so many bytes.
    public void advance(long itemBytes) {
        count++;
        bytes += itemBytes;
        if (console.errIsTerminal()) {
            showIfDue();
        }
    }

    /// How many were done.
    public long count() {
        return count;
    }

    /// How many bytes those had.
    public long bytes() {
        return bytes;
    }

    /// Time since the beginning, in nanoseconds.
    public long elapsedNanos() {
        return console.nanoTime().getAsLong() - begunAt;
    }

    /// Prints a line on standard error without tearing the progress line.
    public void note(String line) {
        wipe();
        console.err().println(line);
    }

    /// Wipes the line.
    @Override
    public void close() {
        wipe();
    }

    private void showIfDue() {
        long now = console.nanoTime().getAsLong();
        if (now - shownAt < INTERVAL_NANOS) {
            return;
        }
        shownAt = now;
        shown = true;
        double seconds = (now - begunAt) / 1e9;
        console.err()
                .print(WIPE
                        + String.format(
                                Locale.ROOT,
                                "%,d %s, %s, %,.0f %s/s, %s/s, %.0f s",
                                count,
                                unit,
                                Numbers.bytes(bytes),
                                count / seconds,
                                unit,
                                Numbers.bytes((long) (bytes / seconds)),
                                seconds));
        console.err().flush();
    }

    private void wipe() {
        if (shown) {
            console.err().print(WIPE);
            console.err().flush();
            shown = false;
        }
    }
}

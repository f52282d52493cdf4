package dev.coppice.cli.terminal;

import java.util.Locale;

/// A line on standard error that says how long work has taken whose steps cannot be counted. Appears after two seconds,
/// only when a person reads standard error, and is wiped at the end. A thread of its own writes it, which ends with it.
public final class Waiting implements AutoCloseable {
    private static final long QUIET_MILLIS = 2_000;
    private static final long INTERVAL_MILLIS = 1_000;
    private static final String WIPE = "\r\u001b[K";

    private final Console console;
    private final String what;
    private final long quietMillis;
    private final long begunAt;
    private final Thread thread;

    /// @param quietMillis how long nothing is shown
    Waiting(Console console, String what, long quietMillis) {
        this.console = console;
        this.what = what;
        this.quietMillis = quietMillis;
        this.begunAt = console.nanoTime().getAsLong();
        this.thread = console.errIsTerminal() ? Thread.ofPlatform().daemon().start(this::show) : null;
    }

    /// Begins.
    ///
    /// @param what what is being done, such as `checking orders.db`
    public static Waiting begin(Console console, String what) {
        return new Waiting(console, what, QUIET_MILLIS);
    }

    private void show() {
        boolean shown = false;
        try {
            Thread.sleep(quietMillis);
            while (true) {
                double seconds = (console.nanoTime().getAsLong() - begunAt) / 1e9;
                console.err().print(WIPE + String.format(Locale.ROOT, "%s, %.0f s", Escape.controls(what), seconds));
                console.err().flush();
                shown = true;
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException ended) {
            if (shown) {
                console.err().print(WIPE);
                console.err().flush();
            }
        }
    }

    /// Wipes the line.
    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

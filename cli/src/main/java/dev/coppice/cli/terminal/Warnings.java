package dev.coppice.cli.terminal;

import java.io.PrintStream;
import java.text.MessageFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ResourceBundle;

/// The system logger of the command: holds what the store warns of until the command ends, and prints it then, one line
/// for each, so that warnings neither stand between rows nor hide the line that says what went wrong. It is also the
/// reason why no command loads the JDK's own logging.
///
/// Logging is one to a process, and so is what is held. Thread-safe: background work warns, too.
public final class Warnings extends System.LoggerFinder {
    private static final int LIMIT = 20;

    /// What is held. By its text, so that what fails again and again is said once.
    private static final Map<String, Warning> HELD = new LinkedHashMap<>();

    private static int dropped;

    /// For the JDK, which makes the one of the process.
    public Warnings() {}

    private record Warning(String text, Throwable cause) {}

    /// Prints what is held, and holds it no more.
    ///
    /// @param withTraces whether the stack trace of each cause follows
    public static void print(PrintStream target, boolean withTraces) {
        synchronized (HELD) {
            for (Warning warning : HELD.values()) {
                target.println("coppice: warning: " + warning.text());
                if (withTraces && warning.cause() != null) {
                    warning.cause().printStackTrace(target);
                }
            }
            if (dropped > 0) {
                target.println("coppice: warning: and " + Numbers.grouped(dropped) + " more");
            }
            target.flush();
            forget();
        }
    }

    /// Drops what is held.
    public static void forget() {
        synchronized (HELD) {
            HELD.clear();
            dropped = 0;
        }
    }

    private static void hold(String message, Throwable cause) {
        String reason = cause == null ? "" : cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String text = reason.isEmpty() || message.contains(reason) ? message : message + ": " + reason;
        // A warning is one line.
        String line = Escape.controls(text.replaceAll("\\R\\s*", " "));
        synchronized (HELD) {
            if (HELD.size() < LIMIT) {
                HELD.putIfAbsent(line, new Warning(line, cause));
            } else if (!HELD.containsKey(line)) {
                dropped++;
            }
        }
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Holder(name);
    }

    /// @param getName the name, of no use here
    private record Holder(String getName) implements System.Logger {
        @Override
        public boolean isLoggable(Level level) {
            return level != Level.OFF && level.compareTo(Level.WARNING) >= 0;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable cause) {
            if (isLoggable(level)) {
                hold(message, cause);
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... values) {
            if (isLoggable(level)) {
                hold(values == null || values.length == 0 ? format : MessageFormat.format(format, values), null);
            }
        }
    }
}

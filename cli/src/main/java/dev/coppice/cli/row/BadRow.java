package dev.coppice.cli.row;

/// One row that cannot be used, while the ones after it can be read.
public final class BadRow extends Exception {
    private static final long serialVersionUID = 1L;

    private final long line;

    /// Says on which line, counted from 1, and what is wrong.
    public BadRow(long line, String message) {
        super(message);
        this.line = line;
    }

    /// The line, counted from 1.
    public long line() {
        return line;
    }
}

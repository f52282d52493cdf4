package dev.coppice.bench.data;

/// An engine answered a read wrongly; its figures are worth nothing.
public final class WrongAnswer extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// An error that says what was wrong.
    public WrongAnswer(String message) {
        super(message);
    }
}

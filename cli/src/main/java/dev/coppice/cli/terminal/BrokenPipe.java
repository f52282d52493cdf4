package dev.coppice.cli.terminal;

/// Whoever read standard output stopped reading, as `coppice scan … | head` does. Ends the command without a word.
public final class BrokenPipe extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPipe(Throwable cause) {
        super("the reader of the output went away", cause);
    }
}

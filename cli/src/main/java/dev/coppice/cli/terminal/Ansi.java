package dev.coppice.cli.terminal;

/// The few colours in use. Without colours every method returns its argument.
///
/// @param on whether there are colours
public record Ansi(boolean on) {
    /// Green, for what was added and what is well.
    public String green(String text) {
        return wrap("32", text);
    }

    /// Red, for what was removed and what is wrong.
    public String red(String text) {
        return wrap("31", text);
    }

    /// Yellow, for what was changed.
    public String yellow(String text) {
        return wrap("33", text);
    }

    /// Bold, for headings.
    public String bold(String text) {
        return wrap("1", text);
    }

    /// Faint, for what accompanies.
    public String faint(String text) {
        return wrap("2", text);
    }

    private String wrap(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}

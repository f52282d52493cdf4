package dev.coppice.cli.terminal;

/// When output is coloured.
public enum ColorMode {
    /// On a terminal, unless the environment sets `NO_COLOR` or says that the terminal is `dumb`.
    auto,
    /// Also into files and pipes.
    always,
    /// Not at all.
    never;

    boolean isOn(Console console) {
        return switch (this) {
            case always -> true;
            case never -> false;
            case auto ->
                console.outIsTerminal()
                        && !isSet(console, "NO_COLOR")
                        && !"dumb".equals(console.environment().apply("TERM"));
        };
    }

    private static boolean isSet(Console console, String variable) {
        String value = console.environment().apply(variable);
        return value != null && !value.isEmpty();
    }
}

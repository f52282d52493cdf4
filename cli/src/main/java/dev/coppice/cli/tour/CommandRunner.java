package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Console;

/// Runs a command of this program inside the process, as if a user had typed it.
@FunctionalInterface
public interface CommandRunner {
    /// Runs a command.
    ///
    /// @param words the words after `coppice`
    /// @return the exit code
    int run(Console console, String... words);
}

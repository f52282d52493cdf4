package dev.coppice.cli;

import dev.coppice.cli.terminal.Console;

/// The command `coppice`. Turns the code that a command returns into the exit status of the process, and does no more.
public final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit code.
    ///
    /// @param words the words after `coppice`
    public static void main(String[] words) {
        System.exit(new Cli(Console.ofProcess()).run(words));
    }
}

package dev.coppice.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `coppice`. Turns the code that a subcommand returns into the exit status of the process, and does no
/// more than that.
@Command(
        name = "coppice",
        description = "A key-value database on a directory that forks in constant time.",
        mixinStandardHelpOptions = true,
        version = "coppice 0.1.0-SNAPSHOT")
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main() {}

    /// Runs one command and ends the process with its exit code.
    ///
    /// @param args the words after `coppice`
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command; see coppice --help");
    }
}

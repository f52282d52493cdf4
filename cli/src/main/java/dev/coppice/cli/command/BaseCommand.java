package dev.coppice.cli.command;

import dev.coppice.cli.terminal.ColorMode;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What all commands have in common.
public abstract class BaseCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", description = "Print the stack trace of an error.")
    private boolean debug;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "Colour the output: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ColorMode color = ColorMode.auto;

    @SuppressWarnings("UnusedVariable") // picocli acts on it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    BaseCommand(Console console) {
        this.console = console;
    }

    /// Does the work.
    ///
    /// @param out standard output; the caller flushes it
    abstract ExitCode run(Output out) throws Exception;

    @Override
    public final Integer call() throws Exception {
        try (Output out = new Output(console, color)) {
            return run(out).number();
        }
    }

    /// Adds the commands that this one consists of, if it does.
    ///
    /// @param line this command, as it was added to the command line
    public void addSubcommands(CommandLine line) {}

    /// Whether errors are printed with their stack trace.
    public final boolean isDebug() {
        return debug;
    }

    final Console console() {
        return console;
    }

    final CommandSpec spec() {
        return spec;
    }
}

package dev.coppice.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command without a subcommand: help and version.
@Command(
        name = "coppice",
        description = "A key-value database on a directory that forks in constant time.",
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "DB is a directory. DB@FORK names a fork of it and DB@archive:NAME an archive; DB alone means primary.",
            "TABLE names a table, TABLE:N a partition of it.",
            "",
            "Begin with:",
            "  coppice tour",
            "  coppice import orders.db --table orders orders.csv",
            "  coppice fork orders.db what-if",
            "  coppice help import",
            "  coppice help exit-codes"
        })
public final class CoppiceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli acts on it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @SuppressWarnings("UnusedVariable") // picocli acts on it
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    /// For the command line.
    public CoppiceCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See 'coppice --help'");
    }
}

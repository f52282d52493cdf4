package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice help`.
@Command(
        name = "help",
        description = "Print the help of a command, or the exit codes.",
        footer = {"", "Examples:", "  coppice help", "  coppice help import", "  coppice help exit-codes"})
public final class HelpCommand extends BaseCommand {
    private static final String EXIT_CODES = "exit-codes";

    @Parameters(index = "0", paramLabel = "TOPIC", arity = "0..1", description = "A command, or exit-codes.")
    private String topic;

    @Parameters(
            index = "1",
            paramLabel = "COMMAND",
            arity = "0..1",
            description = "One of the commands that the command consists of, such as import of graph.")
    private String command;

    /// For the command line.
    public HelpCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        CommandLine root = spec().root().commandLine();
        if (EXIT_CODES.equals(topic)) {
            for (ExitCode code : ExitCode.values()) {
                out.line(String.format("%3d  %s", code.number(), code.meaning()));
            }
            return ExitCode.OK;
        }
        CommandLine found = topic == null ? root : root.getSubcommands().get(topic);
        if (found == null) {
            throw new ParameterException(
                    spec().commandLine(), "there is no command '" + topic + "'; 'coppice help' lists them");
        }
        if (command != null) {
            found = found.getSubcommands().get(command);
        }
        if (found == null) {
            throw new ParameterException(
                    spec().commandLine(),
                    "there is no command '" + topic + " " + command + "'; 'coppice help " + topic + "' tells more");
        }
        Ansi ansi = out.ansi().on() ? Ansi.ON : Ansi.OFF;
        out.line(found.getUsageMessage(ansi).stripTrailing());
        return ExitCode.OK;
    }
}

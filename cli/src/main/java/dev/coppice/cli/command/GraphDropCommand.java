package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import picocli.CommandLine.Command;

/// `coppice graph drop`.
@Command(
        name = "drop",
        description = "Drop a fork of a graph with its ids, or delete an archive, for ever.",
        footer = {
            "",
            "Nothing is asked: a fork with children is refused unless --cascade or --keep-children says what to do.",
            "",
            "Examples:",
            "  coppice graph drop social.db what-if",
            "  coppice graph drop social.db what-if --cascade"
        })
public final class GraphDropCommand extends DropCommand {
    /// For the command line.
    public GraphDropCommand(Console console) {
        super(console);
    }

    @Override
    boolean isForGraphs() {
        return true;
    }
}

package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import picocli.CommandLine.Command;

/// `coppice graph fork`.
@Command(
        name = "fork",
        description = "Make a fork of a graph, with ids of its own, in the time of a few commits.",
        footer = {
            "",
            "Examples:",
            "  coppice graph fork social.db what-if",
            "  coppice graph fork social.db@what-if deeper --ttl 7d"
        })
public final class GraphForkCommand extends ForkCommand {
    /// For the command line.
    public GraphForkCommand(Console console) {
        super(console);
    }

    @Override
    boolean isForGraphs() {
        return true;
    }
}

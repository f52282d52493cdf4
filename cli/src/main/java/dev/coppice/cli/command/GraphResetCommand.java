package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import picocli.CommandLine.Command;

/// `coppice graph reset`.
@Command(
        name = "reset",
        description =
                "Give up a fork's changes of the graph: it begins anew from its parent's present state, or another.",
        footer = {
            "",
            "Nothing is asked. The fork keeps its name, parent, children and time to live, and gives no id again.",
            "",
            "Examples:",
            "  coppice graph reset social.db what-if",
            "  coppice graph reset social.db what-if archive:friday"
        })
public final class GraphResetCommand extends ResetCommand {
    /// For the command line.
    public GraphResetCommand(Console console) {
        super(console);
    }

    @Override
    boolean isForGraphs() {
        return true;
    }
}

package dev.coppice.cli.command;

import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.graph.GraphFork;
import dev.coppice.store.Fork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice reset`.
@Command(
        name = "reset",
        description = "Give up a fork's changes: it begins anew from its parent's present state, or from another one.",
        footer = {
            "",
            "Nothing is asked. The fork keeps its name, parent, children and time to live. To have its changes back",
            "later, archive it first.",
            "",
            "Examples:",
            "  coppice reset orders.db what-if",
            "  coppice reset orders.db what-if archive:friday"
        })
public class ResetCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(index = "1", paramLabel = "FORK", description = "The fork whose changes are given up.")
    private String fork;

    @Parameters(
            index = "2",
            paramLabel = "STATE",
            arity = "0..1",
            converter = Target.StateConverter.class,
            description = "What to begin with: a fork, or archive:NAME. Without it, the parent.")
    private StateName state;

    /// For the command line.
    public ResetCommand(Console console) {
        super(console);
    }

    /// Whether only a database with a graph will do.
    boolean isForGraphs() {
        return false;
    }

    @Override
    ExitCode run(Output out) {
        String name = StateName.parseFork(fork);
        String source;
        try (Session session = Session.writing(target.wholeDatabase())) {
            if (isForGraphs() || session.isGraph()) {
                GraphFork reset = session.graphFork(name);
                source = state == null ? PromoteCommand.parent(session, name) : state.toString();
                reset.reset(state == null ? null : session.graphSnapshot(state));
            } else {
                Fork reset = session.fork(name);
                source = state == null ? PromoteCommand.parent(session, name) : state.toString();
                reset.reset(state == null ? null : session.snapshot(state), successor -> {});
            }
        }
        if (isJson()) {
            out.json(generator -> {
                generator.writeStringField("reset", name);
                generator.writeStringField("to", source);
            });
        } else {
            out.line("reset " + name + " to " + source);
        }
        return ExitCode.OK;
    }
}

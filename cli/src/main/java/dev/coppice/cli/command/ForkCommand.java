package dev.coppice.cli.command;

import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.argument.TimeToLive;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice fork`.
@Command(
        name = "fork",
        description = "Make a fork: a writable copy that shares everything, in the time of one commit.",
        footer = {
            "",
            "Examples:",
            "  coppice fork orders.db what-if",
            "  coppice fork orders.db@what-if deeper",
            "  coppice fork orders.db trial --ttl 7d"
        })
public class ForkCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@PARENT]", converter = Target.Converter.class, description = "What of.")
    private Target target;

    @Parameters(index = "1", paramLabel = "FORK", description = "The name of the new fork.")
    private String name;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = TimeToLive.class,
            description = "The fork is dropped after this time, such as 12h or 30d, once nothing uses it.")
    private Duration timeToLive;

    /// For the command line.
    public ForkCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        String checked = StateName.parseFork(name);
        ForkOptions options = timeToLive == null ? ForkOptions.DEFAULT : ForkOptions.DEFAULT.withTimeToLive(timeToLive);
        try (Session session = Session.writing(target.directory())) {
            if (isForGraphs() || session.isGraph()) {
                GraphFork parent = session.graphFork(target.fork());
                try (GraphFork fork = parent.fork(checked, options);
                        GraphSnapshot state = fork.snapshot()) {
                    Forks.report(
                            out, isJson(), fork.name(), fork.id(), parent.name(), state.sequence(), target.directory());
                }
                return ExitCode.OK;
            }
            Fork parent = session.fork(target);
            try (Fork fork = parent.fork(checked, options)) {
                Forks.report(out, isJson(), fork, parent.name(), target.directory());
            }
        }
        return ExitCode.OK;
    }

    /// Whether only a database with a graph will do.
    boolean isForGraphs() {
        return false;
    }
}

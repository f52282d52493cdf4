package dev.coppice.cli.command;

import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice restore`.
@Command(
        name = "restore",
        description = "Make a writable fork of an archive.",
        footer = {
            "",
            "Nothing that exists is changed. To bring primary back to the archive, promote the fork into it:",
            "  coppice restore orders.db friday --as recovered",
            "  coppice diff orders.db recovered primary",
            "  coppice promote orders.db recovered --into primary --on-conflict take-fork"
        })
public final class RestoreCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(index = "1", paramLabel = "ARCHIVE", description = "The name of the archive.")
    private String archive;

    @Option(names = "--as", required = true, paramLabel = "FORK", description = "The name of the new fork.")
    private String name;

    /// For the command line.
    public RestoreCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        String plain = archive.startsWith(StateName.ARCHIVE_PREFIX)
                ? archive.substring(StateName.ARCHIVE_PREFIX.length())
                : archive;
        StateName state = StateName.parse(StateName.ARCHIVE_PREFIX + plain);
        target.wholeDatabase();
        String fork = StateName.parseFork(name);
        try (Session session = Session.writing(target.directory())) {
            if (session.isGraph()) {
                try (GraphFork made = session.graphSnapshot(state).fork(fork, ForkOptions.DEFAULT);
                        GraphSnapshot latest = made.snapshot()) {
                    Forks.report(
                            out, isJson(), fork, made.id(), state.toString(), latest.sequence(), target.directory());
                }
                return ExitCode.OK;
            }
            try (Fork made = session.snapshot(state).fork(fork, ForkOptions.DEFAULT)) {
                Forks.report(out, isJson(), made, state.toString(), target.directory());
            }
        }
        return ExitCode.OK;
    }
}

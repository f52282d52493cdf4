package dev.coppice.cli.command;

import dev.coppice.cli.argument.OnConflict;
import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Fork;
import dev.coppice.store.Promotion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice rebase`.
@Command(
        name = "rebase",
        description = "Move a fork's changes onto its parent's present state.",
        footer = {
            "",
            "The policies are those of promote; the target is what the parent has.",
            "",
            "Examples:",
            "  coppice rebase orders.db what-if",
            "  coppice rebase orders.db what-if --on-conflict take-fork"
        })
public final class RebaseCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(index = "1", paramLabel = "FORK", description = "The fork.")
    private String fork;

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            defaultValue = "fail",
            converter = OnConflict.class,
            completionCandidates = OnConflict.Words.class,
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ConflictPolicy onConflict;

    /// For the command line.
    public RebaseCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        String name = StateName.parseFork(fork);
        try (Session session = Session.writing(target.wholeDatabase())) {
            session.requireNoGraph("moving entries", "coppice help graph promote");
            Fork moved = session.fork(name);
            Promotion promotion;
            try (Waiting _ = Waiting.begin(console(), "rebasing " + name)) {
                promotion = Forks.settled(() -> moved.rebase(onConflict));
            }
            Forks.report(out, isJson(), promotion, "rebased " + fork);
        }
        return ExitCode.OK;
    }
}

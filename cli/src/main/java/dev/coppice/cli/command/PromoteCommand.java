package dev.coppice.cli.command;

import dev.coppice.cli.argument.OnConflict;
import dev.coppice.cli.argument.RangeOptions;
import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.TableIdent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice promote`.
@Command(
        name = "promote",
        description = "Apply a fork's changes to its parent, or to another fork, in one transaction.",
        footer = {
            "",
            "What both sides changed since the fork was made is a conflict: fail applies nothing and lists them,",
            "take-fork and take-target settle them. The fork itself is not changed.",
            "",
            "Examples:",
            "  coppice promote orders.db what-if",
            "  coppice promote orders.db what-if --on-conflict take-fork --table orders --prefix 2026-",
            "  coppice promote orders.db deeper --into primary"
        })
public final class PromoteCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(index = "1", paramLabel = "FORK", description = "The fork whose changes are applied.")
    private String fork;

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            defaultValue = "fail",
            converter = OnConflict.class,
            completionCandidates = OnConflict.Words.class,
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ConflictPolicy onConflict;

    @Option(names = "--into", paramLabel = "FORK", description = "The fork to change; without it, the parent.")
    private String into;

    @Option(names = "--table", paramLabel = "TABLE", converter = TableName.Converter.class, description = "Only there.")
    private TableIdent table;

    @Mixin
    private RangeOptions range = new RangeOptions();

    /// For the command line.
    public PromoteCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        String name = StateName.parseFork(fork);
        PromotionOptions options = options();
        try (Session session = Session.writing(target.wholeDatabase())) {
            if (table == null) {
                session.requireNoGraph("promoting entries", "coppice help graph promote");
            } else {
                session.requireNoGraph(table, "coppice help graph promote");
            }
            String destination = into == null ? parent(session, name) : into;
            Fork from = session.fork(name);
            Promotion promotion;
            try (Waiting _ = Waiting.begin(console(), "promoting " + name)) {
                promotion = session.namedFork(() -> Forks.settled(() -> from.promote(options)));
            }
            Forks.report(out, isJson(), promotion, "promoted " + fork + " into " + destination);
        }
        return ExitCode.OK;
    }

    private PromotionOptions options() {
        PromotionOptions options = PromotionOptions.onConflict(onConflict);
        if (into != null) {
            options = options.into(StateName.parseFork(into));
        }
        if (table != null) {
            options = options.of(DiffOptions.ALL.table(table));
        }
        return options.of(DiffOptions.ALL.range(range.range()));
    }

    /// What a fork is promoted into unless something else is said.
    static String parent(Session session, String name) {
        return session.database().forks().stream()
                .filter(info -> info.name().equals(name) && info.parentName() != null)
                .map(ForkInfo::parentName)
                .findFirst()
                .orElse("its parent");
    }
}

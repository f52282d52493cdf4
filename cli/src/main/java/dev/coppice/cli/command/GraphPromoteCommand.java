package dev.coppice.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.argument.ChangeFilter;
import dev.coppice.cli.argument.OnConflict;
import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.graph.GraphConflict;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.store.ConflictPolicy;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice graph promote`.
@Command(
        name = "promote",
        description = "Apply a fork's changes of the graph to its parent, or to another fork, in one transaction.",
        footer = {
            "",
            "What both sides changed since they parted is a conflict, property by property: fail applies nothing and",
            "lists them, take-fork and take-target settle them. --preview lists them all and writes nothing. Elements",
            "that the fork made get ids of the target. The fork itself is not changed.",
            "--fast-forward-only promotes only when the target has had no commit since they parted.",
            "",
            "Examples:",
            "  coppice graph promote social.db what-if --preview",
            "  coppice graph promote social.db what-if --on-conflict take-fork",
            "  coppice graph promote social.db deeper --into primary --label person",
            "  coppice graph promote social.db what-if --label person,book --type wrote --where checked=true"
        })
public final class GraphPromoteCommand extends DatabaseCommand {
    private static final int LISTED_CONFLICTS = 20;

    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(index = "1", paramLabel = "FORK", description = "The fork whose changes are applied.")
    private String fork;

    @Option(names = "--into", paramLabel = "FORK", description = "The fork to change; without it, the parent.")
    private String into;

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            defaultValue = "fail",
            converter = OnConflict.class,
            completionCandidates = OnConflict.Words.class,
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ConflictPolicy onConflict;

    @Mixin
    private ChangeFilter filter = new ChangeFilter();

    @Option(
            names = "--fast-forward-only",
            description = "Promote nothing when the target has had a commit since the fork parted from it.")
    private boolean fastForwardOnly;

    @Option(names = "--preview", description = "Say what would be done, and write nothing.")
    private boolean preview;

    /// For the command line.
    public GraphPromoteCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        String name = StateName.parseFork(fork);
        GraphPromotion promotion = promotion();
        // A preview is a transaction that is given up: it needs a database that is open for writing as well.
        try (Session session = Session.writing(target.wholeDatabase())) {
            GraphFork from = session.graphFork(name);
            GraphPromotionReport report;
            try (Waiting _ = Waiting.begin(console(), "promoting " + name)) {
                report = session.namedFork(
                        () -> preview ? from.preview(promotion) : settled(() -> from.promote(promotion)));
            }
            print(out, report, into == null ? PromoteCommand.parent(session, name) : into);
        }
        return ExitCode.OK;
    }

    private GraphPromotion promotion() {
        GraphPromotion promotion = GraphPromotion.onConflict(
                onConflict.equals(ConflictPolicy.TAKE_FORK)
                        ? Choice.TAKE_FORK
                        : onConflict.equals(ConflictPolicy.TAKE_TARGET) ? Choice.TAKE_TARGET : Choice.FAIL);
        if (into != null) {
            promotion = promotion.into(StateName.parseFork(into));
        }
        if (fastForwardOnly) {
            promotion = promotion.fastForwardOnly();
        }
        return promotion.where(filter.predicate());
    }

    private static GraphPromotionReport settled(Supplier<GraphPromotionReport> action) {
        try {
            return action.get();
        } catch (GraphException.PromotionConflict e) {
            List<GraphConflict> conflicts = e.conflicts();
            StringBuilder message = new StringBuilder("both sides changed the same, and nothing was applied: ")
                    .append(Numbers.counted(conflicts.size(), "conflict", "conflicts"));
            for (GraphConflict conflict : conflicts.subList(0, Math.min(LISTED_CONFLICTS, conflicts.size()))) {
                message.append('\n').append(conflict);
            }
            if (conflicts.size() > LISTED_CONFLICTS) {
                message.append("\nand ")
                        .append(Numbers.grouped(conflicts.size() - LISTED_CONFLICTS))
                        .append(" more");
            }
            message.append("\nSettle them with --on-conflict take-fork or --on-conflict take-target.");
            throw new Failure(ExitCode.of(e), message.toString(), e);
        }
    }

    private void print(Output out, GraphPromotionReport report, String destination) {
        if (isJson()) {
            out.json(generator -> {
                generator.writeBooleanField("preview", preview);
                writeCounts(generator, "vertices", report.vertices());
                writeCounts(generator, "edges", report.edges());
                generator.writeNumberField("edgesWithoutEnds", report.edgesWithoutEnds());
                generator.writeNumberField("conflicts", report.conflicts().size());
                generator.writeBooleanField("fastForward", report.isFastForward());
                generator.writeNumberField("sequence", report.sequence());
            });
            return;
        }
        out.line((preview ? "would promote " : "promoted ") + fork + " into " + destination + ":");
        out.line("vertices: " + counts(report.vertices()));
        out.line("edges: " + counts(report.edges())
                + (report.edgesWithoutEnds() == 0
                        ? ""
                        : ", " + Numbers.grouped(report.edgesWithoutEnds()) + " left out because an end is missing"));
        if (report.isFastForward()) {
            out.line("fast-forward: " + destination + " has not moved since");
        }
        if (!report.conflicts().isEmpty()) {
            out.line("conflicts: " + Numbers.grouped(report.conflicts().size()));
            for (GraphConflict conflict : report.conflicts()) {
                out.line("! " + Escape.controls(conflict.toString()));
            }
        }
    }

    private static String counts(GraphPromotionReport.Counts counts) {
        return Numbers.grouped(counts.inserted()) + " inserted, " + Numbers.grouped(counts.updated()) + " updated, "
                + Numbers.grouped(counts.deleted()) + " deleted, " + Numbers.grouped(counts.alreadySame())
                + " the same already, " + Numbers.grouped(counts.kept()) + " kept as the target has them";
    }

    private static void writeCounts(JsonGenerator generator, String name, GraphPromotionReport.Counts counts)
            throws IOException {
        generator.writeObjectFieldStart(name);
        generator.writeNumberField("inserted", counts.inserted());
        generator.writeNumberField("updated", counts.updated());
        generator.writeNumberField("deleted", counts.deleted());
        generator.writeNumberField("alreadySame", counts.alreadySame());
        generator.writeNumberField("kept", counts.kept());
        generator.writeEndObject();
    }
}

package dev.coppice.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.argument.ChangeFilter;
import dev.coppice.cli.argument.Count;
import dev.coppice.cli.argument.PairBy;
import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.graph.DiffPicture;
import dev.coppice.cli.graph.ElementText;
import dev.coppice.cli.graph.JsonElementWriting;
import dev.coppice.cli.terminal.Ansi;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.Pairing;
import dev.coppice.graph.Vertex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice graph diff`.
@Command(
        name = "diff",
        description = "Print or draw the changes of the graph that lead from BASE to FORK.",
        footer = {
            "",
            "+ is in FORK only, - is in BASE only, ~ is in both with other properties. First vertices, then edges.",
            "Two elements are the same when the same fork made them, and with --pair-by external-id or content also when",
            "both states call them the same, or hold the same. The time is proportional to what differs.",
            "--svg draws the first " + DiffPicture.LIMIT + " changes and says how many it left out.",
            "",
            "Examples:",
            "  coppice graph diff social.db what-if",
            "  coppice graph diff social.db what-if primary --count",
            "  coppice graph diff social.db what-if --type knows --where since=1833",
            "  coppice graph diff social.db what-if archive:friday --json",
            "  coppice graph diff social.db one-try other-try --pair-by external-id",
            "  coppice graph diff social.db what-if --svg what-if.svg"
        })
public final class GraphDiffCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(
            index = "1",
            paramLabel = "FORK",
            converter = Target.StateConverter.class,
            description = "The later state: a fork, or archive:NAME.")
    private StateName later;

    @Parameters(
            index = "2",
            paramLabel = "BASE",
            arity = "0..1",
            converter = Target.StateConverter.class,
            description = "The earlier state; without it, the fork's parent.")
    private StateName earlier;

    @Option(
            names = "--pair-by",
            paramLabel = "WHAT",
            defaultValue = "identity",
            converter = PairBy.class,
            completionCandidates = PairBy.Words.class,
            description = "When two elements are the same: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Pairing pairBy;

    @Mixin
    private ChangeFilter filter = new ChangeFilter();

    @Option(names = "--count", description = "Only the numbers.")
    private boolean countOnly;

    @Option(names = "--limit", paramLabel = "N", converter = Count.class, description = "At most this many changes.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--full", description = "Whole values; otherwise long ones are cut.")
    private boolean full;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the changes into this file instead.")
    private Path picture;

    /// For the command line.
    public GraphDiffCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        if (picture != null && (countOnly || full || isJson() || limit != Long.MAX_VALUE)) {
            throw new ParameterException(
                    spec().commandLine(), "--svg draws; leave out --count, --full, --limit, --json");
        }
        try (Session session = Session.reading(target.wholeDatabase())) {
            StateName base = earlier == null ? DiffCommand.parent(session, later) : earlier;
            GraphSnapshot after = session.graphSnapshot(later);
            GraphSnapshot before = session.graphSnapshot(base);
            try (GraphDiff diff = filter.of(after.diff(before, pairBy))) {
                if (countOnly) {
                    printCounts(out, diff.count());
                } else if (picture != null) {
                    draw(out, diff, before, after, base);
                } else {
                    print(out, diff, before, after);
                }
            }
        }
        return ExitCode.OK;
    }

    private void printCounts(Output out, GraphDiff.Counts counts) {
        if (isJson()) {
            out.json(generator -> {
                generator.writeNumberField("verticesAdded", counts.verticesAdded());
                generator.writeNumberField("verticesRemoved", counts.verticesRemoved());
                generator.writeNumberField("verticesChanged", counts.verticesChanged());
                generator.writeNumberField("edgesAdded", counts.edgesAdded());
                generator.writeNumberField("edgesRemoved", counts.edgesRemoved());
                generator.writeNumberField("edgesChanged", counts.edgesChanged());
            });
            return;
        }
        out.line("vertices: " + Numbers.grouped(counts.verticesAdded()) + " added, "
                + Numbers.grouped(counts.verticesRemoved()) + " removed, "
                + Numbers.grouped(counts.verticesChanged()) + " changed");
        out.line("edges: " + Numbers.grouped(counts.edgesAdded()) + " added, "
                + Numbers.grouped(counts.edgesRemoved()) + " removed, " + Numbers.grouped(counts.edgesChanged())
                + " changed");
    }

    private void print(Output out, GraphDiff diff, GraphSnapshot before, GraphSnapshot after) {
        for (long left = limit; left > 0; left--) {
            GraphChange change = diff.next();
            if (change == null) {
                return;
            }
            if (isJson()) {
                out.json(generator -> writeJson(generator, change));
            } else {
                out.line(line(out.ansi(), change, change.kind() == GraphChange.Kind.REMOVED ? before : after));
            }
        }
    }

    private String line(Ansi ansi, GraphChange change, GraphSnapshot state) {
        String text = switch (change) {
            case GraphChange.OfVertex vertex -> line(vertex);
            case GraphChange.OfEdge edge -> line(edge, state);
        };
        return switch (change.kind()) {
            case ADDED -> ansi.green("+ " + text);
            case REMOVED -> ansi.red("- " + text);
            case CHANGED -> ansi.yellow("~ " + text);
        };
    }

    private String line(GraphChange.OfVertex change) {
        Vertex shown = change.after() == null ? change.before() : change.after();
        return "vertex " + Long.toUnsignedString(shown.id()) + " " + ElementText.name(shown)
                + (change.kind() == GraphChange.Kind.CHANGED
                        ? ElementText.changes(
                                ElementText.properties(change.before()), ElementText.properties(change.after()), full)
                        : ElementText.of(ElementText.properties(shown), full));
    }

    private String line(GraphChange.OfEdge change, GraphSnapshot state) {
        Edge shown = change.after() == null ? change.before() : change.after();
        return "edge " + Long.toUnsignedString(shown.id()) + " " + ElementText.name(state, shown)
                + (change.kind() == GraphChange.Kind.CHANGED
                        ? ElementText.changes(
                                change.before().values(), change.after().values(), full)
                        : ElementText.of(shown.values(), full));
    }

    private static void writeJson(JsonGenerator generator, GraphChange change) throws IOException {
        generator.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
        generator.writeStringField("element", change instanceof GraphChange.OfVertex ? "vertex" : "edge");
        generator.writeStringField("id", Long.toUnsignedString(change.id()));
        switch (change) {
            case GraphChange.OfVertex vertex -> {
                writeVertex(generator, "before", vertex.before());
                writeVertex(generator, "after", vertex.after());
            }
            case GraphChange.OfEdge edge -> {
                writeEdge(generator, "before", edge.before());
                writeEdge(generator, "after", edge.after());
            }
        }
    }

    private static void writeVertex(JsonGenerator generator, String name, Vertex vertex) throws IOException {
        if (vertex == null) {
            return;
        }
        generator.writeObjectFieldStart(name);
        generator.writeStringField("label", vertex.label());
        if (vertex.externalId() != null) {
            generator.writeStringField("externalId", vertex.externalId());
        }
        JsonElementWriting.writeProperties(generator, vertex);
        generator.writeEndObject();
    }

    private static void writeEdge(JsonGenerator generator, String name, Edge edge) throws IOException {
        if (edge == null) {
            return;
        }
        generator.writeObjectFieldStart(name);
        generator.writeStringField("type", edge.type());
        generator.writeStringField("from", Long.toUnsignedString(edge.outVertex()));
        generator.writeStringField("to", Long.toUnsignedString(edge.inVertex()));
        JsonElementWriting.writeProperties(generator, edge);
        generator.writeEndObject();
    }

    private void draw(Output out, GraphDiff diff, GraphSnapshot before, GraphSnapshot after, StateName base) {
        DiffPicture drawn = DiffPicture.of(diff, before, after, base + " → " + later);
        FileOutput.write(picture, stream -> stream.write(drawn.svg().getBytes(StandardCharsets.UTF_8)));
        out.line("drew " + Numbers.counted(drawn.shown(), "change", "changes") + " into " + picture
                + (drawn.leftOut() == 0 ? "" : "; left out " + Numbers.grouped(drawn.leftOut()) + " more"));
    }
}

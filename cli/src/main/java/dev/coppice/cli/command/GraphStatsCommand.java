package dev.coppice.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.schema.Schema;
import dev.coppice.store.ForkInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice graph stats`.
@Command(
        name = "stats",
        description = "Count vertices by label and edges by type, and tell whose ids are whose.",
        footer = {
            "",
            "The ids of a fork begin above all that it inherits; an element belongs to the last fork of the lineage",
            "whose first id is not above its own. Every edge is read once, to count the types.",
            "",
            "Examples:",
            "  coppice graph stats social.db",
            "  coppice graph stats social.db@what-if --json"
        })
public final class GraphStatsCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "What of.")
    private Target target;

    /// For the command line.
    public GraphStatsCommand(Console console) {
        super(console);
    }

    /// What is counted.
    private record Counts(Map<String, Long> vertices, Map<String, Long> edges) {
        static Counts of(GraphView view) {
            Map<String, Long> vertices = new TreeMap<>();
            for (String label : view.schema().labels()) {
                vertices.put(label, view.vertexCount(label));
            }
            Map<String, Long> edges = new TreeMap<>();
            view.schema().types().forEach(type -> edges.put(type, 0L));
            try (EdgeCursor cursor = view.edges()) {
                while (cursor.next()) {
                    edges.merge(cursor.edge().type(), 1L, Long::sum);
                }
            }
            return new Counts(vertices, edges);
        }
    }

    @Override
    ExitCode run(Output out) {
        try (Session session = Session.reading(target.directory())) {
            GraphSnapshot snapshot = session.graphSnapshot(target.state());
            Counts counts;
            try (Waiting _ = Waiting.begin(console(), "counting")) {
                counts = Counts.of(snapshot);
            }
            // An archive hands out no ids.
            GraphFork fork = target.state() instanceof StateName.OfFork(String name) ? session.graphFork(name) : null;
            if (isJson()) {
                out.json(generator -> writeJson(generator, snapshot, counts, fork));
            } else {
                print(out, snapshot, counts, fork, session.database().forks());
            }
        }
        return ExitCode.OK;
    }

    private static void writeJson(JsonGenerator generator, GraphSnapshot snapshot, Counts counts, GraphFork fork)
            throws IOException {
        generator.writeStringField("fork", snapshot.forkName());
        generator.writeNumberField("sequence", snapshot.sequence());
        generator.writeNumberField("vertices", snapshot.vertexCount());
        generator.writeNumberField("edges", snapshot.edgeCount());
        writeCounts(generator, "verticesByLabel", counts.vertices());
        writeCounts(generator, "edgesByType", counts.edges());
        Schema schema = snapshot.schema();
        generator.writeNumberField("labels", schema.labels().size());
        generator.writeNumberField("types", schema.types().size());
        generator.writeNumberField("keys", schema.keys().size());
        generator.writeNumberField("indexes", schema.indexes().size());
        if (fork != null) {
            IdMarks marks = fork.ids().highWaterMarks();
            generator.writeStringField("nextVertexId", Long.toUnsignedString(marks.vid()));
            generator.writeStringField("nextEdgeId", Long.toUnsignedString(marks.eid()));
            generator.writeArrayFieldStart("lineage");
            for (IdLineage.Owner owner : fork.lineage().owners()) {
                generator.writeStartObject();
                generator.writeNumberField("forkId", owner.forkId());
                generator.writeStringField(
                        "firstVertexId", Long.toUnsignedString(owner.first().vid()));
                generator.writeStringField(
                        "firstEdgeId", Long.toUnsignedString(owner.first().eid()));
                generator.writeEndObject();
            }
            generator.writeEndArray();
        }
    }

    private static void writeCounts(JsonGenerator generator, String name, Map<String, Long> counts) throws IOException {
        generator.writeObjectFieldStart(name);
        for (var entry : counts.entrySet()) {
            generator.writeNumberField(entry.getKey(), entry.getValue());
        }
        generator.writeEndObject();
    }

    private static void print(Output out, GraphSnapshot snapshot, Counts counts, GraphFork fork, List<ForkInfo> forks) {
        Columns columns = new Columns(snapshot.forkName(), ">count");
        columns.row("vertices", Numbers.grouped(snapshot.vertexCount()));
        counts.vertices().forEach((label, count) -> columns.row("  " + label, Numbers.grouped(count)));
        columns.row("edges", Numbers.grouped(snapshot.edgeCount()));
        counts.edges().forEach((type, count) -> columns.row("  " + type, Numbers.grouped(count)));
        Schema schema = snapshot.schema();
        columns.row("names of properties", Numbers.grouped(schema.keys().size()));
        columns.row("indexes", Numbers.grouped(schema.indexes().size()));
        columns.print(out);
        if (fork == null) {
            return;
        }
        out.line("");
        IdMarks marks = fork.ids().highWaterMarks();
        Columns ids = new Columns("ids", ">vertices from", ">edges from");
        for (IdLineage.Owner owner : fork.lineage().owners()) {
            ids.row(
                    "of " + name(owner.forkId(), forks),
                    unsigned(owner.first().vid()),
                    unsigned(owner.first().eid()));
        }
        ids.row("next", unsigned(marks.vid()), unsigned(marks.eid()));
        ids.print(out);
    }

    private static String name(long forkId, List<ForkInfo> forks) {
        return forks.stream()
                .filter(info -> info.id() == forkId)
                .map(ForkInfo::name)
                .findFirst()
                .orElse("fork " + forkId + ", dropped");
    }

    private static String unsigned(long id) {
        return id < 0 ? Long.toUnsignedString(id) : Numbers.grouped(id);
    }
}

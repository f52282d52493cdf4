package dev.coppice.cli.command;

import dev.coppice.cli.argument.Target;
import dev.coppice.cli.graph.CsvElementWriting;
import dev.coppice.cli.graph.ElementWriter;
import dev.coppice.cli.graph.GraphFormat;
import dev.coppice.cli.graph.GraphmlWriting;
import dev.coppice.cli.graph.JsonElementWriting;
import dev.coppice.cli.graph.UsedKeys;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.graph.GraphSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice graph export`.
@Command(
        name = "export",
        description = "Write the vertices and edges of a graph to a file, or as CSV to two.",
        footer = {
            "",
            "What is written shows one state. A file appears under its name only when it is complete.",
            "'coppice graph import' reads it back. A vertex without an external id is called # and its number.",
            "JSON lines hold everything; CSV and GraphML hold one value of each property.",
            "",
            "Examples:",
            "  coppice graph export social.db social.jsonl",
            "  coppice graph export social.db@what-if --format graphml > what-if.graphml",
            "  coppice graph export social.db --nodes people.csv --edges knows.csv"
        })
public final class GraphExportCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where from.")
    private Target target;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            arity = "0..1",
            description = "A file, replaced if it is there; - is standard output, the default.")
    private String file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; otherwise the extension tells.")
    private GraphFormat format;

    @Option(names = "--nodes", paramLabel = "FILE", description = "Write the vertices as CSV.")
    private Path nodes;

    @Option(names = "--edges", paramLabel = "FILE", description = "Write the edges as CSV.")
    private Path edges;

    /// For the command line.
    public GraphExportCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        boolean csv = nodes != null || edges != null;
        if (csv && (file != null || format != null || nodes == null || edges == null)) {
            throw new ParameterException(
                    spec().commandLine(), "CSV goes to --nodes and --edges, both, without FILE and --format");
        }
        GraphFormat chosen = csv ? null : format();
        try (Session session = Session.reading(target.directory());
                Progress progress = new Progress(console(), "elements")) {
            GraphSnapshot snapshot = session.graphSnapshot(target.state());
            if (csv) {
                writeCsv(snapshot, progress);
            } else if (file == null || file.equals("-")) {
                write(snapshot, chosen, out.asStream(), progress);
            } else {
                FileOutput.write(Path.of(file), stream -> write(snapshot, chosen, stream, progress));
            }
            if (csv || (file != null && !file.equals("-"))) {
                console()
                        .err()
                        .println("exported " + Numbers.counted(progress.count(), "element", "elements") + " to "
                                + (csv ? nodes + " and " + edges : file) + " in "
                                + Numbers.nanos(progress.elapsedNanos()));
            }
        }
        return ExitCode.OK;
    }

    private GraphFormat format() {
        GraphFormat chosen = format == null && file != null ? GraphFormat.of(file) : format;
        if (chosen == null) {
            throw new ParameterException(
                    spec().commandLine(), "say --format jsonl or graphml, or --nodes and --edges for CSV");
        }
        return chosen;
    }

    private static void write(GraphSnapshot snapshot, GraphFormat chosen, OutputStream stream, Progress progress)
            throws IOException {
        try (ElementWriter writer = chosen == GraphFormat.jsonl
                ? new JsonElementWriting(stream)
                : new GraphmlWriting(stream, UsedKeys.of(snapshot))) {
            ElementWriter.write(snapshot, writer, writer, progress);
        }
    }

    private void writeCsv(GraphSnapshot snapshot, Progress progress) {
        UsedKeys used = UsedKeys.of(snapshot);
        FileOutput.write(
                nodes,
                ofVertices -> FileOutput.write(edges, ofEdges -> {
                    try (ElementWriter vertices = CsvElementWriting.ofVertices(ofVertices, used);
                            ElementWriter each = CsvElementWriting.ofEdges(ofEdges, used)) {
                        ElementWriter.write(snapshot, vertices, each, progress);
                    }
                }));
    }
}

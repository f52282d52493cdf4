package dev.coppice.cli.command;

import dev.coppice.cli.argument.Count;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.graph.BulkImport;
import dev.coppice.cli.graph.CountingStream;
import dev.coppice.cli.graph.CsvElements;
import dev.coppice.cli.graph.ElementLoader;
import dev.coppice.cli.graph.ElementSource;
import dev.coppice.cli.graph.GraphFormat;
import dev.coppice.cli.graph.GraphmlElements;
import dev.coppice.cli.graph.JsonElements;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice graph import`.
@Command(
        name = "import",
        description = "Bring vertices and edges from files into a graph.",
        footer = {
            "",
            "A vertex is known by its label and id: one that is there already gets the properties of the file.",
            "An edge is always a new one, unless --skip-present is given. The database is made when it is absent.",
            "The heading of CSV names the properties and their types: id,name,age:int. Types: string (unless another",
            "is named), boolean, byte, short, int, long, float, double, integer, decimal, bytes, date, time, instant,",
            "datetime, millis, duration, uuid, vector, json. A file that 'coppice graph export' wrote needs no options.",
            "JSON lines: {\"vertex\":\"ada\",\"label\":\"person\",\"properties\":{\"age\":36}}",
            "            {\"edge\":\"knows\",\"from\":\"ada\",\"to\":\"bob\",\"properties\":{\"since\":1833}}",
            "A line with \"remove\":true instead of properties removes a vertex, or the edges between two.",
            "",
            "An unusable element ends the import; the message says what is in the graph and how to go on.",
            "",
            "Examples:",
            "  coppice graph import social.db --nodes people.csv --label person --id id",
            "  coppice graph import social.db --edges knows.csv --type knows --from a --to b",
            "  coppice graph import social.db@what-if more.jsonl",
            "  coppice graph import social.db air-routes.graphml"
        })
public final class GraphImportCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where to.")
    private Target target;

    @Parameters(
            index = "1..*",
            paramLabel = "FILE",
            description = "JSON lines or GraphML, one after the other; - is standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Of FILE: ${COMPLETION-CANDIDATES}; otherwise the extension tells.")
    private GraphFormat format;

    @Option(names = "--nodes", paramLabel = "FILE", description = "Vertices as CSV, or TSV by the extension.")
    private String nodes;

    @Option(names = "--label", paramLabel = "LABEL", description = "Their label; otherwise the column _label.")
    private String label;

    @Option(names = "--id", paramLabel = "COLUMN", description = "The column with their ids; otherwise _id.")
    private String id;

    @Option(names = "--edges", paramLabel = "FILE", description = "Edges as CSV, or TSV by the extension.")
    private String edges;

    @Option(names = "--type", paramLabel = "TYPE", description = "Their type; otherwise the column _type.")
    private String type;

    @Option(names = "--from", paramLabel = "COLUMN", description = "The ids that they lead from; otherwise _from.")
    private String from;

    @Option(names = "--to", paramLabel = "COLUMN", description = "The ids that they lead to; otherwise _to.")
    private String to;

    @Option(
            names = "--from-label",
            paramLabel = "LABEL",
            description = "The label of the vertices that they lead from; otherwise the column _from_label.")
    private String fromLabel;

    @Option(
            names = "--to-label",
            paramLabel = "LABEL",
            description = "The label of the vertices that they lead to; otherwise the column _to_label.")
    private String toLabel;

    @Option(names = "--skip-errors", description = "Report elements that cannot be used, and go on.")
    private boolean skipErrors;

    @Option(
            names = "--skip-present",
            description = "Leave out edges that are there, with the same type, ends and properties.")
    private boolean skipPresent;

    @Option(
            names = "--from-line",
            paramLabel = "N",
            converter = Count.class,
            description = "Leave out what begins before this line.")
    private long fromLine;

    /// For the command line.
    public GraphImportCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        checkWords();
        target.fork();
        List<Opened> sources = new ArrayList<>();
        try {
            for (Opening opening : openings()) {
                sources.add(open(opening));
            }
            try (Session session = Session.creating(target.directory());
                    Progress progress = new Progress(console(), "elements")) {
                session.creatingGraph();
                GraphFork fork = session.graphFork(target.fork());
                var options = new ElementLoader.Options(skipErrors, fromLine, skipPresent);
                report(out, load(fork, sources, options, progress), progress.elapsedNanos());
            }
        } finally {
            for (Opened opened : sources) {
                opened.source.close();
            }
        }
        return ExitCode.OK;
    }

    private static ElementLoader.Result load(
            GraphFork fork, List<Opened> sources, ElementLoader.Options options, Progress progress) {
        ElementLoader.Result result = ElementLoader.Result.NONE;
        try (BulkImport bulk = BulkImport.into(fork, options)) {
            for (Opened opened : sources) {
                var loader = new ElementLoader(fork, opened.source, opened.bytes::count, bulk, options, progress);
                result = result.plus(loader.load());
            }
            bulk.commit();
        } catch (GraphException e) {
            throw new Failure(ExitCode.of(e), e.getMessage() + "; nothing was imported; run the command again", e);
        } catch (StoreException e) {
            throw new Failure(ExitCode.of(e), e.getMessage() + "; nothing was imported; run the command again", e);
        }
        return result;
    }

    private void checkWords() {
        if (files.isEmpty() && nodes == null && edges == null) {
            throw new ParameterException(spec().commandLine(), "name a FILE, or CSV with --nodes or --edges");
        }
        if (nodes == null && (label != null || id != null)) {
            throw new ParameterException(spec().commandLine(), "--label and --id are about the file of --nodes");
        }
        if (edges == null && (type != null || from != null || to != null || fromLabel != null || toLabel != null)) {
            throw new ParameterException(
                    spec().commandLine(), "--type, --from, --to and the labels of ends are about the file of --edges");
        }
        if (fromLine > 0 && files.size() + (nodes == null ? 0 : 1) + (edges == null ? 0 : 1) > 1) {
            throw new ParameterException(spec().commandLine(), "--from-line is about one file; name the others later");
        }
    }

    /// A file and how it is read.
    private record Opening(String file, Reading reading) {}

    /// A file that is being read, and what counts its bytes.
    private record Opened(ElementSource source, CountingStream bytes) {}

    @FunctionalInterface
    private interface Reading {
        ElementSource of(String name, InputStream stream);
    }

    private List<Opening> openings() {
        List<Opening> openings = new ArrayList<>();
        if (nodes != null) {
            var columns = new CsvElements.Columns(label, id, null, null, null, null);
            openings.add(new Opening(nodes, (name, stream) -> CsvElements.vertices(name, stream, columns)));
        }
        if (edges != null) {
            var columns = new CsvElements.Columns(type, null, from, to, fromLabel, toLabel);
            openings.add(new Opening(edges, (name, stream) -> CsvElements.edges(name, stream, columns)));
        }
        for (String file : files) {
            GraphFormat chosen = format == null ? GraphFormat.of(file) : format;
            if (chosen == null) {
                throw new ParameterException(
                        spec().commandLine(),
                        "the name '" + file + "' does not tell the format; say --format jsonl or graphml, or --nodes"
                                + " and --edges for CSV");
            }
            openings.add(new Opening(file, chosen == GraphFormat.jsonl ? JsonElements::new : GraphmlElements::new));
        }
        return openings;
    }

    private Opened open(Opening opening) {
        boolean isStandardInput = opening.file.equals("-");
        try {
            var bytes =
                    new CountingStream(isStandardInput ? console().in() : Files.newInputStream(Path.of(opening.file)));
            return new Opened(opening.reading.of(isStandardInput ? "standard input" : opening.file, bytes), bytes);
        } catch (IOException e) {
            throw Failure.ofFile("read", Path.of(opening.file), e);
        }
    }

    private void report(Output out, ElementLoader.Result result, long nanos) {
        if (isJson()) {
            out.json(generator -> {
                generator.writeNumberField("verticesAdded", result.verticesAdded());
                generator.writeNumberField("verticesUpdated", result.verticesUpdated());
                generator.writeNumberField("edgesAdded", result.edgesAdded());
                generator.writeNumberField("edgesPresent", result.edgesPresent());
                generator.writeNumberField("removed", result.removed());
                generator.writeNumberField("skipped", result.skipped());
                generator.writeNumberField("milliseconds", nanos / 1_000_000);
            });
            return;
        }
        out.line("imported into " + target + ": " + Numbers.counted(result.verticesAdded(), "vertex", "vertices")
                + " added, " + Numbers.grouped(result.verticesUpdated()) + " updated, "
                + Numbers.counted(result.edgesAdded(), "edge", "edges") + " added"
                + (result.edgesPresent() == 0 ? "" : ", " + Numbers.grouped(result.edgesPresent()) + " there already")
                + (result.removed() == 0 ? "" : ", " + Numbers.grouped(result.removed()) + " removed")
                + (result.skipped() == 0 ? "" : ", skipped " + Numbers.grouped(result.skipped())) + " in "
                + Numbers.nanos(nanos));
    }
}

package dev.coppice.bench.graph;

import dev.coppice.bench.BenchCommand;
import dev.coppice.bench.ChildProcess;
import dev.coppice.bench.Plan;
import dev.coppice.bench.graph.data.ClassGraph;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.data.RmatGraph;
import dev.coppice.bench.graph.engine.GraphEngineKind;
import dev.coppice.bench.graph.workload.GraphAssignment;
import dev.coppice.bench.graph.workload.GraphCatalogue;
import dev.coppice.bench.graph.workload.GraphTrial;
import dev.coppice.bench.report.Contender;
import dev.coppice.bench.report.Results;
import dev.coppice.bench.report.Section;
import dev.coppice.bench.workload.Group;
import dev.coppice.bench.workload.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/// The command that measures Coppice's graph beside the ones that a JVM user would embed instead, all in one run.
@Command(
        name = "coppice-bench-graph",
        mixinStandardHelpOptions = true,
        versionProvider = GraphBench.Version.class,
        sortOptions = false,
        description = "Measures Coppice beside Neo4j, ArcadeDB and TinkerGraph, and prints figures and ratios.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all was measured", "1:some engine failed or answered wrongly", "2:the command is wrong"})
public final class GraphBench extends BenchCommand {
    private static final int VERTICES_FULL = 200_000;
    private static final int VERTICES_QUICK = 20_000;
    private static final int EDGES_PER_VERTEX = 10;

    @Option(
            names = "--vertices",
            paramLabel = "N",
            description = "Vertices of the random graph. Default: 200,000, and 20,000 with --quick.")
    private Integer vertices;

    @Option(
            names = "--edges",
            paramLabel = "N",
            description = "Edges of the random graph. Default: ten times as many as vertices.")
    private Integer edges;

    @Option(
            names = "--graphs",
            split = ",",
            paramLabel = "GRAPH",
            description = "Only these graphs: RANDOM, CLASSES. Default: both, and RANDOM with --quick.")
    private List<GraphKind> kinds = new ArrayList<>();

    private final SequencedMap<String, GraphData> graphs = new LinkedHashMap<>();

    /// The graphs that there are.
    enum GraphKind {
        RANDOM,
        CLASSES
    }

    /// Runs the command and exits with its code.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GraphBench()).execute(arguments));
    }

    @Override
    protected List<Contender> engines() {
        return Arrays.stream(GraphEngineKind.values())
                .map(GraphEngineKind::contender)
                .toList();
    }

    @Override
    public List<Group<GraphTrial>> groups() {
        return GraphCatalogue.GROUPS;
    }

    @Override
    public List<Section> sections() {
        List<GraphKind> chosen = kinds;
        if (chosen.isEmpty()) {
            chosen = isQuick() ? List.of(GraphKind.RANDOM) : List.of(GraphKind.values());
        }
        return chosen.stream().map(this::section).toList();
    }

    private Section section(GraphKind kind) {
        return switch (kind) {
            case RANDOM -> {
                int size = vertices != null ? vertices : isQuick() ? VERTICES_QUICK : VERTICES_FULL;
                GraphData graph =
                        RmatGraph.of(size, edges != null ? edges : Math.multiplyExact(size, EDGES_PER_VERTEX), seed());
                yield section("random", "R-MAT graph", graph);
            }
            case CLASSES -> {
                try {
                    yield section("classes", "Classes of the JDK", ClassGraph.ofThisJdk());
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        };
    }

    private Section section(String id, String title, GraphData graph) {
        graphs.put(id, graph);
        SequencedMap<String, Long> parameters = new LinkedHashMap<>();
        parameters.put("vertices", (long) graph.vertices());
        parameters.put("edges", (long) graph.edges());
        parameters.put("seed", seed());
        return new Section(
                id,
                "%s, %,d vertices, %,d edges".formatted(title, graph.vertices(), graph.edges()),
                parameters,
                new Results());
    }

    @Override
    public void prepare(Plan plan, Section section) throws IOException {
        Files.createDirectories(plan.directory());
        graphs.get(section.id()).write(fileOf(plan));
    }

    private static Path fileOf(Plan plan) {
        return plan.directory().resolve("graph");
    }

    @Override
    public ChildProcess start(Plan plan, Section section, String engine, Step<?> step) throws IOException {
        GraphAssignment assignment = new GraphAssignment(
                engine,
                step.id(),
                fileOf(plan),
                plan.directoryOf(engine),
                plan.pace(),
                plan.cacheBytes(),
                plan.output());
        return ChildProcess.start(plan, engine, GraphChild.class, assignment.toArguments());
    }

    /// Answers `--version` with the version of the project, which all its modules share.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "coppice-bench-graph " + GraphEngineKind.COPPICE.contender().version()
            };
        }
    }
}

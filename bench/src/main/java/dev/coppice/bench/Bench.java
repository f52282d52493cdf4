package dev.coppice.bench;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.KeyOrder;
import dev.coppice.bench.engine.EngineKind;
import dev.coppice.bench.report.Contender;
import dev.coppice.bench.report.JsonReport;
import dev.coppice.bench.report.MarkdownReport;
import dev.coppice.bench.report.Report;
import dev.coppice.bench.report.Section;
import dev.coppice.bench.report.SvgChart;
import dev.coppice.bench.report.TextReport;
import dev.coppice.bench.workload.Catalogue;
import dev.coppice.bench.workload.Group;
import dev.coppice.bench.workload.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command that measures Coppice beside the engines that a JVM user would take instead, all in one run.
@Command(
        name = "coppice-bench",
        mixinStandardHelpOptions = true,
        versionProvider = Bench.Version.class,
        sortOptions = false,
        description = "Measures Coppice beside RocksDB, LMDB and MVStore, and prints figures and ratios.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all was measured", "1:some engine failed or answered wrongly", "2:the command is wrong"})
public final class Bench implements Callable<Integer> {
    /// The id of the engine that the others are compared with, if it takes part.
    static final String SUBJECT = "coppice";

    // A folder of a name of its own: it is deleted with all that is in it, which must never be something of the user's.
    private static final String DATA_FOLDER = "coppice-bench-data";
    private static final long ENTRIES_FULL = 5_000_000;
    private static final long ENTRIES_QUICK = 200_000;
    private static final int ROUNDS_FULL = 3;
    private static final int SMALL_VALUE = 100;
    private static final int LARGE_VALUE = 1_024;
    private static final int SMALL_ENTRIES_PER_LARGE = 5;
    private static final String UNFINISHED = "**Not finished**: these are the figures that there were until now";

    @Spec
    private CommandSpec spec;

    @Option(names = "--engines", split = ",", paramLabel = "ENGINE", description = "Only these engines.")
    private List<String> engines = new ArrayList<>();

    @Option(names = "--workloads", split = ",", paramLabel = "GROUP", description = "Only these groups of workloads.")
    private List<String> workloads = new ArrayList<>();

    @Option(
            names = "--entries",
            paramLabel = "N",
            description = "Entries with values of 100 bytes; those with larger values are fewer. Default: 5,000,000.")
    private Long entries;

    @Option(
            names = "--value-sizes",
            split = ",",
            paramLabel = "BYTES",
            description = "Sizes of values, each a data set of its own. Default: 100,1024.")
    private List<Integer> valueSizes = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often all is measured; the median counts. Default: 3.")
    private Integer rounds;

    @Option(
            names = "--quick",
            description = "200,000 entries of 100 bytes, one round, short measurements: some two minutes.")
    private boolean quick;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "target",
            description = "Below it, in a new folder, databases are kept while measured. Default: ${DEFAULT-VALUE}.")
    private Path directory;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "target/benchmarks",
            description = "Where results.json, README.md and the charts go. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(
            names = "--cache-mib",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "Memory for each engine's own cache. Default: ${DEFAULT-VALUE}.")
    private long cacheMebibytes;

    @Option(
            names = "--heap-mib",
            paramLabel = "MIB",
            defaultValue = "3072",
            description = "Heap of each child process. Default: ${DEFAULT-VALUE}.")
    private long heapMebibytes;

    @Option(
            names = "--timeout-minutes",
            paramLabel = "MINUTES",
            defaultValue = "60",
            description = "How long one engine may take for one step. Default: ${DEFAULT-VALUE}.")
    private long timeoutMinutes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the data.")
    private long seed;

    /// Runs the command and exits with its code.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = plan();
        Files.createDirectories(plan.directory());
        List<String> machine = Machine.describe(plan);
        PrintWriter out = spec.commandLine().getOut();
        // A run takes long, and may be stopped: what there is until then is kept.
        Runner runner = new Runner(
                plan,
                spec.commandLine().getErr(),
                (sections, failures) ->
                        write(report(plan, both(both(machine, List.of(UNFINISHED)), failures), sections)));
        List<Section> sections = runner.run();
        Report report = report(plan, both(machine, runner.failures()), sections);
        out.print(TextReport.of(report));
        out.flush();
        write(report);
        return runner.failures().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private Plan plan() {
        long smallEntries = entries != null ? entries : quick ? ENTRIES_QUICK : ENTRIES_FULL;
        return new Plan(
                chosenEngines(),
                chosenGroups(),
                chosenSizes().stream().map(size -> dataset(smallEntries, size)).toList(),
                rounds != null ? rounds : quick ? 1 : ROUNDS_FULL,
                directory.toAbsolutePath().resolve(DATA_FOLDER),
                quick ? Pace.QUICK : Pace.FULL,
                cacheMebibytes << 20,
                heapMebibytes << 20,
                Duration.ofMinutes(timeoutMinutes));
    }

    private Dataset dataset(long smallEntries, int valueSize) {
        long count = valueSize <= SMALL_VALUE ? smallEntries : Math.max(1, smallEntries / SMALL_ENTRIES_PER_LARGE);
        return new Dataset(count, valueSize, KeyOrder.RANDOM, seed);
    }

    private List<Integer> chosenSizes() {
        if (!valueSizes.isEmpty()) {
            return valueSizes;
        }
        return quick ? List.of(SMALL_VALUE) : List.of(SMALL_VALUE, LARGE_VALUE);
    }

    private List<EngineKind> chosenEngines() {
        try {
            return engines.isEmpty()
                    ? List.of(EngineKind.values())
                    : engines.stream().map(EngineKind::of).toList();
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }

    private Set<String> chosenGroups() {
        Set<String> known =
                Catalogue.GROUPS.stream().map(Group::id).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!known.containsAll(workloads)) {
            throw new ParameterException(spec.commandLine(), "groups of workloads are " + String.join(", ", known));
        }
        return workloads.isEmpty() ? known : Set.copyOf(workloads);
    }

    private static Report report(Plan plan, List<String> conditions, List<Section> sections) {
        List<Contender> contenders =
                plan.engines().stream().map(Bench::contender).collect(Collectors.toCollection(ArrayList::new));
        Contender subject = contenders.stream()
                .filter(contender -> contender.id().equals(SUBJECT))
                .findFirst()
                .orElse(contenders.getFirst());
        contenders.remove(subject);
        return new Report(
                conditions,
                subject,
                contenders,
                Catalogue.figures(Group.Scope.ALL),
                Catalogue.figures(Group.Scope.COPPICE),
                Catalogue.figures(Group.Scope.DISK),
                sections);
    }

    private static Contender contender(EngineKind kind) {
        return new Contender(kind.id(), kind.title(), kind.version(), kind.settings());
    }

    private void write(Report report) throws IOException {
        Files.createDirectories(output);
        List<String> charts = new ArrayList<>();
        for (Section section : report.sections()) {
            String name = "ratios-" + section.id() + ".svg";
            Files.writeString(output.resolve(name), SvgChart.of(report, section));
            charts.add(name);
        }
        Files.writeString(output.resolve("README.md"), MarkdownReport.of(report, charts));
        Files.writeString(output.resolve("results.json"), JsonReport.of(report));
    }

    /// Answers `--version` with the version of the project, which all its modules share.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"coppice-bench " + EngineKind.COPPICE.version()};
        }
    }
}

package dev.coppice.bench;

import dev.coppice.bench.report.Contender;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.JsonReport;
import dev.coppice.bench.report.MarkdownReport;
import dev.coppice.bench.report.Report;
import dev.coppice.bench.report.Section;
import dev.coppice.bench.report.SvgChart;
import dev.coppice.bench.report.TextReport;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that runs a [Benchmark] and reports it: the options that all such commands have, and what they do.
public abstract class BenchCommand implements Callable<Integer>, Benchmark {
    /// The id of the engine that the others are compared with, if it takes part.
    static final String SUBJECT = "coppice";

    // A folder of a name of its own: it is deleted with all that is in it, which must never be something of the user's.
    private static final String DATA_FOLDER = "coppice-bench-data";
    private static final int ROUNDS_FULL = 3;
    private static final String UNFINISHED = "**Not finished**: these are the figures that there were until now";

    @Spec
    private CommandSpec spec;

    @Option(names = "--engines", split = ",", paramLabel = "ENGINE", description = "Only these engines.")
    private List<String> engines = new ArrayList<>();

    @Option(names = "--workloads", split = ",", paramLabel = "GROUP", description = "Only these groups of workloads.")
    private List<String> workloads = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often all is measured; the median counts. Default: 3.")
    private Integer rounds;

    @Option(names = "--quick", description = "Little data, one round, short measurements: some two minutes.")
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

    /// The engines that there are, the subject first.
    protected abstract List<Contender> engines();

    /// Whether little is to be measured, quickly.
    protected final boolean isQuick() {
        return quick;
    }

    /// What makes this data different from other data of the same shape.
    protected final long seed() {
        return seed;
    }

    @Override
    public final Integer call() throws Exception {
        Plan plan = plan();
        Files.createDirectories(plan.directory());
        List<String> machine = Machine.describe(plan);
        PrintWriter out = spec.commandLine().getOut();
        // A run takes long, and may be stopped: what there is until then is kept.
        Runner runner = new Runner(
                plan,
                this,
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
        return new Plan(
                chosen(engines, "engines", engines().stream().map(Contender::id)),
                Set.copyOf(chosen(
                        workloads, "groups of workloads", groups().stream().map(Group::id))),
                rounds != null ? rounds : quick ? 1 : ROUNDS_FULL,
                directory.toAbsolutePath().resolve(DATA_FOLDER),
                quick ? Pace.QUICK : Pace.FULL,
                cacheMebibytes << 20,
                heapMebibytes << 20,
                Duration.ofMinutes(timeoutMinutes));
    }

    private List<String> chosen(List<String> wanted, String what, Stream<String> ids) {
        Set<String> known = ids.collect(Collectors.toCollection(LinkedHashSet::new));
        if (!known.containsAll(wanted)) {
            throw new ParameterException(spec.commandLine(), what + " are " + String.join(", ", known));
        }
        return wanted.isEmpty() ? List.copyOf(known) : wanted;
    }

    private Report report(Plan plan, List<String> conditions, List<Section> sections) {
        List<Contender> contenders = engines().stream()
                .filter(engine -> plan.engines().contains(engine.id()))
                .collect(Collectors.toCollection(ArrayList::new));
        Contender subject = contenders.removeFirst();
        return new Report(
                conditions,
                subject,
                contenders,
                figures(Group.Scope.ALL),
                figures(Group.Scope.COPPICE),
                figures(Group.Scope.DISK),
                sections);
    }

    private List<Figure> figures(Group.Scope scope) {
        return groups().stream()
                .filter(group -> group.scope() == scope)
                .flatMap(group -> group.figures().stream())
                .toList();
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
}

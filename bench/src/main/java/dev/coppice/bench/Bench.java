package dev.coppice.bench;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.KeyOrder;
import dev.coppice.bench.engine.EngineKind;
import dev.coppice.bench.report.Contender;
import dev.coppice.bench.report.Results;
import dev.coppice.bench.report.Section;
import dev.coppice.bench.workload.Assignment;
import dev.coppice.bench.workload.Catalogue;
import dev.coppice.bench.workload.Group;
import dev.coppice.bench.workload.Step;
import dev.coppice.bench.workload.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/// The command that measures Coppice's store beside the engines that a JVM user would take instead, all in one run.
@Command(
        name = "coppice-bench",
        mixinStandardHelpOptions = true,
        versionProvider = Bench.Version.class,
        sortOptions = false,
        description = "Measures Coppice beside RocksDB, LMDB and MVStore, and prints figures and ratios.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all was measured", "1:some engine failed or answered wrongly", "2:the command is wrong"})
public final class Bench extends BenchCommand {
    private static final long ENTRIES_FULL = 5_000_000;
    private static final long ENTRIES_QUICK = 200_000;
    private static final int SMALL_VALUE = 100;
    private static final int LARGE_VALUE = 1_024;
    private static final int SMALL_ENTRIES_PER_LARGE = 5;

    @Option(
            names = "--entries",
            paramLabel = "N",
            description = "Entries with values of 100 bytes; those with larger values are fewer. Default: 5,000,000, "
                    + "and 200,000 with --quick.")
    private Long entries;

    @Option(
            names = "--value-sizes",
            split = ",",
            paramLabel = "BYTES",
            description = "Sizes of values, each a data set of its own. Default: 100,1024, and 100 with --quick.")
    private List<Integer> valueSizes = new ArrayList<>();

    private final SequencedMap<String, Dataset> datasets = new LinkedHashMap<>();

    /// Runs the command and exits with its code.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    protected List<Contender> engines() {
        return Arrays.stream(EngineKind.values()).map(EngineKind::contender).toList();
    }

    @Override
    public List<Group<Trial>> groups() {
        return Catalogue.GROUPS;
    }

    @Override
    public List<Section> sections() {
        return chosenSizes().stream().map(size -> section(dataset(size))).toList();
    }

    private List<Integer> chosenSizes() {
        if (!valueSizes.isEmpty()) {
            return valueSizes;
        }
        return isQuick() ? List.of(SMALL_VALUE) : List.of(SMALL_VALUE, LARGE_VALUE);
    }

    private Dataset dataset(int valueSize) {
        long small = entries != null ? entries : isQuick() ? ENTRIES_QUICK : ENTRIES_FULL;
        long count = valueSize <= SMALL_VALUE ? small : Math.max(1, small / SMALL_ENTRIES_PER_LARGE);
        return new Dataset(count, valueSize, KeyOrder.RANDOM, seed());
    }

    private Section section(Dataset dataset) {
        String id = dataset.valueSize() + "-bytes";
        datasets.put(id, dataset);
        SequencedMap<String, Long> parameters = new LinkedHashMap<>();
        parameters.put("entries", dataset.entries());
        parameters.put("keyBytes", (long) Dataset.KEY_SIZE);
        parameters.put("valueBytes", (long) dataset.valueSize());
        parameters.put("seed", dataset.seed());
        return new Section(
                id,
                "%,d entries, 16-byte keys, %,d-byte values".formatted(dataset.entries(), dataset.valueSize()),
                parameters,
                new Results());
    }

    @Override
    public ChildProcess start(Plan plan, Section section, String engine, Step<?> step) throws IOException {
        Assignment assignment = new Assignment(
                engine,
                step.id(),
                datasets.get(section.id()),
                plan.directoryOf(engine),
                plan.pace(),
                plan.cacheBytes(),
                plan.output());
        return ChildProcess.start(plan, engine, Child.class, assignment.toArguments());
    }

    /// Answers `--version` with the version of the project, which all its modules share.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"coppice-bench " + EngineKind.COPPICE.version()};
        }
    }
}

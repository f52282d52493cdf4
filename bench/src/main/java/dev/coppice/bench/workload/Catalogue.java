package dev.coppice.bench.workload;

import dev.coppice.bench.data.KeyOrder;
import dev.coppice.bench.workload.Group.Scope;
import dev.coppice.bench.workload.Step.Ending;
import java.util.List;

/// All that can be measured, in the order in which it is done. Each group finds the main database as the groups before
/// have left it; the first that needs one is the load.
public final class Catalogue {
    /// All groups.
    public static final List<Group<Trial>> GROUPS = List.of(
            Group.of(
                    "disk",
                    Scope.DISK,
                    Step.of(
                            "disk",
                            new DiskSyncs("disk.overwrite", "Overwrite 4 KiB + fdatasync", false),
                            new DiskSyncs("disk.append", "Append 4 KiB + fsync", true),
                            new DiskReads("disk.read.1", "Random 4 KiB read, 1 thread", 1),
                            new DiskReads("disk.read.16", "Random 4 KiB read, 16 threads", 16))),
            Group.of(
                    "load",
                    Scope.ALL,
                    Step.of("load.sequential", new Load("load.sequential", "Load, ascending keys", KeyOrder.ASCENDING)),
                    Step.of("load.random", new Load("load.random", "Load, random keys", KeyOrder.RANDOM))),
            Group.of(
                    "read",
                    Scope.ALL,
                    Step.of(
                            "read",
                            new FullScan("scan", "Full scan", 1),
                            new RandomReads("read.present.1", "Random read, 1 thread", true, 1),
                            new RandomReads("read.present.2", "Random read, 2 threads", true, 2),
                            new RandomReads("read.absent.1", "Absent key, 1 thread", false, 1),
                            new RandomReads("read.absent.2", "Absent key, 2 threads", false, 2),
                            new SeekReads("seek", "Seek + 100 entries", 100),
                            new PeakMemory("memory", "Peak memory after reads"))),
            Group.of(
                    "cold",
                    Scope.ALL,
                    Step.of(
                            "cold",
                            new ColdReads("cold.1", "Cold random read, 1 thread", 1),
                            new ColdReads("cold.16", "Cold random read, 16 threads", 16))),
            Group.of(
                    "mixed",
                    Scope.ALL,
                    Step.of(
                            "mixed",
                            new Mixed("mixed.95", "Mixed 95/5 zipfian, 2 threads", 95, 2),
                            new Mixed("mixed.50", "Mixed 50/50 zipfian, 2 threads", 50, 2))),
            Group.of(
                    "commit",
                    Scope.ALL,
                    Step.of(
                            "commit",
                            new DurablePuts("commit.1", "Durable put, 1 thread", 1),
                            new DurablePuts("commit.16", "Durable put, 16 threads", 16))),
            Group.of("churn", Scope.ALL, Step.of("churn", new Churn("churn", "Overwrite all twice, random", 2))),
            Group.of("branch", Scope.ALL, Step.of("branch", new Branch("branch", "Branch to first durable commit", 1))),
            Group.of(
                    "reopen",
                    Scope.ALL,
                    Step.of("reopen", new Reopen("reopen", "Reopen after close")),
                    new Step<>("victim", Ending.KILLED, List.of(new Victim())),
                    Step.of("recovery", new Recovery("recovery", "Reopen after kill -9"))),
            Group.of(
                    "forks",
                    Scope.COPPICE,
                    Step.of("bulk", new BulkLoad("bulk", "Load, ascending keys, bulk loader")),
                    Step.of(
                            "scaled",
                            new Branch("branch.small", "Fork to first durable commit, 1/1000 of the entries", 0.001),
                            new Branch("branch.large", "Fork to first durable commit, 10 times the entries", 10)),
                    Step.of(
                            "depth",
                            new DeepReads("depth.0", "Random read, primary", 0),
                            new DeepReads("depth.1", "Random read, fork depth 1", 1),
                            new DeepReads("depth.100", "Random read, fork depth 100", 100),
                            new DeepReads("depth.1000", "Random read, fork depth 1,000", 1_000)),
                    Step.of("diff", new DiffOfChanges("diff", "Diff of 1,000 changes")),
                    Step.of("many", new ManyForks("many", "Up to 10,000 forks", 10_000))));

    private Catalogue() {}

    /// The step with this id.
    public static Step<Trial> step(String id) {
        return GROUPS.stream()
                .flatMap(group -> group.steps().stream())
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no step named " + id));
    }
}

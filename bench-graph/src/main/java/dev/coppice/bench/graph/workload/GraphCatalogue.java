package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.workload.Ingest.Way;
import dev.coppice.bench.workload.DiskSyncs;
import dev.coppice.bench.workload.Group;
import dev.coppice.bench.workload.Group.Scope;
import dev.coppice.bench.workload.PeakMemory;
import dev.coppice.bench.workload.Step;
import dev.coppice.bench.workload.Step.Ending;
import java.util.List;

/// All that can be measured, in the order in which it is done. Each group finds the main database as the groups before
/// have left it; the first that needs one is the load.
public final class GraphCatalogue {
    /// All groups.
    public static final List<Group<GraphTrial>> GROUPS = List.of(
            Group.of(
                    "disk",
                    Scope.DISK,
                    Step.of("disk", new DiskSyncs("disk.overwrite", "Overwrite 4 KiB + fdatasync", false))),
            Group.of(
                    "load", Scope.ALL, Step.of("load", new Ingest("load", "Ingest in transactions", Way.TRANSACTIONS))),
            Group.of("bulk", Scope.ALL, Step.<GraphTrial>of("bulk", new Ingest("bulk", "Ingest in bulk", Way.BULK)))
                    .without("neo4j", "tinkergraph"),
            Group.of(
                    "read",
                    Scope.ALL,
                    Step.of(
                            "read",
                            new Reads("key", "Look-up by key", Question.SCORE),
                            new Reads("hop.1", "1 hop, with a property", Question.NEIGHBORS),
                            new Reads("hop.2", "2 hops, distinct", Question.SECOND_NEIGHBORS),
                            new Reads("path", "Shortest path", Question.DISTANCE),
                            new Reads("scan", "Filtered scan of a label", Question.SCORES_BETWEEN),
                            new Reads("edges", "Scan of a rare edge type", Question.WEIGHTS),
                            new PeakMemory("memory", "Peak memory after reads"))),
            Group.of(
                            "query",
                            Scope.ALL,
                            Step.<GraphTrial>of(
                                    "query",
                                    new Reads("query.key", "Query: look-up by key", Question.QUERY_SCORE),
                                    new Reads("query.hop.1", "Query: 1 hop", Question.QUERY_NEIGHBORS),
                                    new Reads("query.hop.2", "Query: 2 hops", Question.QUERY_SECOND_NEIGHBORS),
                                    new Reads("query.scan", "Query: filtered scan", Question.QUERY_SCORES_BETWEEN)))
                    .without("arcadedb"),
            Group.of(
                            "commit",
                            Scope.ALL,
                            Step.<GraphTrial>of("commit", new DurableAdds("commit", "Durable transaction")))
                    .without("tinkergraph"),
            Group.of("branch", Scope.ALL, Step.of("branch", new GraphBranch("branch", "Branch to first commit"))),
            Group.of("reopen", Scope.ALL, Step.of("reopen", new GraphReopen("reopen", "Reopen after close"))),
            Group.of(
                            "crash",
                            Scope.ALL,
                            new Step<GraphTrial>("victim", Ending.KILLED, List.of(new GraphVictim())),
                            Step.of("recovery", new GraphRecovery("recovery", "Reopen after kill -9")))
                    .without("tinkergraph"));

    private GraphCatalogue() {}

    /// The step with this id.
    public static Step<GraphTrial> step(String id) {
        return GROUPS.stream()
                .flatMap(group -> group.steps().stream())
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no step named " + id));
    }
}

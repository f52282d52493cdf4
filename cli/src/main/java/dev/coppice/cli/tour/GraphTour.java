package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// The second half of the tour: the same POMs as a graph of who depends on whom, asked, forked, changed, compared,
/// drawn and promoted, each state compared with a graph in memory.
final class GraphTour {
    private static final int SHOWN = 5;
    private static final String FORK = "what-if";

    private final Console console;
    private final Narrator narrator;
    private final Path directory;
    private final Path database;

    GraphTour(Console console, Narrator narrator, Path directory) {
        this.console = console;
        this.narrator = narrator;
        this.directory = directory;
        this.database = directory.resolve("graph.db");
    }

    /// What is changed on the fork: all that depend on one version come to depend on another one.
    private record Move(DependencyGraph.Node from, DependencyGraph.Node to) {
        /// The most used version of which there is a newer one; else the most used one and a version made up for it.
        /// Null when nothing depends on anything.
        static Move plan(DependencyGraph graph) {
            Map<DependencyGraph.Node, Integer> uses = new TreeMap<>();
            Map<String, List<Coordinates>> versions = new HashMap<>();
            for (DependencyGraph.Link edge : graph.edges()) {
                if (edge.type().equals(DependencyGraph.DEPENDS_ON)) {
                    uses.merge(edge.to(), 1, Integer::sum);
                } else if (edge.type().equals(DependencyGraph.OF)) {
                    versions.computeIfAbsent(edge.from().artifact(), _ -> new ArrayList<>())
                            .add(edge.from().coordinates());
                }
            }
            Move newer = null;
            Move madeUp = null;
            int mostWithNewer = 0;
            int most = 0;
            for (var use : uses.entrySet()) {
                DependencyGraph.Node from = use.getKey();
                String newest = Upgrade.newest(versions.get(from.artifact())).version();
                if (Upgrade.isOlder(from.number(), newest) && use.getValue() > mostWithNewer) {
                    mostWithNewer = use.getValue();
                    newer = new Move(from, DependencyGraph.Node.version(from.artifact() + ":" + newest));
                }
                if (use.getValue() > most) {
                    most = use.getValue();
                    madeUp = new Move(from, DependencyGraph.Node.version(from.id() + ".1"));
                }
            }
            return newer == null ? madeUp : newer;
        }

        DependencyGraph applyTo(DependencyGraph graph) {
            DependencyGraph after = graph.copy();
            after.add(to);
            for (DependencyGraph.Link edge : graph.edges()) {
                if (edge.type().equals(DependencyGraph.DEPENDS_ON) && edge.to().equals(from)) {
                    after.edges().remove(edge);
                    after.edges().add(new DependencyGraph.Link(edge.type(), edge.from(), to, edge.scope()));
                }
            }
            return after;
        }
    }

    /// Takes this half of the tour.
    void take(Poms poms) throws IOException {
        DependencyGraph graph = read(poms);
        if (graph.vertices().isEmpty()) {
            narrator.say("None of them is a POM that Maven's library reads, so there is no graph.");
            return;
        }
        load(graph);
        ask(graph);
        Move move = Move.plan(graph);
        if (move == null) {
            narrator.say("None of them depends on anything that is known, so there is nothing to upgrade.");
            return;
        }
        askWhoUses(graph, move.from());
        DependencyGraph after = move.applyTo(graph);
        IdMarks marks = change(graph, after, move);
        compare(graph, after);
        promote(after, marks);
    }

    private DependencyGraph read(Poms poms) throws IOException {
        narrator.step("The same POMs as a graph: who depends on whom, parents, bills of materials, licences");
        long begin = console.nanoTime().getAsLong();
        MavenModels models = MavenModels.of(poms.poms());
        DependencyGraph graph = DependencyGraph.of(models);
        long nanos = console.nanoTime().getAsLong() - begin;
        narrator.say("read " + Numbers.counted(models.all().size(), "POM", "POMs") + " with Maven's own library"
                + (models.unreadable() == 0
                        ? ""
                        : ", which refuses " + Numbers.grouped(models.unreadable()) + " more"));
        narrator.say(Numbers.grouped(graph.count(DependencyGraph.DEPENDS_ON))
                + " dependencies have a version, with properties and managed versions resolved from the files at hand; "
                + Numbers.grouped(graph.withoutVersion()) + " have none that these files tell, and are left out");
        graph.write(file("graph"));
        narrator.say("written as JSON lines to import: " + file("graph"));
        narrator.took("read POMs with Maven's library, resolve, write JSON lines", nanos);
        return graph;
    }

    private void load(DependencyGraph graph) {
        narrator.step("Import them as vertices and edges");
        narrator.run("graph", "import", database.toString(), file("graph").toString());
        narrator.run("graph", "stats", database.toString());
        proveContent("the graph holds every vertex and every edge, and no other", "primary", graph);
    }

    private void ask(DependencyGraph graph) {
        narrator.step("Ask: what do most depend on, and how deep does it go? A program walks along the edges");
        long begin = console.nanoTime().getAsLong();
        List<GraphQuestions.Used> most = ask(questions -> questions.mostDependedUpon(SHOWN));
        narrator.took("what most depend on", console.nanoTime().getAsLong() - begin);
        most.forEach(used ->
                narrator.say("  " + used.artifact() + ", by " + Numbers.grouped(used.dependents()) + " versions"));
        narrator.prove("counted in memory, the most used artifacts are the same", most.equals(mostUsed(graph)));
        begin = console.nanoTime().getAsLong();
        List<String> chain = ask(GraphQuestions::deepestChain);
        narrator.took("the deepest chain", console.nanoTime().getAsLong() - begin);
        narrator.say("the deepest chain has " + Numbers.counted(chain.size(), "version", "versions") + ": "
                + String.join(" > ", chain));
        narrator.prove("each link of the chain is a dependency, and none is there twice", isChain(chain, graph));
    }

    private void askWhoUses(DependencyGraph graph, DependencyGraph.Node version) {
        narrator.step("Ask: who still uses " + version.id() + "?");
        long begin = console.nanoTime().getAsLong();
        List<String> users = ask(questions -> questions.whoUses(version.id()));
        narrator.took("who uses one version", console.nanoTime().getAsLong() - begin);
        narrator.say(Numbers.counted(users.size(), "version does", "versions do") + ": "
                + String.join(", ", users.subList(0, Math.min(SHOWN, users.size())))
                + (users.size() > SHOWN ? ", …" : ""));
        narrator.prove("it is exactly these", users.equals(users(graph, version)));
    }

    private IdMarks change(DependencyGraph graph, DependencyGraph after, Move move) throws IOException {
        narrator.step("What if all of them moved to " + move.to().number() + "? Fork the graph, and let them, there");
        narrator.run("graph", "fork", database.toString(), FORK);
        IdMarks before = ofFork("primary", fork -> fork.ids().highWaterMarks());
        after.writeChanges(graph, file("graph-upgrade"));
        narrator.run(
                "graph", "import", database + "@" + FORK, file("graph-upgrade").toString());
        proveContent("the fork holds the upgrade", FORK, after);
        proveContent("primary has not moved", "primary", graph);
        narrator.step("Each fork hands out ids of its own, above all that it inherited");
        narrator.run("graph", "stats", database + "@" + FORK);
        narrator.prove("every new edge on the fork has an id of the fork's", ownsItsEdges(graph, after));
        narrator.prove(
                "primary's allocator has not moved: next are " + before,
                before.equals(ofFork("primary", fork -> fork.ids().highWaterMarks())));
        return before;
    }

    private void compare(DependencyGraph graph, DependencyGraph after) throws IOException {
        narrator.step("Compare the fork with primary: as numbers, as text, and as a picture");
        String counted = narrator.run("graph", "diff", database.toString(), FORK, "primary", "--count");
        narrator.run("graph", "diff", database.toString(), FORK, "primary", "--limit", "8");
        Path picture = directory.resolve("graph-diff.svg");
        narrator.run("graph", "diff", database.toString(), FORK, "primary", "--svg", picture.toString());
        narrator.say("look at it in any browser: " + picture);
        narrator.prove("the diff counts exactly what was changed", counted.equals(expectedCounts(graph, after)));
        narrator.prove("the picture is there", Files.readString(picture).strip().endsWith("</svg>"));
    }

    private static String expectedCounts(DependencyGraph before, DependencyGraph after) {
        long verticesAdded = (long) after.vertices().size() - before.vertices().size();
        long added = after.edges().stream()
                .filter(edge -> !before.edges().contains(edge))
                .count();
        long removed = before.edges().stream()
                .filter(edge -> !after.edges().contains(edge))
                .count();
        return "vertices: " + Numbers.grouped(verticesAdded) + " added, 0 removed, 0 changed\nedges: "
                + Numbers.grouped(added) + " added, " + Numbers.grouped(removed) + " removed, 0 changed\n";
    }

    private void promote(DependencyGraph after, IdMarks before) {
        narrator.step("Promote the fork: look first, then apply all of it in one transaction");
        narrator.run("graph", "promote", database.toString(), FORK, "--preview");
        narrator.run("graph", "promote", database.toString(), FORK);
        proveContent("primary holds the upgrade", "primary", after);
        narrator.run("graph", "stats", database.toString());
        narrator.prove("the new edges have ids of primary's, at " + before + " and above", areOfPrimary(before, after));
        String found = narrator.run("check", database.toString());
        narrator.prove(
                "the database is sound, and every element is where it must be",
                found.startsWith("sound: ") && found.contains("\ngraph sound: "));
    }

    // ---- what must be so

    private static List<GraphQuestions.Used> mostUsed(DependencyGraph graph) {
        Map<String, Set<String>> dependents = new TreeMap<>();
        for (DependencyGraph.Link edge : graph.edges()) {
            if (edge.type().equals(DependencyGraph.DEPENDS_ON)) {
                dependents
                        .computeIfAbsent(edge.to().artifact(), _ -> new HashSet<>())
                        .add(edge.from().id());
            }
        }
        List<GraphQuestions.Used> all = new ArrayList<>();
        dependents.forEach((artifact, each) -> all.add(new GraphQuestions.Used(artifact, each.size())));
        all.sort((a, b) -> Integer.compare(b.dependents(), a.dependents())); // stable: then by name
        return all.subList(0, Math.min(SHOWN, all.size()));
    }

    private static boolean isChain(List<String> chain, DependencyGraph graph) {
        Set<String> links = new HashSet<>();
        for (DependencyGraph.Link edge : graph.edges()) {
            if (edge.type().equals(DependencyGraph.DEPENDS_ON)) {
                links.add(edge.from().id() + " " + edge.to().id());
            }
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!links.contains(chain.get(i - 1) + " " + chain.get(i))) {
                return false;
            }
        }
        return !chain.isEmpty() && new HashSet<>(chain).size() == chain.size();
    }

    private static List<String> users(DependencyGraph graph, DependencyGraph.Node version) {
        return graph.edges().stream()
                .filter(edge -> edge.type().equals(DependencyGraph.DEPENDS_ON)
                        && edge.to().equals(version))
                .map(edge -> edge.from().id())
                .distinct()
                .sorted()
                .toList();
    }

    private boolean ownsItsEdges(DependencyGraph graph, DependencyGraph after) {
        return ofFork(FORK, fork -> {
            IdLineage lineage = fork.lineage();
            long own = 0;
            try (GraphSnapshot snapshot = fork.snapshot();
                    EdgeCursor edges = snapshot.edges()) {
                while (edges.next()) {
                    own += lineage.ownerOfEid(edges.id()) == fork.id() ? 1 : 0;
                }
            }
            return own == newEdges(graph, after);
        });
    }

    private static long newEdges(DependencyGraph before, DependencyGraph after) {
        return after.edges().stream()
                .filter(edge -> !before.edges().contains(edge))
                .count();
    }

    private boolean areOfPrimary(IdMarks before, DependencyGraph after) {
        return ofFork("primary", fork -> {
            long all = 0;
            long promoted = 0;
            try (GraphSnapshot snapshot = fork.snapshot();
                    EdgeCursor edges = snapshot.edges()) {
                while (edges.next()) {
                    all++;
                    promoted += Long.compareUnsigned(edges.id(), before.eid()) >= 0 ? 1 : 0;
                }
            }
            return promoted > 0 && all == after.edges().size();
        });
    }

    private void proveContent(String claim, String fork, DependencyGraph expected) {
        long begin = console.nanoTime().getAsLong();
        boolean same = ofFork(fork, handle -> handle.read(expected::isHeldBy));
        narrator.prove(
                claim + " (" + Numbers.grouped(expected.vertices().size()) + " vertices and "
                        + Numbers.grouped(expected.edges().size()) + " edges compared in "
                        + Numbers.nanos(console.nanoTime().getAsLong() - begin) + ")",
                same);
    }

    private <R> R ask(Function<GraphQuestions, R> question) {
        return ofFork("primary", fork -> fork.read(view -> question.apply(new GraphQuestions(view))));
    }

    private <R> R ofFork(String name, Function<GraphFork, R> action) {
        try (GraphDatabase opened = GraphDatabase.over(Database.open(database, DatabaseOptions.DEFAULT.asReadOnly()));
                GraphFork fork = opened.fork(name)) {
            return action.apply(fork);
        }
    }

    private Path file(String name) {
        return directory.resolve(name + ".jsonl");
    }
}

package dev.coppice.graph.engine;

import dev.coppice.graph.GraphCheckReport;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.id.IdAllocator;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.id.IdPaths;
import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.StoreException;
import dev.coppice.store.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An open graph: the lines of history that are in use, each with one set of names and one allocator of ids, however
/// many handles it has. Thread-safe.
final class GraphCore implements GraphDatabase {
    private final Database database;
    private final GraphTables tables;
    private final ForkLifecycle lifecycle;
    private final Map<Long, SharedLine> lines = new HashMap<>();
    private final Set<Long> scratch = ConcurrentHashMap.newKeySet();
    private final GraphFork primary;

    GraphCore(Database database, GraphTables tables) {
        this.database = database;
        this.tables = tables;
        lifecycle = new ForkLifecycle(this);
        primary = handle(database.primary());
        database.whenGone(this::forget);
    }

    ForkLifecycle lifecycle() {
        return lifecycle;
    }

    GraphTables tables() {
        return tables;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public GraphFork primary() {
        return primary;
    }

    @Override
    public GraphFork fork(String name) {
        return name.equals(Fork.PRIMARY) ? handle(database.primary()) : lifecycle.open(name);
    }

    @Override
    public List<ForkInfo> forks() {
        return database.forks().stream()
                .filter(info -> !scratch.contains(info.id()))
                .toList();
    }

    @Override
    public void drop(String fork, DropMode mode) {
        lifecycle.drop(fork, mode);
    }

    @Override
    public GraphSnapshot archive(String name) {
        return new SnapshotReads(this, database.archive(name));
    }

    @Override
    public GraphCheckReport check() {
        List<String> problems = new ArrayList<>();
        long vertices = 0;
        long edges = 0;
        List<ForkInfo> all = forks();
        for (ForkInfo info : all) {
            try (GraphFork fork = fork(info.name());
                    SnapshotReads state = (SnapshotReads) fork.snapshot()) {
                // Taken after the state, so they cover it.
                GraphChecker checker =
                        new GraphChecker(info.name(), state, fork.ids().highWaterMarks());
                problems.addAll(checker.run());
                vertices += checker.vertices();
                edges += checker.edges();
            } catch (GraphException | StoreException e) {
                problems.add("fork '" + info.name() + "': " + e.getMessage());
            }
        }
        return new GraphCheckReport(all.size(), vertices, edges, problems);
    }

    /// A handle of a fork. All handles of one fork share its line, and the one handle that this has of the store.
    ///
    /// @param fork a handle of the store, which the line takes over, or which is closed when there is a line already
    GraphFork handle(Fork fork) {
        try {
            return new ForkHandle(this, use(fork));
        } catch (RuntimeException | Error e) {
            fork.close();
            throw e;
        }
    }

    /// A handle of a fork that is not kept.
    GraphFork scratchHandle(Fork fork, IdLineage lineage) {
        Names names = Names.of(fork, tables);
        Line line = new Line(
                fork,
                tables,
                names,
                new SchemaCache(tables, names),
                lineage,
                IdAllocator.scratch(lineage.owners().getLast().first()));
        scratch.add(fork.id());
        return new ScratchHandle(this, new SharedLine(line));
    }

    private void forget(long forkId) {
        if (!scratch.contains(forkId)) {
            lifecycle.forget(forkId);
        }
    }

    /// Refuses what would outlive a scratch session.
    void requireKept(String forkName) {
        boolean isScratch =
                database.forks().stream().anyMatch(info -> info.name().equals(forkName) && scratch.contains(info.id()));
        if (isScratch) {
            throw new GraphException.Invalid("a scratch session is not kept, so no state of it can be forked for good");
        }
    }

    /// A scratch session was closed.
    void discard(Line line) {
        String name = line.fork().name();
        long id = line.fork().id();
        line.fork().close();
        lifecycle.discard(name);
        scratch.remove(id);
    }

    private synchronized SharedLine use(Fork fork) {
        SharedLine shared = lines.get(fork.id());
        if (shared == null) {
            shared = new SharedLine(open(fork));
            lines.put(fork.id(), shared);
        } else if (shared.line().fork() != fork) {
            fork.close();
        }
        shared.addHandle();
        return shared;
    }

    /// A fork was reset: its handles go on with what it is now.
    ///
    /// @param fork a handle of the store, which the line takes over
    synchronized void replace(SharedLine shared, Fork fork) {
        Line before = shared.line();
        lines.remove(before.id());
        before.fork().close();
        shared.replace(open(fork));
        if (shared.isUsed()) {
            lines.put(fork.id(), shared);
        } else {
            fork.close(); // the last handle was closed meanwhile
        }
    }

    private Line open(Fork fork) {
        IdLineage lineage = lineage(fork);
        if (lineage.owners().getLast().forkId() != fork.id()) {
            lineage = lifecycle.regain(fork, lineage);
        }
        IdAllocator ids = fork.name().equals(Fork.PRIMARY)
                ? IdAllocator.open(database.objects(), IdPaths.PRIMARY)
                : IdAllocator.openFork(database.objects(), fork.id(), IdAllocator.DEFAULT_BATCH_SIZE);
        Names names = Names.of(fork, tables);
        return new Line(fork, tables, names, new SchemaCache(tables, names), lineage, ids);
    }

    /// The line of a fork that is in use, or null.
    synchronized Line line(long forkId) {
        SharedLine shared = lines.get(forkId);
        return shared == null ? null : shared.line();
    }

    /// The owners of ids, as a state of the store has them.
    IdLineage lineage(View view) {
        byte[] bytes = view.get(tables.meta(), Keys.LINEAGE);
        if (bytes == null) {
            throw new GraphException.Corrupt(
                    "the graph has no record of who owns its ids any more; run `coppice check`");
        }
        return IdLineage.decode(bytes, "the table " + GraphTables.META);
    }

    /// A handle of a line was closed.
    synchronized void release(SharedLine shared) {
        if (shared.removeHandle()) {
            lines.remove(shared.line().id());
            shared.line().fork().close();
        }
    }

    @Override
    public void close() {
        database.close();
    }
}

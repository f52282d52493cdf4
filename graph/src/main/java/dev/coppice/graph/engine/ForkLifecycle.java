package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.id.IdAllocator;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.id.IdPaths;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Entry;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Limits;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Makes, opens and drops forks of the graph: a fork of the store, and an object with its ids. Thread-safe.
///
/// A fork is made in four steps: an object with its name says that it is being made; the store forks; the ids of the
/// new fork get their object, above all that the parent has handed out by then; a commit in the new fork says who owns
/// which ids from now on. Then the first object goes. Whoever opens the database and finds it undoes the fork, unless
/// the commit is there already. A fork is dropped in two: from the store, at once and for ever, then its object;
/// whoever opens the database deletes objects of forks that are gone.
final class ForkLifecycle {
    /// What the objects begin with that name forks which are being made.
    private static final String PENDING = "catalog/pending/";

    private final GraphCore core;
    private final ReentrantLock lock = new ReentrantLock();

    ForkLifecycle(GraphCore core) {
        this.core = core;
    }

    private Database database() {
        return core.database();
    }

    private ObjectStore objects() {
        return database().objects();
    }

    /// Opens a fork.
    GraphFork open(String name) {
        return locked(() -> core.handle(database().fork(name)));
    }

    /// Makes a fork of the latest commit of another one.
    GraphFork create(String name, ForkOptions options, Fork parent) {
        return locked(() -> create(name, options, () -> parent.fork(name, mustBeNew(options))));
    }

    /// Makes a fork of a state.
    GraphFork create(String name, ForkOptions options, Snapshot state) {
        core.requireKept(state.forkName());
        return locked(() -> create(name, options, () -> state.fork(name, mustBeNew(options))));
    }

    private static ForkOptions mustBeNew(ForkOptions options) {
        return new ForkOptions(options.timeToLive(), false);
    }

    private GraphFork create(String name, ForkOptions options, Supplier<Fork> fork) {
        boolean exists =
                database().forks().stream().anyMatch(info -> info.name().equals(name));
        if (exists && options.openIfExists()) {
            return core.handle(database().fork(name));
        }
        if (exists) {
            throw new StoreException.AlreadyExists(
                    "there is a fork '" + name + "' already; open it, or choose another " + "name");
        }
        dev.coppice.store.Names.check("fork", name, Limits.MAX_FORK_NAME_LENGTH);
        announce(name);
        Fork made;
        try {
            made = fork.get();
        } catch (StoreException.Io | StoreException.Full e) {
            throw e; // perhaps the fork is there when the database is opened again, and must be undone then
        } catch (RuntimeException e) {
            undo(name, e);
            throw e;
        }
        try {
            settle(made);
            retract(name);
        } catch (RuntimeException e) {
            made.close();
            undo(name, e);
            throw e;
        }
        return core.handle(made);
    }

    /// Makes a fork that is not kept: it stays announced as long as it is open, so that it is undone if nobody closes
    /// it.
    GraphFork scratch(Line parent) {
        return locked(() -> {
            String name = "scratch-" + UUID.randomUUID();
            announce(name);
            Fork made;
            try {
                made = parent.fork().fork(name);
            } catch (RuntimeException e) {
                undo(name, e);
                throw e;
            }
            return core.scratchHandle(
                    made,
                    parent.lineage()
                            .child(
                                    made.id(),
                                    marks(core.lineage(made), made)
                                            .max(parent.ids().highWaterMarks())));
        });
    }

    /// A scratch session was closed.
    void discard(String name) {
        locked(() -> {
            database().drop(name, DropMode.KEEP_CHILDREN);
            retract(name);
            return null;
        });
    }

    /// Gives a fork of the store its ids.
    private void settle(Fork fork) {
        IdLineage inherited = core.lineage(fork);
        IdMarks marks = marks(inherited, fork);
        IdAllocator.bootstrapForkFromPrimary(objects(), fork.id(), marks);
        IdLineage lineage = inherited.child(fork.id(), marks);
        fork.transact(transaction -> transaction.put(core.tables().meta(), Keys.LINEAGE, lineage.encode()));
    }

    /// Marks above all ids that are visible in a new fork. They are taken after it was made, so they cover it.
    private IdMarks marks(IdLineage inherited, Fork fork) {
        IdMarks visible = new IdMarks(
                        after(fork, core.tables().vertices()),
                        after(fork, core.tables().edges()))
                .max(inherited.owners().getLast().first());
        Line line = core.line(inherited.owners().getLast().forkId());
        return line == null ? visible : visible.max(line.ids().highWaterMarks());
    }

    private static long after(Fork fork, Table table) {
        Entry last = fork.last(table);
        return last == null ? 0 : OrderedVarint.read(last.key(), 0, last.key().length) + 1;
    }

    /// Drops a fork, and its children if told so.
    void drop(String name, DropMode mode) {
        locked(() -> {
            database().drop(name, mode);
            deleteObjectsOfForksThatAreGone();
            return null;
        });
    }

    /// Undoes and finishes what was cut short when the database was last open for writing.
    void recover() {
        try {
            locked(() -> {
                for (String path : list(PENDING)) {
                    recover(path.substring(PENDING.length()));
                }
                deleteObjectsOfForksThatAreGone();
                return null;
            });
        } catch (StoreException.ReadOnly e) {
            // A writer will do it, or is just at it.
        }
    }

    private void recover(String name) {
        boolean exists =
                database().forks().stream().anyMatch(info -> info.name().equals(name));
        if (exists && !isSettled(name)) {
            database().drop(name, DropMode.KEEP_CHILDREN); // of which a scratch session may have some
        }
        retract(name);
    }

    private boolean isSettled(String name) {
        try (Fork fork = database().fork(name)) {
            return core.lineage(fork).owners().getLast().forkId() == fork.id();
        }
    }

    private void undo(String name, Throwable cause) {
        try {
            recover(name);
            deleteObjectsOfForksThatAreGone();
        } catch (RuntimeException e) {
            // The next opening of the database will try again.
            cause.addSuppressed(e);
        }
    }

    private void deleteObjectsOfForksThatAreGone() {
        Set<Long> present = database().forks().stream().map(ForkInfo::id).collect(Collectors.toSet());
        for (String path : list(IdPaths.FORKS)) {
            OptionalLong fork = IdPaths.forkOf(path);
            if (fork.isPresent() && !present.contains(fork.getAsLong())) {
                attempt("deleting " + path, () -> objects().delete(path));
            }
        }
    }

    // ---- objects ----

    private void announce(String name) {
        byte[] content = ("{\"creating\": \"" + name + "\"}\n").getBytes(StandardCharsets.UTF_8);
        attempt(
                "noting that fork '" + name + "' is being made",
                () -> objects().put(PENDING + name, content, Condition.ANY));
    }

    private void retract(String name) {
        attempt("noting that fork '" + name + "' is made", () -> objects().delete(PENDING + name));
    }

    private Iterable<String> list(String prefix) {
        try {
            return objects().list(prefix);
        } catch (IOException e) {
            throw failed("listing " + prefix, e);
        }
    }

    private void attempt(String what, ObjectAction action) {
        try {
            action.run();
        } catch (IOException e) {
            throw failed(what, e);
        }
    }

    private GraphException.Io failed(String what, IOException e) {
        return new GraphException.Io(
                what + " failed in " + objects().description() + ": " + e.getMessage() + "; try again", e);
    }

    private <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /// What is done with objects.
    @FunctionalInterface
    private interface ObjectAction {
        void run() throws IOException;
    }
}

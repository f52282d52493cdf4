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
import dev.coppice.store.Durability;
import dev.coppice.store.Entry;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.ForkPreparation;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.View;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Makes, opens and drops forks of the graph: a fork of the store, and an object with its ids. Thread-safe.
///
/// A fork is made in three steps: the store settles what the fork will hold; the ids of the new fork get their object,
/// above all that the parent has handed out by then; a record in the catalog of the store says that there is the fork.
/// So a crash leaves an object of a fork that there is not, which whoever opens the database deletes, or the whole
/// fork. Who owns which ids from now on is the first commit of the new fork, and waits for no disk: should it be lost,
/// nothing of the fork's own was kept either, and whoever opens the fork says it again, by the object. A fork is
/// dropped in two: from the store, at once and for ever, then its object, as soon as the store tells that it is gone;
/// whoever opens the database deletes objects of forks that are gone.
///
/// A fork is reset by the store as well, which has the fork that takes its place get its object and its first commit
/// before anybody can see it.
///
/// A scratch session is announced by an object with its name as long as it is open. Whoever opens the database and
/// finds it drops the fork.
final class ForkLifecycle {
    /// What the objects begin with that name forks which are not kept.
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
        return locked(() -> create(parent, preparation -> parent.fork(name, options, preparation)));
    }

    /// Makes a fork of a state.
    GraphFork create(String name, ForkOptions options, Snapshot state) {
        core.requireKept(state.forkName());
        return locked(() -> create(state, preparation -> state.fork(name, options, preparation)));
    }

    /// @param origin the latest commits of a fork, or a state
    /// @param maker makes or opens a fork of them
    private GraphFork create(View origin, Function<ForkPreparation, Fork> maker) {
        Beginning beginning = new Beginning(origin);
        Fork fork;
        try {
            fork = maker.apply(beginning);
        } catch (StoreException.Io | StoreException.Full e) {
            throw e; // perhaps the fork is there when the database is opened again, and needs its object then
        } catch (RuntimeException e) {
            undo(e, beginning::deleteObject);
            throw e;
        }
        if (beginning.lineage != null) {
            try {
                record(fork, beginning.lineage);
            } catch (RuntimeException e) {
                String name = fork.name();
                fork.close();
                undo(e, () -> drop(name, DropMode.RESTRICT));
                throw e;
            }
        }
        return core.handle(fork);
    }

    /// Gives a fork that is about to be there its ids.
    private final class Beginning implements ForkPreparation {
        private final View origin;
        private final IdLineage inherited;
        // Looked for ahead, because who looks for a line may wait for one that is being opened. If none is open whose
        // the state is, nobody adds to the state either.
        private final Line parent;
        private String path;
        private IdLineage lineage;

        Beginning(View origin) {
            this.origin = origin;
            inherited = core.lineage(origin);
            parent = core.line(inherited.owners().getLast().forkId());
        }

        @Override
        public void prepare(long forkId) {
            path = IdPaths.ofFork(forkId);
            IdMarks marks = visible(inherited, origin);
            if (parent != null) {
                marks = marks.max(parent.ids().highWaterMarks());
            }
            beginIds(forkId, marks);
            lineage = inherited.child(forkId, marks);
        }

        void deleteObject() {
            if (path != null) {
                ForkLifecycle.this.deleteObject(path);
            }
        }
    }

    /// Makes the object with the ids of a fork that nobody has yet.
    private void beginIds(long forkId, IdMarks marks) {
        if (!IdAllocator.bootstrapForkFromPrimary(objects(), forkId, marks)) {
            deleteObject(IdPaths.ofFork(forkId)); // of a fork that did not come to be after all
            IdAllocator.bootstrapForkFromPrimary(objects(), forkId, marks);
        }
    }

    /// Makes the owners of ids part of a fork's tree. It is durable before anything else of the fork is.
    private void record(Fork fork, IdLineage lineage) {
        fork.transact(TransactionOptions.DEFAULT.with(Durability.BUFFERED), transaction -> {
            transaction.put(core.tables().meta(), Keys.LINEAGE, lineage.encode());
            return null;
        });
    }

    /// The owners of ids of a fork that has lost what it says of them, and all commits of its own with it, since it was
    /// made.
    ///
    /// @param inherited what it says now, which is of the fork that it was made of
    IdLineage regain(Fork fork, IdLineage inherited) {
        IdMarks first = IdAllocator.persistedMarks(objects(), IdPaths.ofFork(fork.id()))
                .filter(marks -> marks.covers(visible(inherited, fork)))
                .orElseThrow(() -> new GraphException.Invalid("the fork '" + fork.name()
                        + "' was made by the store, so it has no ids of its own; make it with the graph"));
        IdLineage lineage = inherited.child(fork.id(), first);
        try {
            record(fork, lineage);
        } catch (StoreException.ReadOnly e) {
            // A reader need not say it: the object does.
        }
        return lineage;
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
                undo(e, () -> recover(name));
                throw e;
            }
            IdMarks marks = visible(core.lineage(made), made).max(parent.ids().highWaterMarks());
            return core.scratchHandle(made, parent.lineage().child(made.id(), marks));
        });
    }

    /// Lets a fork begin anew from a state. Its ids are its own before anybody sees it as it is then.
    ///
    /// @param state null for the parent's present state
    void reset(SharedLine shared, Snapshot state) {
        if (state != null) {
            core.requireKept(state.forkName());
        }
        locked(() -> {
            Line before = shared.line();
            Fork fork = database().fork(before.fork().name());
            try {
                fork.reset(state, successor -> begin(successor, before.ids().highWaterMarks()));
                core.replace(shared, fork);
            } catch (RuntimeException e) {
                fork.close();
                throw e;
            }
            return null;
        });
    }

    /// Gives a fork that is to take another one's place its ids.
    private void begin(Fork successor, IdMarks atLeast) {
        IdLineage inherited = core.lineage(successor);
        Line parent = core.line(inherited.owners().getLast().forkId());
        IdMarks marks = visible(inherited, successor).max(atLeast);
        if (parent != null) {
            marks = marks.max(parent.ids().highWaterMarks());
        }
        beginIds(successor.id(), marks);
        record(successor, inherited.child(successor.id(), marks));
    }

    /// Whether a reset has put another line in the place of one. When one is just at it, it is waited for.
    boolean isReplaced(SharedLine shared, Line line) {
        return locked(() -> shared.line() != line);
    }

    /// A scratch session was closed.
    void discard(String name) {
        locked(() -> {
            database().drop(name, DropMode.KEEP_CHILDREN);
            retract(name);
            return null;
        });
    }

    /// Marks above all ids that are visible in a state.
    private IdMarks visible(IdLineage inherited, View state) {
        return new IdMarks(
                        after(state, core.tables().vertices()),
                        after(state, core.tables().edges()))
                .max(inherited.owners().getLast().first());
    }

    private static long after(View state, Table table) {
        Entry last = state.last(table);
        return last == null ? 0 : OrderedVarint.read(last.key(), 0, last.key().length) + 1;
    }

    /// Drops a fork, and its children if told so.
    void drop(String name, DropMode mode) {
        locked(() -> {
            database().drop(name, mode);
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

    /// Undoes what failed.
    private void undo(Throwable cause, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            // The next opening of the database will try again.
            cause.addSuppressed(e);
        }
    }

    /// A fork is gone, by whatever way. If its object cannot be deleted, the next opening of the database does it.
    void forget(long forkId) {
        deleteObject(IdPaths.ofFork(forkId));
    }

    private void deleteObjectsOfForksThatAreGone() {
        Set<Long> present = database().forks().stream().map(ForkInfo::id).collect(Collectors.toSet());
        for (String path : list(IdPaths.FORKS)) {
            OptionalLong fork = IdPaths.forkOf(path);
            if (fork.isPresent() && !present.contains(fork.getAsLong())) {
                deleteObject(path);
            }
        }
    }

    // ---- objects ----

    private void announce(String name) {
        byte[] content = ("{\"creating\": \"" + name + "\"}\n").getBytes(StandardCharsets.UTF_8);
        attempt(
                "noting that fork '" + name + "' is not kept",
                () -> objects().put(PENDING + name, content, Condition.ANY));
    }

    private void retract(String name) {
        attempt("noting that fork '" + name + "' is gone", () -> objects().delete(PENDING + name));
    }

    private void deleteObject(String path) {
        attempt("deleting " + path, () -> objects().delete(path));
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

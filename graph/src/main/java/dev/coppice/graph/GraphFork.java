package dev.coppice.graph;

import dev.coppice.graph.id.IdAllocator;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.Schema;
import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Isolation;
import dev.coppice.store.TransactionOptions;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// A handle of one line of history of a graph: `primary`, or a fork of it. Thread-safe. Several handles of one fork may
/// be open, and see the same commits at once; each must be closed, because a fork with open handles is not dropped. A
/// handle may be pinned to a state ([#pin(GraphSnapshot)]).
public interface GraphFork extends AutoCloseable {
    /// The fork's name.
    String name();

    /// The fork's number, unique in the database for ever. A [#reset()] gives the fork another one.
    long id();

    /// An unmoving view of the latest commit.
    GraphSnapshot snapshot();

    /// Begins a transaction with snapshot isolation.
    default GraphTransaction begin() {
        return begin(Isolation.SNAPSHOT);
    }

    /// Begins a transaction.
    GraphTransaction begin(Isolation isolation);

    /// Runs work in a transaction and commits it durably; runs it again when another transaction won.
    ///
    /// @throws dev.coppice.store.StoreException.Conflict when others won every attempt
    default void transact(Consumer<GraphTransaction> work) {
        transact(TransactionOptions.DEFAULT, transaction -> {
            work.accept(transaction);
            return null;
        });
    }

    /// Opens a loader, which fills this fork if it has neither vertices nor edges: several times as fast as
    /// transactions, and in one commit however much it is.
    ///
    /// @throws GraphException.Invalid when there are vertices or edges
    /// @throws dev.coppice.store.StoreException.Conflict when a transaction commits at the same time
    GraphLoader load();

    /// Runs work in a transaction and commits it; runs it again when another transaction won.
    ///
    /// @return what the work returned in the attempt that was committed
    /// @throws dev.coppice.store.StoreException.Conflict when others won every attempt
    <R> R transact(TransactionOptions options, Function<GraphTransaction, R> work);

    /// Reads one state.
    ///
    /// @return what the work returned
    default <R> R read(Function<GraphView, R> work) {
        try (GraphSnapshot snapshot = snapshot()) {
            return work.apply(snapshot);
        }
    }

    /// What is known of labels, types, keys, indexes and constraints.
    Schema schema();

    /// The indexes of the latest commit, by name: that part of [#schema()] which takes no walk over all names.
    Map<String, IndexDefinition> indexes();

    /// Makes a label, a type or a property key known.
    void declare(Name kind, String name);

    /// Whether only names that are declared may be used from now on.
    void requireDeclaredNames(boolean isStrict);

    /// Creates an index of what is there and of what will be. Other transactions go on meanwhile; those that are open
    /// when it begins are in conflict if they write. Returns when the index is complete; one that was cut short, by a
    /// crash too, is not used, and is completed by creating it again.
    ///
    /// @param progress is told how many elements were looked at so far
    /// @throws GraphException.AlreadyExists when there is a complete index of the name, or another one
    /// @throws GraphException.Constraint when the index is to be unique and two elements have the same values; then
    ///     there is no index
    void createIndex(IndexDefinition definition, LongConsumer progress);

    /// Deletes an index.
    ///
    /// @throws GraphException.NotFound when there is none of the name
    void dropIndex(String name);

    /// Adds a constraint; nothing happens when there is the same already.
    ///
    /// @throws GraphException.Constraint when an element does not fulfil it
    void addConstraint(Constraint constraint);

    /// Removes a constraint; nothing happens when there is none.
    void removeConstraint(Constraint constraint);

    /// Creates a fork of the latest commit, in constant time, while writers go on. It holds all that was committed
    /// before, durable or not, and nothing later. Its first ids lie above all that are visible in it. When this returns
    /// it is durable.
    ///
    /// @throws dev.coppice.store.StoreException.AlreadyExists when the name is taken
    /// @throws dev.coppice.store.StoreException.ForkLimit when the database has as many forks as it may
    default GraphFork fork(String name) {
        return fork(name, ForkOptions.DEFAULT);
    }

    /// Creates a fork of the latest commit. See [#fork(String)].
    GraphFork fork(String name, ForkOptions options);

    /// Keeps the latest commit under a name, at constant cost, until the archive is deleted
    /// ([GraphDatabase#database()]); it outlives the fork, can be opened ([GraphDatabase#archive(String)]), and forked.
    ///
    /// @throws dev.coppice.store.StoreException.AlreadyExists when the name is taken
    ArchiveInfo archive(String name);

    /// Opens a scratch session: a fork of the latest commit that is written, read and searched as any other, has
    /// scratch sessions of its own, and is gone when it is closed, or when the process ends. Its ids lie above all that
    /// are visible in it, and move nobody else's. It has a name that no other fork has, is not listed, and can be
    /// neither promoted nor forked for good. Close what was opened of it first: closing throws
    /// [dev.coppice.store.StoreException.ForkInUse] otherwise, and it goes with the process.
    GraphFork scratch();

    /// Applies this fork's changes since the state that it has in common with a target to the target, by default its
    /// parent, in one transaction. The fork itself is not changed. An element that the fork made gets an id of the
    /// target, and is remembered: promoted again it is updated, not doubled.
    ///
    /// When the target has had no commit since that state, its elements need not be compared, and the report says so
    /// ([GraphPromotionReport#isFastForward()]). In time it is like any other: the elements are written to the target,
    /// in its ids.
    ///
    /// @throws GraphException.PromotionConflict when failing is chosen for a conflict; nothing was applied
    /// @throws GraphException.Constraint when the result does not fulfil the target's constraints; nothing was applied
    /// @throws GraphException.TargetMoved when only a fast-forward is asked for and the target has had a commit since
    /// @throws GraphException.Invalid when this is primary and no target is named
    GraphPromotionReport promote(GraphPromotion promotion);

    /// What a promotion would do, with all its conflicts, now. Writes nothing, and takes no ids.
    GraphPromotionReport preview(GraphPromotion promotion);

    /// Gives up all that this fork has of its own, and lets it begin anew with its parent's present state, in constant
    /// time. See [#reset(GraphSnapshot)].
    default void reset() {
        reset(null);
    }

    /// Gives up all that this fork has of its own - elements, indexes, constraints, names - and lets it begin anew with
    /// another state: its parent's present one (see [#reset()]), an archive, an older state of its own, or any other of
    /// the database, that of another fork too. It is done wholly or not at all, whenever the process ends; when this
    /// returns it is durable.
    ///
    /// The fork keeps its name, its parent and its time to live, and gets another number. Ids that it has given out are
    /// not given again: its next ones lie above them, and above all that is visible in the new state. All handles go on
    /// with it. Snapshots that are open stay as they are; children keep all that they share with the fork as it was.
    ///
    /// @param state what to begin with; null for the parent's present state
    /// @throws dev.coppice.store.StoreException.ForkInUse while transactions or loads are open; nothing was changed
    /// @throws dev.coppice.store.StoreException.NotFound when the parent's state is asked for and there is no parent
    ///     any more
    /// @throws dev.coppice.store.StoreException.Invalid for primary, and when the state is of another database
    void reset(GraphSnapshot state);

    /// Pins this handle to a state: from now on it reads that, whatever is committed, and writes nothing.
    /// [#snapshot()], [#read], [#schema()], [#indexes()] and [#lineage()] are of the state, [#fork(String)] makes a
    /// fork of it, and everything else that would write or read the latest commit throws [GraphException.ReadOnly].
    /// Transactions that are open, and other handles, are not concerned.
    ///
    /// @param state of any fork or archive of this graph; stays the caller's, to be closed when the handle is no longer
    ///     pinned to it
    /// @throws GraphException.Invalid when the state is of another graph, and for the handle of primary that all share
    ///     ([GraphDatabase#primary()]; `GraphDatabase.fork("primary")` opens one of its own)
    void pin(GraphSnapshot state);

    /// Lets the handle read the latest commit, and write, as before it was pinned. Nothing happens when it is not.
    void refresh();

    /// Whether the handle is pinned to a state.
    boolean isPinned();

    /// Hands out the fork's ids.
    IdAllocator ids();

    /// Which fork owns which ids.
    IdLineage lineage();

    @Override
    void close();

    /// The kinds of name.
    enum Name {
        /// Labels of vertices.
        LABEL,
        /// Types of edges.
        TYPE,
        /// Keys of properties, of vertices, edges and properties.
        KEY;

        /// The kind of name that an element of a kind bears.
        public static Name of(ElementKind kind) {
            return kind == ElementKind.VERTEX ? LABEL : TYPE;
        }
    }
}

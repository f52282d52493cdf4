package dev.coppice.store;

import java.util.List;
import java.util.function.Consumer;

/// A handle of one line of history of a database: `primary`, or a fork of it. Reads see the latest commit. Thread-safe.
/// Several handles of one fork may be open; each must be closed, because a fork with open handles is not dropped.
public interface Fork extends View, AutoCloseable {
    /// The name of the fork that every database begins with.
    String PRIMARY = "primary";

    /// The fork's name.
    String name();

    /// The fork's number, unique in the database for ever.
    long id();

    /// The sequence of the last commit.
    long sequence();

    /// A handle of partition 0 of a table. Touches nothing.
    default Table table(String name) {
        return table(TableIdent.of(name));
    }

    /// A handle of a table partition. Touches nothing.
    Table table(TableIdent ident);

    /// Begins a transaction with snapshot isolation.
    default Transaction begin() {
        return begin(Isolation.SNAPSHOT);
    }

    /// Begins a transaction.
    Transaction begin(Isolation isolation);

    /// Runs work in a transaction and commits it durably; runs it again when another transaction won.
    ///
    /// @throws StoreException.Conflict when others won every attempt
    default void transact(Consumer<Transaction> work) {
        transact(TransactionOptions.DEFAULT, transaction -> {
            work.accept(transaction);
            return null;
        });
    }

    /// Runs work in a transaction and commits it; runs it again when another transaction won.
    ///
    /// @return what the work returned in the attempt that was committed
    /// @throws StoreException.Conflict when others won every attempt
    <R> R transact(TransactionOptions options, TransactionFunction<R> work);

    /// Opens a loader that takes entries in ascending key order straight into the pages of a table, without a second
    /// copy in the log. What it loaded becomes visible and durable at once when it commits.
    BulkLoader load(Table table);

    /// Opens a loader that takes entries of several tables, of each in ascending key order. What it loaded becomes
    /// visible and durable at once, in all tables, when it commits.
    ///
    /// @throws StoreException.Invalid when there is no table, or one comes twice
    TablesLoader load(List<Table> tables);

    /// Makes every commit so far durable.
    void sync();

    /// An unmoving view of the latest commit.
    Snapshot snapshot();

    /// Creates a fork of the latest commit, in constant time, while writers go on. It holds all that was committed
    /// before, durable or not, and nothing later; when this returns it is durable.
    ///
    /// @throws StoreException.AlreadyExists when the name is taken
    /// @throws StoreException.ForkLimit when the database has as many forks as it may
    default Fork fork(String name) {
        return fork(name, ForkOptions.DEFAULT);
    }

    /// Creates a fork of the latest commit. See [#fork(String)].
    default Fork fork(String name, ForkOptions options) {
        return fork(name, options, ForkPreparation.NONE);
    }

    /// Creates a fork of the latest commit, after some work that it needs. See [#fork(String)].
    ///
    /// @param preparation what is done before the fork is there; not when an existing fork is opened
    Fork fork(String name, ForkOptions options, ForkPreparation preparation);

    /// The state that this fork was made of: what its parent had committed, or what a snapshot or an archive held, and
    /// after a [#rebase] the parent's state at that time. It stays the same whatever the parent does, and when the
    /// parent is dropped. The snapshot counts as one of this fork, also in its [Snapshot#forkName()].
    ///
    /// @throws StoreException.Invalid for primary, which was made of nothing
    Snapshot forkPoint();

    /// The newest state that both this fork and another one go on from: what a three-way comparison of the two is to
    /// begin with. Of a fork and one that was made of it, that is the latter's fork point; of two that were made of the
    /// same fork, the older one of both fork points; of a fork and itself, its latest commit. It is found at any depth
    /// on either side, and where forks in between were rebased, or dropped and their children kept. The snapshot counts
    /// as one of this fork, also in its [Snapshot#forkName()].
    ///
    /// @throws StoreException.Invalid when the other fork is of another database
    Snapshot commonState(Fork other);

    /// The changes that lead from another fork or snapshot of the same database to this one's latest commit. The time
    /// is proportional to what differs. Entries that have expired by now are absent from both sides, snapshots too.
    ///
    /// @throws StoreException.Invalid when the other one is a transaction, or of another database
    default Diff diff(View other) {
        return diff(other, DiffOptions.ALL);
    }

    /// The changes that lead from another fork or snapshot to this one, of some tables and keys only. See
    /// [#diff(View)].
    Diff diff(View other, DiffOptions options);

    /// Applies this fork's changes since its fork point to a target, by default its parent, in one transaction, with a
    /// three-way check against the fork point. The fork itself is not changed.
    ///
    /// @throws StoreException.PromotionConflict under [ConflictPolicy#FAIL] when both sides changed an entry
    Promotion promote(PromotionOptions options);

    /// Moves this fork's changes onto its parent's present state, which becomes the new fork point.
    ///
    /// @throws StoreException.PromotionConflict under [ConflictPolicy#FAIL] when both sides changed an entry
    /// @throws StoreException.ForkInUse while transactions, snapshots or cursors of this fork are open
    Promotion rebase(ConflictPolicy policy);

    /// Gives up all that this fork has of its own, and lets it begin anew with its parent's present state. See
    /// [#reset(Snapshot, Consumer)].
    default void reset() {
        reset(null, fork -> {});
    }

    /// Gives up all that this fork has of its own, and lets it begin anew with another state: its parent's present one
    /// (see [#reset()]), its fork point, an archive, a state of its own that is past, or any other of the database. It
    /// takes constant time for the parent's, and for others that of opening a fork, whatever the sizes; and is done
    /// wholly or not at all, whenever the process ends. When this returns it is durable.
    ///
    /// The fork keeps its name, its parent and its times, and gets a new number and, with the state, a new fork point.
    /// This handle leads to it; other handles are closed by that, each use throws [StoreException.Closed]. Snapshots,
    /// cursors and diffs that are open stay as they are, children keep all that they share with the fork as it was.
    ///
    /// @param state what to begin with; null for the parent's present state
    /// @param preparation is given the fork as it will be, open and under a name of the database's own, before anybody
    ///     else sees it: what this commits is there from the beginning. When it throws, nothing was changed
    /// @throws StoreException.ForkInUse while transactions or bulk loads of this fork are open; nothing was changed
    /// @throws StoreException.NotFound when the parent's state is asked for and there is no parent any more
    /// @throws StoreException.Invalid for primary, and when the state is of another database
    void reset(Snapshot state, Consumer<Fork> preparation);

    /// Keeps the latest commit under a name, at constant cost, until the archive is deleted; it outlives the fork.
    ///
    /// @throws StoreException.AlreadyExists when the name is taken
    ArchiveInfo archive(String name);

    /// Deletes the entries whose time to live has passed. Runs in the background as well; reads never see them.
    ///
    /// @return the number of entries deleted
    long cleanExpired();

    @Override
    void close();
}

package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.View;
import dev.coppice.store.engine.SmallLogs;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;

/// A database on a simulated machine beside its model. Every method does one operation on both. When the engine does
/// not return, the model remembers what the operation may have done, and [#reopen] accepts that, wholly or not at all.
final class World {
    /// Values from this length on are written ahead of their commit.
    static final int LARGE = 256 << 10;

    private final DatabaseOptions options;
    private final boolean hasSmallLogs;
    private final Machine machine;
    private final Expectation expected = new Expectation();
    private final WriteOperations writes = new WriteOperations(this, expected);
    private final ForkOperations trees = new ForkOperations(this, expected);
    private Database database;

    /// A machine without a database.
    ///
    /// @param hasSmallLogs whether logs, manifests and catalog are begun anew very often
    World(long seed, DatabaseOptions options, boolean hasSmallLogs) {
        this.options = options;
        this.hasSmallLogs = hasSmallLogs;
        machine = new Machine(seed);
    }

    SimulatedHost machine() {
        return machine.host();
    }

    DatabaseOptions options() {
        return options;
    }

    /// The open database, null when none is open.
    Database database() {
        return database;
    }

    long now() {
        return machine.host().clock().millis();
    }

    Collection<ForkModel> forks() {
        return expected.forks();
    }

    ForkModel fork(String name) {
        return expected.fork(name);
    }

    Collection<String> archives() {
        return expected.archives();
    }

    State archive(String name) {
        return expected.archive(name);
    }

    Table table(TableIdent ident) {
        return database.primary().table(ident);
    }

    /// Equal for equal runs.
    long trace() {
        return machine.trace();
    }

    // ---- trouble

    /// The calls to the disk so far, over all restarts.
    long calls() {
        return machine.calls();
    }

    /// Plants a fault for one call, counted as [#calls()] does.
    void troubleAt(long call, Fault fault) {
        machine.troubleAt(call, fault);
    }

    /// Takes all faults away that have not been met.
    void heal() {
        machine.heal();
    }

    /// Has all calls from now on recorded by their numbers, until null is given.
    void watchCalls(NavigableMap<Long, Call> calls) {
        machine.watchCalls(calls);
    }

    /// Takes notice of what an operation has done that failed in this process.
    ///
    /// @param mayShowLater whether it may be found done after the next opening, though it is not now
    void afterFailure(boolean mayShowLater) {
        InFlight failed = expected.fail(mayShowLater);
        failed.commits.keySet().forEach(name -> handle(fork(name)));
        expected.settleNames(failed, database);
    }

    /// The operation failed with an error that says that nothing was done.
    void nothingWasDone() {
        expected.end();
    }

    // ---- life

    /// Opens what another disk has as this world's database would be opened.
    Database open(SimulatedHost on, DatabaseOptions as) {
        return hasSmallLogs ? SmallLogs.open(on.host(), as) : Database.open(on.host(), as);
    }

    /// Opens the database on the machine as it is.
    void open() {
        database = open(machine.host(), options);
    }

    /// Closes the database in order and opens it again.
    void closeAndOpen() {
        close();
        kill();
        expected.closed();
        reopen(false);
    }

    /// Closes the database in order.
    void close() {
        expected.end();
        expected.forgetHandles();
        Database closing = database;
        database = null;
        closing.close();
    }

    /// Ends the process at this point, and opens the database again.
    void killAndOpen() {
        kill();
        reopen(false);
    }

    void kill() {
        forgetDatabase();
        machine.kill();
    }

    /// Cuts the power at this point, if that has not happened yet, and opens the database again.
    void crashAndOpen(Loss loss) {
        crash(loss);
        reopen(true);
    }

    void crash(Loss loss) {
        forgetDatabase();
        machine.crash(loss);
    }

    /// As [#crash(Loss)].
    ///
    /// @param choice decides what is lost where the loss leaves a choice
    void crash(Loss loss, long choice) {
        forgetDatabase();
        machine.crash(loss, choice);
    }

    /// Cuts the power, and starts the machine again on one of all the disks that this may leave; on any, when there are
    /// too many.
    ///
    /// @return how many there are, 1 when there are too many
    int crashTo(int survivor, int limit) {
        forgetDatabase();
        return machine.crashTo(survivor, limit);
    }

    private void forgetDatabase() {
        expected.forgetHandles();
        database = null;
    }

    /// Opens the database after a crash, and proves it sound and in agreement with the model in all that is found by
    /// name. The content of a fork is compared when its handle is opened.
    ///
    /// @param powerWasLost whether commits that were not durable may be gone
    void reopen(boolean powerWasLost) {
        expected.opening();
        open();
        expected.opened(database, powerWasLost, now());
    }

    /// Takes notice of forks that were dropped because their time has passed.
    void noticeExpiredForks() {
        expected.removeExpired(database, now());
    }

    // ---- forks in use

    boolean isOpen(ForkModel fork) {
        return fork.handle != null;
    }

    /// The fork's handle; opens it if need be, and then finds out what state the fork is in.
    Fork handle(ForkModel fork) {
        if (fork.handle == null && !fork.name.equals(Fork.PRIMARY)) {
            fork.handle = database.fork(fork.name);
        }
        Fork handle = fork.name.equals(Fork.PRIMARY) ? database.primary() : fork.handle;
        settle(fork, handle);
        return handle;
    }

    void closeHandle(ForkModel fork) {
        if (fork.handle != null) {
            Fork closing = fork.handle;
            fork.handle = null;
            closing.close();
        }
    }

    private void settle(ForkModel fork, Fork handle) {
        List<State> candidates = expected.candidates(fork);
        if (candidates == null) {
            return;
        }
        List<String> differences = new ArrayList<>();
        for (State candidate : candidates.reversed()) {
            String difference = firstDifference(handle, candidate, now());
            if (difference == null) {
                expected.settle(fork, candidate);
                return;
            }
            differences.add(difference);
        }
        throw new AssertionError("fork '" + fork.name + "' is in no state that it may be in; from the latest back: "
                + String.join("\n  ", differences));
    }

    private String firstDifference(View view, State state, long at) {
        return reads(view, state, at).firstDifference();
    }

    ReadCheck reads(View view, State state, long at) {
        return new ReadCheck(view, state, at, this::table);
    }

    /// Compares everything, and has the database prove itself sound.
    void requireAgreement() {
        requireSound();
        for (ForkModel fork : forks()) {
            requireState(fork);
        }
        for (String name : archives()) {
            try (Snapshot archive = database.archive(name)) {
                requireState("archive '" + name + "'", archive, archive(name), now());
            }
        }
    }

    void requireState(ForkModel fork) {
        requireState("fork '" + fork.name + "'", handle(fork), fork.state(), now());
    }

    void requireState(String what, View view, State state, long at) {
        assertThat(firstDifference(view, state, at)).as(what).isNull();
    }

    void requireSound() {
        assertThat(database.check().problems()).as("problems found by check").isEmpty();
    }

    // ---- writes

    /// Commits writes in a transaction that nothing conflicts with.
    void transact(ForkModel fork, Durability durability, List<Write> changes) {
        writes.transact(fork, durability, changes);
    }

    /// Commits a transaction that was open for a while.
    ///
    /// @return whether it was committed; it was not when another one won
    boolean commit(OpenTransaction open, Durability durability) {
        return writes.commit(open, durability);
    }

    /// Makes a write in an open transaction. A large value creates its table by the way.
    void write(OpenTransaction open, Write write) {
        writes.write(open, write);
    }

    void sync(ForkModel fork) {
        writes.sync(fork);
    }

    /// Loads sorted entries.
    void load(ForkModel fork, TableIdent table, NavigableMap<byte[], byte[]> entries, boolean commit) {
        writes.load(fork, table, entries, commit, () -> {});
    }

    /// Loads sorted entries, and does something else in the middle of it.
    ///
    /// @return whether it was committed; it was not when it was given up, or when somebody else wrote to the table
    boolean load(
            ForkModel fork,
            TableIdent table,
            NavigableMap<byte[], byte[]> entries,
            boolean commit,
            Runnable meanwhile) {
        return writes.load(fork, table, entries, commit, meanwhile);
    }

    void cleanExpired(ForkModel fork) {
        writes.cleanExpired(fork);
    }

    /// Notes that entries may have been cleaned up somewhere.
    void noteCleaning() {
        for (ForkModel fork : forks()) {
            fork.commits.add(new Commit(List.of(), fork.state().tables(), null, 0));
        }
    }

    // ---- forks and archives

    void createFork(ForkModel parent, String name, Duration timeToLive) {
        trees.createFork(parent, name, timeToLive);
    }

    /// Creates a fork of a snapshot or archive.
    ///
    /// @param parent the fork that the snapshot was taken of, null for an archive
    void createFork(Snapshot snapshot, State state, ForkModel parent, String name) {
        trees.createFork(snapshot, state, parent, name);
    }

    /// The forks that a drop takes.
    List<ForkModel> subtree(ForkModel fork, DropMode mode) {
        return trees.subtree(fork, mode);
    }

    /// Drops a fork.
    ///
    /// @param isUsed whether something of it is open besides its handles
    void drop(ForkModel fork, DropMode mode, boolean isUsed) {
        trees.drop(fork, mode, isUsed);
    }

    void promote(ForkModel fork, ForkModel target, PromotionOptions promotion) {
        trees.promote(fork, target, promotion);
    }

    /// Rebases a fork onto its parent, which it must have.
    ///
    /// @param isUsed whether something of it is open besides its handles
    void rebase(ForkModel fork, ConflictPolicy policy, boolean isUsed) {
        trees.rebase(fork, policy, isUsed);
    }

    void archive(ForkModel fork, String name) {
        trees.archive(fork, name);
    }

    void deleteArchive(String name) {
        trees.deleteArchive(name);
    }

    // ---- the whole

    void checkpoint() {
        expected.end();
        database.checkpoint();
    }

    void compact() {
        expected.end();
        database.compact();
    }
}

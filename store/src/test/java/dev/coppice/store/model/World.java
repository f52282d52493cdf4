package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.BulkLoader;
import dev.coppice.store.Change;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import dev.coppice.store.View;
import dev.coppice.store.engine.SmallLogs;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A database on a simulated machine beside its model. Every method does one operation on both. When the engine does
/// not return, the model remembers what the operation may have done, and [#reopen] accepts that, wholly or not at all.
final class World {
    /// Values from this length on are written ahead of their commit.
    static final int LARGE = 256 << 10;

    private final DatabaseOptions options;
    private final boolean hasSmallLogs;
    private SimulatedHost machine;
    private Database database;
    private final TreeMap<String, ForkModel> forks = new TreeMap<>();
    private final TreeMap<String, State> archives = new TreeMap<>();
    private final TreeMap<String, Fork> handles = new TreeMap<>();
    /// What a fork that was not looked at since the last crash may be like.
    private final TreeMap<String, List<State>> unsettled = new TreeMap<>();
    /// Whether all that the last opening found was durable.
    private boolean isDurable = true;
    private InFlight inFlight = InFlight.nothing();
    /// Operations that failed, and may show after the next opening all the same.
    private final List<InFlight> inDoubt = new ArrayList<>();
    private long trace;
    private long earlierCalls;
    private long troubleAt = Long.MAX_VALUE;
    private Fault trouble;
    private NavigableMap<Long, Call> watched;
    private long firstWatched;

    /// A machine without a database.
    ///
    /// @param hasSmallLogs whether logs, manifests and catalog are begun anew very often
    World(long seed, DatabaseOptions options, boolean hasSmallLogs) {
        this.options = options;
        this.hasSmallLogs = hasSmallLogs;
        machine = SimulatedHost.create(seed);
        forks.put(Fork.PRIMARY, new ForkModel(Fork.PRIMARY, null, State.EMPTY, 0));
    }

    SimulatedHost machine() {
        return machine;
    }

    DatabaseOptions options() {
        return options;
    }

    /// The open database, null when none is open.
    Database database() {
        return database;
    }

    long now() {
        return machine.clock().millis();
    }

    Collection<ForkModel> forks() {
        return forks.values();
    }

    ForkModel fork(String name) {
        return forks.get(name);
    }

    Collection<String> archives() {
        return archives.keySet();
    }

    State archive(String name) {
        return archives.get(name);
    }

    Table table(TableIdent ident) {
        return database.primary().table(ident);
    }

    /// Equal for equal runs.
    long trace() {
        return trace * 31 + machine.disk().traceHash() * 7 + machine.scheduler().orderHash();
    }

    // ---- trouble

    /// The calls to the disk so far, over all restarts.
    long calls() {
        return earlierCalls + machine.disk().nextCall();
    }

    /// Plants a fault for one call, counted as [#calls()] does.
    void troubleAt(long call, Fault fault) {
        troubleAt = call;
        trouble = fault;
        plant();
    }

    /// Takes all faults away that have not been met.
    void heal() {
        troubleAt = Long.MAX_VALUE;
        machine.disk().heal();
    }

    /// Has all calls from now on recorded by their numbers, until null is given.
    void watchCalls(NavigableMap<Long, Call> calls) {
        noteCalls();
        watched = calls;
        firstWatched = calls();
    }

    private void noteCalls() {
        if (watched != null) {
            for (Call call : machine.disk().calls()) {
                if (earlierCalls + call.index() >= firstWatched) {
                    watched.put(earlierCalls + call.index(), call);
                }
            }
        }
    }

    private void plant() {
        if (troubleAt >= calls() && troubleAt != Long.MAX_VALUE) {
            machine.disk().failAt(troubleAt - earlierCalls, trouble);
        }
    }

    /// Takes notice of what an operation has done that failed in this process.
    ///
    /// @param mayShowLater whether it may be found done after the next opening, though it is not now
    void afterFailure(boolean mayShowLater) {
        InFlight failed = inFlight;
        inFlight = InFlight.nothing();
        if (mayShowLater) {
            inDoubt.add(failed);
        }
        isDurable = false;
        failed.commits.forEach((name, states) -> {
            ForkModel fork = forks.get(name);
            unsettled
                    .computeIfAbsent(name, any -> new ArrayList<>(List.of(fork.state())))
                    .addAll(states);
            handle(fork);
        });
        settleNames(failed);
    }

    // ---- life

    /// Opens what another disk has as this world's database would be opened.
    Database open(SimulatedHost on, DatabaseOptions as) {
        return hasSmallLogs ? SmallLogs.open(on.host(), as) : Database.open(on.host(), as);
    }

    /// Opens the database on the machine as it is.
    void open() {
        database = open(machine, options);
    }

    /// Closes the database in order and opens it again.
    void closeAndOpen() {
        close();
        restart(machine.killProcess());
        forks.values().stream()
                .filter(fork -> !unsettled.containsKey(fork.name))
                .forEach(ForkModel::synced);
        reopen(false);
    }

    /// Closes the database in order.
    void close() {
        begin(InFlight.nothing());
        handles.clear();
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
        restart(machine.killProcess());
    }

    /// Cuts the power at this point, if that has not happened yet, and opens the database again.
    void crashAndOpen(Loss loss) {
        crash(loss);
        reopen(true);
    }

    void crash(Loss loss) {
        restart(machine.crash(loss));
    }

    /// Cuts the power, and starts the machine again on one of all the disks that this may leave; on any, when there are
    /// too many.
    ///
    /// @return how many there are, 1 when there are too many
    int crashTo(int survivor, int limit) {
        List<SimulatedDisk> survivors = machine.disk().everyCrash(limit, 1);
        boolean areAll = machine.disk().unsyncedChanges() <= 8 && survivors.size() < limit;
        restart(machine.restartOn(survivors.get(areAll ? survivor : 0)));
        return areAll ? survivors.size() : 1;
    }

    private void restart(SimulatedHost next) {
        trace = trace();
        noteCalls();
        earlierCalls = calls();
        handles.clear();
        database = null;
        machine = next;
        plant();
    }

    /// Opens the database after a crash, and proves it sound and in agreement with the model in all that is found by
    /// name. The content of a fork is compared when its handle is opened.
    ///
    /// @param powerWasLost whether commits that were not durable may be gone
    void reopen(boolean powerWasLost) {
        inDoubt.add(inFlight);
        inFlight = InFlight.nothing();
        open();
        for (ForkModel fork : forks.values()) {
            List<State> before = unsettled.getOrDefault(fork.name, List.of(fork.state()));
            List<State> candidates = new ArrayList<>(powerWasLost ? fork.survivors() : List.of());
            candidates.addAll(before);
            for (InFlight operation : inDoubt) {
                candidates.addAll(operation.commits.getOrDefault(fork.name, List.of()));
            }
            unsettled.put(fork.name, candidates);
        }
        forks.values().forEach(fork -> fork.commits.clear());
        isDurable = powerWasLost;
        inDoubt.forEach(this::settleNames);
        inDoubt.clear();
        requireNames();
    }

    private void requireNames() {
        removeExpired(database.forks().stream().map(ForkInfo::name).toList());
        assertThat(database.forks().stream().map(ForkInfo::name).toList())
                .as("forks")
                .containsExactlyInAnyOrderElementsOf(forks.keySet());
        database.forks().forEach(info -> forks.get(info.name()).id = info.id());
        assertThat(database.archives().stream().map(ArchiveInfo::name).toList())
                .as("archives")
                .containsExactlyInAnyOrderElementsOf(archives.keySet());
    }

    /// Finds out what an operation has done that did not return.
    private void settleNames(InFlight operation) {
        TreeMap<String, ForkInfo> present = new TreeMap<>();
        database.forks().forEach(info -> present.put(info.name(), info));
        ForkModel created = operation.created;
        if (created != null && present.containsKey(created.name) && !forks.containsKey(created.name)) {
            add(created);
            unsettled.put(created.name, new ArrayList<>(List.of(created.state())));
        }
        if (!operation.dropped.isEmpty() && !present.containsKey(operation.dropped.getFirst().name)) {
            remove(operation.dropped);
        }
        ForkModel rebased = operation.rebased;
        if (rebased != null
                && present.containsKey(rebased.name)
                && present.get(rebased.name).id() != rebased.id) {
            rebased.forkPoint = operation.rebasedOnto;
            rebased.id = present.get(rebased.name).id();
            rebased.become(operation.rebasedTo);
            unsettled.put(rebased.name, new ArrayList<>(List.of(operation.rebasedTo)));
        }
        List<String> kept = database.archives().stream().map(ArchiveInfo::name).toList();
        if (operation.archive != null && kept.contains(operation.archive)) {
            archives.put(operation.archive, operation.archived);
        }
        if (operation.deletedArchive != null && !kept.contains(operation.deletedArchive)) {
            archives.remove(operation.deletedArchive);
        }
    }

    /// Forgets forks whose time has passed and that are gone.
    private void removeExpired(Collection<String> present) {
        for (ForkModel fork : List.copyOf(forks.values())) {
            if (fork.expiresAt != 0 && fork.expiresAt <= now() && !present.contains(fork.name)) {
                remove(List.of(fork));
            }
        }
    }

    /// Takes notice of forks that were dropped because their time has passed.
    void noticeExpiredForks() {
        removeExpired(database.forks().stream().map(ForkInfo::name).toList());
    }

    // ---- forks in use

    boolean isOpen(ForkModel fork) {
        return handles.containsKey(fork.name);
    }

    /// The fork's handle; opens it if need be, and then finds out what state the fork is in.
    Fork handle(ForkModel fork) {
        Fork handle = fork.name.equals(Fork.PRIMARY) ? database.primary() : handles.get(fork.name);
        if (handle == null) {
            handle = database.fork(fork.name);
            handles.put(fork.name, handle);
        }
        settle(fork, handle);
        return handle;
    }

    void closeHandle(ForkModel fork) {
        Fork handle = handles.remove(fork.name);
        if (handle != null) {
            handle.close();
        }
    }

    private void settle(ForkModel fork, Fork handle) {
        List<State> candidates = unsettled.get(fork.name);
        if (candidates == null) {
            return;
        }
        List<String> differences = new ArrayList<>();
        for (State candidate : candidates.reversed()) {
            String difference = firstDifference(handle, candidate, now());
            if (difference == null) {
                unsettled.remove(fork.name);
                if (isDurable) {
                    fork.become(candidate);
                } else if (candidate != fork.state()) {
                    fork.committed(candidate, false);
                }
                return;
            }
            differences.add(difference);
        }
        throw new AssertionError("fork '" + fork.name + "' is in no state that it may be in; from the latest back: "
                + String.join("\n  ", differences));
    }

    private String firstDifference(View view, State state, long at) {
        return new ReadCheck(view, state, at, this::table).firstDifference();
    }

    ReadCheck reads(View view, State state, long at) {
        return new ReadCheck(view, state, at, this::table);
    }

    /// Compares everything, and has the database prove itself sound.
    void requireAgreement() {
        requireSound();
        for (ForkModel fork : forks.values()) {
            requireState(fork);
        }
        for (String name : archives.keySet()) {
            try (Snapshot archive = database.archive(name)) {
                requireState("archive '" + name + "'", archive, archives.get(name), now());
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

    private void add(ForkModel fork) {
        forks.put(fork.name, fork);
    }

    private void remove(List<ForkModel> gone) {
        for (ForkModel fork : gone) {
            forks.remove(fork.name);
            handles.remove(fork.name);
            unsettled.remove(fork.name);
            for (ForkModel other : forks.values()) {
                if (other.parent == fork) {
                    other.parent = fork.parent;
                }
            }
        }
    }

    private void begin(InFlight operation) {
        inFlight = operation;
    }

    /// The operation failed with an error that says that nothing was done.
    void nothingWasDone() {
        inFlight = InFlight.nothing();
    }

    private void end() {
        inFlight = InFlight.nothing();
    }

    // ---- commits

    /// The states that a transaction's writes lead through: tables that are created ahead for large values, then the
    /// commit.
    static List<State> statesOf(State before, List<Write> writes) {
        List<State> states = new ArrayList<>();
        State.Edit ahead = before.edit();
        State.Edit edit = before.edit();
        for (Write write : writes) {
            if (write instanceof Write.Put(TableIdent table, byte[] key, Row row, boolean asStream)
                    && row.value().length >= LARGE
                    && !ahead.has(table)) {
                ahead.create(table);
                states.add(ahead.toState());
            }
            write.to(edit);
        }
        states.add(edit.toState());
        return states;
    }

    /// Commits writes in a transaction that nothing conflicts with.
    void transact(ForkModel fork, Durability durability, List<Write> writes) {
        Fork handle = handle(fork);
        List<State> states = statesOf(fork.state(), writes);
        begin(InFlight.commit(fork, states));
        try (Transaction transaction = handle.begin()) {
            writes.forEach(write -> write.to(transaction, handle));
            transaction.commit(durability);
        }
        State before = fork.state();
        committed(fork, states, effective(before, writes).isEmpty() ? Durability.BUFFERED : durability);
        note(fork, before, writes);
        end();
    }

    /// The writes that have something to do: what is deleted from a table that does not exist is not even recorded.
    private static List<Write> effective(State before, List<Write> writes) {
        State.Edit edit = before.edit();
        List<Write> effective = new ArrayList<>();
        for (Write write : writes) {
            if (edit.has(write.table()) || !(write instanceof Write.Delete || write instanceof Write.Truncate)) {
                effective.add(write);
            }
            write.to(edit);
        }
        return effective;
    }

    private static void committed(ForkModel fork, List<State> states, Durability durability) {
        for (State state : states) {
            fork.committed(state, state == states.getLast() && durability == Durability.DURABLE);
        }
    }

    /// Notes what a commit wrote, for the transactions that are open.
    static void note(ForkModel fork, State before, List<Write> writes) {
        note(fork, effective(before, writes), null);
    }

    private static void note(ForkModel fork, List<Write> writes, TableIdent loaded) {
        TreeSet<TableIdent> touched = new TreeSet<>();
        long bytes = 0;
        for (Write write : writes) {
            touched.add(write.table());
            bytes += write instanceof Write.Put put
                    ? put.key().length + put.row().value().length + 100
                    : 100;
        }
        if (loaded != null) {
            touched.add(loaded);
        }
        fork.commits.add(new Commit(List.copyOf(writes), touched, loaded, bytes));
    }

    /// Notes that entries may have been cleaned up somewhere.
    void noteCleaning() {
        for (ForkModel fork : forks.values()) {
            fork.commits.add(new Commit(List.of(), fork.state().tables(), null, 0));
        }
    }

    /// The writes that lead from one state to another.
    private static List<Write> writesBetween(State before, State after) {
        List<Write> writes = new ArrayList<>();
        for (TableIdent table : before.tables()) {
            if (!after.has(table)) {
                writes.add(new Write.Drop(table));
            }
        }
        for (TableIdent table : after.tables()) {
            if (!before.has(table)) {
                writes.add(new Write.Create(table));
            }
        }
        for (Change change : ThreeWay.diff(before, after, 0)) {
            writes.add(
                    change.after() == null
                            ? new Write.Delete(change.table(), change.key())
                            : new Write.Put(
                                    change.table(),
                                    change.key(),
                                    after.rows(change.table()).get(change.key()),
                                    false));
        }
        return writes;
    }

    /// Commits a transaction that was open for a while.
    ///
    /// @return whether it was committed; it was not when another one won
    boolean commit(OpenTransaction open, Durability durability) {
        ForkModel fork = open.fork;
        State after = open.after();
        begin(InFlight.commit(fork, List.of(after)));
        boolean isCommitted = true;
        try (Transaction transaction = open.transaction) {
            transaction.commit(durability);
            if (!open.writes().isEmpty()) {
                State before = fork.state();
                fork.committed(after, durability == Durability.DURABLE);
                note(fork, before, open.writes());
            }
        } catch (StoreException.Conflict conflict) {
            isCommitted = false;
        }
        end();
        return isCommitted;
    }

    /// Makes a write in an open transaction. A large value creates its table by the way.
    void write(OpenTransaction open, Write write) {
        ForkModel fork = open.fork;
        State.Edit edit = fork.state().edit();
        boolean createsAhead = write instanceof Write.Put put
                && put.row().value().length >= LARGE
                && !open.has(write.table())
                && !edit.has(write.table());
        if (createsAhead) {
            edit.create(write.table());
        }
        State created = edit.toState();
        begin(createsAhead ? InFlight.commit(fork, List.of(created)) : InFlight.nothing());
        open.write(write, handle(fork));
        if (createsAhead) {
            State before = fork.state();
            fork.committed(created, false);
            note(fork, before, List.of(new Write.Create(write.table())));
        }
        end();
    }

    void sync(ForkModel fork) {
        Fork handle = handle(fork);
        begin(InFlight.nothing());
        handle.sync();
        fork.synced();
        end();
    }

    /// Loads sorted entries.
    void load(ForkModel fork, TableIdent table, NavigableMap<byte[], byte[]> entries, boolean commit) {
        load(fork, table, entries, commit, () -> {});
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
        Fork handle = handle(fork);
        State.Edit creation = fork.state().edit();
        creation.create(table);
        State before = fork.state();
        State created = creation.toState();
        begin(InFlight.commit(fork, List.of(created)));
        boolean isCommitted = false;
        try (BulkLoader loader = handle.load(handle.table(table))) {
            fork.committed(created, !before.has(table));
            note(fork, before, before.has(table) ? List.of() : List.of(new Write.Create(table)));
            end();
            int commitsBefore = fork.commits.size();
            entries.headMap(middle(entries), false).forEach(loader::put);
            meanwhile.run();
            entries.tailMap(middle(entries), true).forEach(loader::put);
            if (commit) {
                isCommitted = commit(fork, table, entries, loader, commitsBefore);
            }
        }
        end();
        return isCommitted;
    }

    private static byte[] middle(NavigableMap<byte[], byte[]> entries) {
        return entries.isEmpty() ? new byte[0] : List.copyOf(entries.keySet()).get(entries.size() / 2);
    }

    private boolean commit(
            ForkModel fork,
            TableIdent table,
            NavigableMap<byte[], byte[]> entries,
            BulkLoader loader,
            int commitsBefore) {
        List<Commit> others = fork.commits.subList(commitsBefore, fork.commits.size());
        boolean mustLose = others.stream().anyMatch(other -> other.dropped(table) || other.wrote(table));
        boolean mayLose = others.stream().anyMatch(other -> other.touched().contains(table));
        State before = fork.state();
        State.Edit edit = before.edit();
        entries.forEach((key, value) -> edit.put(table, key, new Row(value, 0)));
        State loaded = edit.toState();
        begin(InFlight.commit(fork, List.of(loaded)));
        try {
            loader.commit();
        } catch (StoreException.Conflict conflict) {
            assertThat(mayLose).as("%s", conflict.getMessage()).isTrue();
            return false;
        }
        assertThat(mustLose).as("a load was committed that should have lost").isFalse();
        fork.committed(loaded, true);
        note(fork, writesBetween(before, loaded), table);
        return true;
    }

    void cleanExpired(ForkModel fork) {
        Fork handle = handle(fork);
        begin(InFlight.nothing());
        handle.cleanExpired();
        noteCleaning();
        end();
    }

    // ---- forks

    void createFork(ForkModel parent, String name, Duration timeToLive) {
        Fork handle = handle(parent);
        ForkModel child = child(parent, name, parent.state(), timeToLive);
        begin(InFlight.create(child));
        keep(child, handle.fork(name, ForkOptions.DEFAULT.withTimeToLive(timeToLive)));
        parent.synced();
        end();
    }

    /// Creates a fork of a snapshot or archive.
    ///
    /// @param parent the fork that the snapshot was taken of, null for an archive
    void createFork(Snapshot snapshot, State state, ForkModel parent, String name) {
        ForkModel child = child(parent, name, state, null);
        begin(InFlight.create(child));
        keep(child, snapshot.fork(name, ForkOptions.DEFAULT));
        if (parent != null) {
            parent.syncedThrough(state);
        }
        end();
    }

    private ForkModel child(ForkModel parent, String name, State state, Duration timeToLive) {
        return new ForkModel(name, parent, state, timeToLive == null ? 0 : now() + timeToLive.toMillis());
    }

    private void keep(ForkModel child, Fork handle) {
        add(child);
        handles.put(child.name, handle);
        child.id = handle.id();
    }

    /// The forks that a drop takes.
    List<ForkModel> subtree(ForkModel fork, DropMode mode) {
        return forks.values().stream()
                .filter(other -> mode == DropMode.CASCADE ? other.isAtOrBelow(fork) : other == fork)
                .toList();
    }

    boolean hasChildren(ForkModel fork) {
        return forks.values().stream().anyMatch(other -> other.parent == fork);
    }

    /// Drops a fork.
    ///
    /// @param isUsed whether something of it is open besides its handles
    void drop(ForkModel fork, DropMode mode, boolean isUsed) {
        List<ForkModel> doomed = subtree(fork, mode);
        boolean mayDrop =
                !isUsed && doomed.stream().noneMatch(this::isOpen) && !(mode == DropMode.RESTRICT && hasChildren(fork));
        begin(InFlight.drop(doomed));
        try {
            database.drop(fork.name, mode);
            assertThat(mayDrop)
                    .as("drop of '" + fork + "' although it is in use")
                    .isTrue();
            remove(doomed);
        } catch (StoreException.ForkInUse inUse) {
            assertThat(mayDrop).as("%s", inUse.getMessage()).isFalse();
        }
        end();
    }

    // ---- promotion

    void promote(ForkModel fork, ForkModel target, PromotionOptions promotion) {
        Fork handle = handle(fork);
        handle(target);
        ThreeWay merge = new ThreeWay(fork.forkPoint, fork.state(), target.state(), now(), promotion.policy());
        State after = merge.merge(promotion.isWhole() ? null : promotion::includes);
        List<State> states = new ArrayList<>();
        State.Edit ahead = target.state().edit();
        for (TableIdent table : merge.createdAhead) {
            ahead.create(table);
            states.add(ahead.toState());
        }
        List<State> all = new ArrayList<>(states);
        if (after != null) {
            all.add(after);
        }
        begin(InFlight.commit(target, all));
        try {
            Promotion done = handle.promote(promotion);
            assertThat(after).as("promotion should meet conflicts").isNotNull();
            requireCounts(done, merge);
            note(target, writesBetween(target.state(), after), null);
            committed(target, all, merge.writes ? Durability.DURABLE : Durability.BUFFERED);
        } catch (StoreException.PromotionConflict conflict) {
            assertThat(after).as("%s", conflict.getMessage()).isNull();
            note(target, writesBetween(target.state(), states.isEmpty() ? target.state() : states.getLast()), null);
            states.forEach(state -> target.committed(state, false));
        }
        end();
    }

    private static void requireCounts(Promotion done, ThreeWay merge) {
        assertThat(done)
                .usingRecursiveComparison()
                .ignoringFields("sequence")
                .isEqualTo(new Promotion(
                        merge.inserted,
                        merge.updated,
                        merge.deleted,
                        merge.alreadySame,
                        merge.conflictsForFork,
                        merge.conflictsForTarget,
                        0));
    }

    /// Rebases a fork onto its parent, which it must have.
    ///
    /// @param isUsed whether something of it is open besides its handles
    void rebase(ForkModel fork, ConflictPolicy policy, boolean isUsed) {
        Fork handle = handle(fork);
        handle(fork.parent);
        State onto = fork.parent.state();
        ThreeWay merge = new ThreeWay(fork.forkPoint, fork.state(), onto, now(), policy);
        State after = merge.merge(null);
        begin(after == null || isUsed ? InFlight.nothing() : InFlight.rebase(fork, after, onto));
        try {
            requireCounts(handle.rebase(policy), merge);
            assertThat(isUsed).as("rebase of a fork in use").isFalse();
            assertThat(after).as("rebase should meet conflicts").isNotNull();
            fork.forkPoint = onto;
            fork.become(after);
            fork.id = handle.id();
            fork.parent.synced();
        } catch (StoreException.PromotionConflict conflict) {
            assertThat(after).as("%s", conflict.getMessage()).isNull();
        } catch (StoreException.ForkInUse inUse) {
            assertThat(isUsed).as("%s", inUse.getMessage()).isTrue();
        }
        end();
    }

    // ---- archives

    void archive(ForkModel fork, String name) {
        Fork handle = handle(fork);
        begin(InFlight.archive(name, fork.state()));
        handle.archive(name);
        archives.put(name, fork.state());
        fork.synced();
        end();
    }

    void deleteArchive(String name) {
        begin(InFlight.deleteArchive(name));
        database.deleteArchive(name);
        archives.remove(name);
        end();
    }

    // ---- the rest

    void checkpoint() {
        begin(InFlight.nothing());
        database.checkpoint();
        end();
    }

    void compact() {
        begin(InFlight.nothing());
        database.compact();
        end();
    }

    /// Compares a diff with one made by brute force.
    void diff(Diff diff, State before, State after, long at, DiffOptions part, boolean countOnly) {
        List<RowChange> expected = ThreeWay.diff(before, after, at);
        expected.removeIf(change -> !part.includes(change.table(), change.key()));
        try (diff) {
            if (countOnly) {
                assertThat(diff.count().total()).isEqualTo(expected.size());
                return;
            }
            int index = 0;
            for (Change found = diff.next(); found != null; found = diff.next()) {
                Change wanted = index < expected.size() ? expected.get(index) : null;
                if (wanted == null || !isSame(found, wanted)) {
                    throw new AssertionError(
                            "difference " + index + " is " + shown(found) + " instead of " + shown(wanted));
                }
                index++;
            }
            assertThat(index).as("differences").isEqualTo(expected.size());
        }
    }

    private static String shown(Change change) {
        return change == null
                ? "none"
                : change.kind() + " " + change.table() + " " + Write.shortened(change.key()) + " "
                        + (change.before() == null ? "-" : change.before().length) + " "
                        + (change.after() == null ? "-" : change.after().length);
    }

    private static boolean isSame(Change a, Change b) {
        return a.table().equals(b.table())
                && Arrays.equals(a.key(), b.key())
                && a.kind() == b.kind()
                && a.beforeExpiresAtMillis() == b.beforeExpiresAtMillis()
                && a.afterExpiresAtMillis() == b.afterExpiresAtMillis()
                && Arrays.equals(a.before(), b.before())
                && Arrays.equals(a.after(), b.after());
    }

    /// All tables that some fork has.
    TreeSet<TableIdent> allTables() {
        TreeSet<TableIdent> tables = new TreeSet<>();
        forks.values().forEach(fork -> tables.addAll(fork.state().tables()));
        return tables;
    }
}

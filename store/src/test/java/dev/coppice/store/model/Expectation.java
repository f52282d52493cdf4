package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// What a database must hold, and what it may: the model's forks and archives, the states that a fork may be in since
/// a crash, and the operations of which nobody knows what they have done.
final class Expectation {
    private final TreeMap<String, ForkModel> forks = new TreeMap<>();
    private final TreeMap<String, State> archives = new TreeMap<>();
    /// What a fork that was not looked at since the last crash may be like.
    private final TreeMap<String, List<State>> unsettled = new TreeMap<>();
    /// Whether all that the last opening found was durable.
    private boolean isDurable = true;
    private InFlight inFlight = InFlight.nothing();
    /// Operations that failed, and may show after the next opening all the same.
    private final List<InFlight> inDoubt = new ArrayList<>();

    Expectation() {
        forks.put(Fork.PRIMARY, new ForkModel(Fork.PRIMARY, null, State.EMPTY, 0));
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

    void add(ForkModel fork) {
        forks.put(fork.name, fork);
    }

    void remove(List<ForkModel> gone) {
        for (ForkModel fork : gone) {
            forks.remove(fork.name);
            fork.handle = null;
            unsettled.remove(fork.name);
            for (ForkModel other : forks.values()) {
                if (other.parent == fork) {
                    other.parent = fork.parent;
                }
            }
        }
    }

    void addArchive(String name, State state) {
        archives.put(name, state);
    }

    void removeArchive(String name) {
        archives.remove(name);
    }

    // ---- operations

    void begin(InFlight operation) {
        inFlight = operation;
    }

    /// The operation is over, and the model says what it has done.
    void end() {
        inFlight = InFlight.nothing();
    }

    /// The operation has failed in this process.
    ///
    /// @param mayShowLater whether it may be found done after the next opening, though it is not now
    /// @return what it may have done
    InFlight fail(boolean mayShowLater) {
        InFlight failed = inFlight;
        inFlight = InFlight.nothing();
        if (mayShowLater) {
            inDoubt.add(failed);
        }
        isDurable = false;
        failed.commits.forEach((name, states) -> unsettled
                .computeIfAbsent(name, any -> new ArrayList<>(List.of(fork(name).state())))
                .addAll(states));
        return failed;
    }

    // ---- crashes

    /// The process has ended, with all handles.
    void forgetHandles() {
        forks.values().forEach(fork -> fork.handle = null);
    }

    /// The database was closed in order.
    void closed() {
        forks.values().stream()
                .filter(fork -> !unsettled.containsKey(fork.name))
                .forEach(ForkModel::synced);
    }

    /// The database is about to be opened after a crash.
    void opening() {
        inDoubt.add(inFlight);
        inFlight = InFlight.nothing();
    }

    /// The database was opened after a crash. What is found by name must agree.
    ///
    /// @param powerWasLost whether commits that were not durable may be gone
    void opened(Database database, boolean powerWasLost, long now) {
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
        inDoubt.forEach(operation -> settleNames(operation, database));
        inDoubt.clear();
        requireNames(database, now);
    }

    private void requireNames(Database database, long now) {
        removeExpired(database, now);
        assertThat(database.forks().stream().map(ForkInfo::name).toList())
                .as("forks")
                .containsExactlyInAnyOrderElementsOf(forks.keySet());
        database.forks().forEach(info -> forks.get(info.name()).id = info.id());
        assertThat(database.archives().stream().map(ArchiveInfo::name).toList())
                .as("archives")
                .containsExactlyInAnyOrderElementsOf(archives.keySet());
    }

    /// Finds out what an operation has done that did not return.
    void settleNames(InFlight operation, Database database) {
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
            addArchive(operation.archive, operation.archived);
        }
        if (operation.deletedArchive != null && !kept.contains(operation.deletedArchive)) {
            removeArchive(operation.deletedArchive);
        }
    }

    /// Forgets forks whose time has passed and that are gone.
    void removeExpired(Database database, long now) {
        List<String> present = database.forks().stream().map(ForkInfo::name).toList();
        for (ForkModel fork : List.copyOf(forks.values())) {
            if (fork.expiresAt != 0 && fork.expiresAt <= now && !present.contains(fork.name)) {
                remove(List.of(fork));
            }
        }
    }

    /// The states that a fork may be in, the latest last; null when its state is known.
    List<State> candidates(ForkModel fork) {
        return unsettled.get(fork.name);
    }

    /// A fork is found in one of the states that it may be in.
    void settle(ForkModel fork, State state) {
        unsettled.remove(fork.name);
        if (isDurable) {
            fork.become(state);
        } else if (state != fork.state()) {
            fork.committed(state, false);
        }
    }
}

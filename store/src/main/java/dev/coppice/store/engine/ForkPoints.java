package dev.coppice.store.engine;

import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Opens the states that forks go on from. Thread-safe.
///
/// The line of a fork is its own states back to its fork point, from there those of the fork whose state that is, and
/// so on to primary. Whose state a fork point is follows from the files that it names. Parents play no part: a rebase,
/// and a drop that keeps the children, give a fork another parent, and not another past.
final class ForkPoints {
    private final DatabaseCore database;

    ForkPoints(DatabaseCore database) {
        this.database = database;
    }

    /// Where a line leaves the states of one fork, to go on in another one.
    ///
    /// @param fork the fork that goes on from there
    /// @param state its fork point
    private record Parting(ForkHead fork, StatePointer state) {}

    /// The state that a fork was made of.
    Snapshot forkPoint(ForkHandle handle) {
        database.structure.lock();
        try {
            ForkCore fork = handle.core();
            if (fork.id() == ForkCore.PRIMARY_ID) {
                throw new StoreException.Invalid("primary was made of no other fork and has no fork point");
            }
            ForkHead head = fork.head();
            return open(fork, new Parting(head, head.forkPoint()), "an open fork point");
        } finally {
            database.structure.unlock();
        }
    }

    /// The newest state that two forks go on from.
    Snapshot commonState(ForkHandle handle, Fork other) {
        if (!(other instanceof ForkHandle otherHandle) || otherHandle.database() != database) {
            throw new StoreException.Invalid("a common state is one of two forks of the same database");
        }
        database.structure.lock();
        try {
            ForkCore fork = handle.core();
            ForkCore otherFork = otherHandle.core();
            if (fork == otherFork) {
                return database.snapshot(fork);
            }
            return open(fork, parting(fork.head(), otherFork.head()), "an open common state");
        } finally {
            database.structure.unlock();
        }
    }

    private Snapshot open(ForkCore fork, Parting parting, String description) {
        ForkState state = new StateLoader(database.context())
                .load(parting.state(), parting.fork().id());
        ViewPin pin = new ViewPin(fork, state, parting.state(), description);
        database.pins().add(pin);
        return new SnapshotView(database, fork.name(), pin);
    }

    /// Where the lines of two forks part.
    private Parting parting(ForkHead one, ForkHead other) {
        Map<Long, Parting> lineOfOne = line(one);
        Map<Long, Parting> lineOfOther = line(other);
        long shared = lineOfOne.keySet().stream()
                .filter(lineOfOther::containsKey)
                .findFirst()
                .orElseThrow();
        Parting ofOne = lineOfOne.get(shared);
        Parting ofOther = lineOfOther.get(shared);
        if (ofOne == null || ofOther == null) {
            return ofOne == null ? ofOther : ofOne; // one of them is the fork that both go on from
        }
        return ofOne.state().sequence() <= ofOther.state().sequence() ? ofOne : ofOther;
    }

    /// The forks that a line leads through, from its own to primary, and where it leaves each of them; null for its
    /// own.
    private Map<Long, Parting> line(ForkHead fork) {
        Map<Long, Parting> line = new LinkedHashMap<>();
        line.put(fork.id(), null);
        ForkHead at = fork;
        while (at.id() != ForkCore.PRIMARY_ID) {
            long of = at.forkPoint().line();
            ForkHead next = database.catalog().content().fork(of);
            if (next == null || of >= at.id()) {
                throw new StoreException.Corrupt(
                        "the catalog", 0, "the fork point of fork #" + at.id() + " in an older fork", "fork #" + of);
            }
            line.put(of, new Parting(at, at.forkPoint()));
            at = next;
        }
        return line;
    }
}

package dev.coppice.store.model;

import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.TableIdent;
import java.util.ArrayList;
import java.util.List;

/// One fork in the model.
final class ForkModel {
    final String name;
    final long expiresAt;
    /// The fork that it was made of, null for primary and for forks of archives.
    ForkModel parent;

    State forkPoint;
    long id;
    /// The fork's handle, null when none is open; primary's is the database's own.
    Fork handle;
    /// What was committed since the database was opened.
    final List<Commit> commits = new ArrayList<>();
    /// The states since the last one that is known to be durable, which is the first.
    private final List<State> versions = new ArrayList<>();

    ForkModel(String name, ForkModel parent, State forkPoint, long expiresAt) {
        this.name = name;
        this.parent = parent;
        this.forkPoint = forkPoint;
        this.expiresAt = expiresAt;
        versions.add(forkPoint);
    }

    State state() {
        return versions.getLast();
    }

    /// The states that a loss of power may leave.
    List<State> survivors() {
        return List.copyOf(versions);
    }

    void committed(State next, boolean durably) {
        versions.add(next);
        if (durably) {
            synced();
        }
    }

    /// A commit has led through several states.
    void committed(List<State> states, Durability durability) {
        for (State state : states) {
            committed(state, state == states.getLast() && durability == Durability.DURABLE);
        }
    }

    /// Notes what a commit wrote, for the transactions that are open.
    void note(State before, List<Write> writes) {
        note(Writes.effective(before, writes), null);
    }

    /// Notes what a commit wrote.
    ///
    /// @param writes those that had something to do
    /// @param loaded the table that was loaded, null for none
    void note(List<Write> writes, TableIdent loaded) {
        commits.add(Commit.of(writes, loaded));
    }

    /// All that was committed is durable now.
    void synced() {
        versions.subList(0, versions.size() - 1).clear();
    }

    /// A state was made durable, and all before it.
    void syncedThrough(State state) {
        int at = versions.indexOf(state);
        if (at > 0) {
            versions.subList(0, at).clear();
        }
    }

    /// The fork is found, or made, to be in this state.
    void become(State state) {
        versions.clear();
        versions.add(state);
    }

    boolean isAtOrBelow(ForkModel other) {
        for (ForkModel at = this; at != null; at = at.parent) {
            if (at == other) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return name;
    }
}

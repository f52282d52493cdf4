package dev.coppice.store.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an operation that did not return may have done.
final class InFlight {
    /// States that a fork may have got to, by the fork's name.
    final Map<String, List<State>> commits = new TreeMap<>();
    /// A fork that may have been created.
    ForkModel created;
    /// Forks that may have been dropped, all of them or none.
    List<ForkModel> dropped = List.of();
    /// An archive that may have been made.
    String archive;
    State archived;
    /// An archive that may have been deleted.
    String deletedArchive;
    /// A fork that may have been rebased, to a state and onto a state.
    ForkModel rebased;
    State rebasedTo;
    State rebasedOnto;

    static InFlight nothing() {
        return new InFlight();
    }

    static InFlight commit(ForkModel fork, List<State> states) {
        InFlight inFlight = new InFlight();
        inFlight.commits.put(fork.name, new ArrayList<>(states));
        return inFlight;
    }

    static InFlight create(ForkModel fork) {
        InFlight inFlight = new InFlight();
        inFlight.created = fork;
        return inFlight;
    }

    static InFlight drop(List<ForkModel> forks) {
        InFlight inFlight = new InFlight();
        inFlight.dropped = List.copyOf(forks);
        return inFlight;
    }

    static InFlight archive(String name, State state) {
        InFlight inFlight = new InFlight();
        inFlight.archive = name;
        inFlight.archived = state;
        return inFlight;
    }

    static InFlight deleteArchive(String name) {
        InFlight inFlight = new InFlight();
        inFlight.deletedArchive = name;
        return inFlight;
    }

    static InFlight rebase(ForkModel fork, State to, State onto) {
        InFlight inFlight = new InFlight();
        inFlight.rebased = fork;
        inFlight.rebasedTo = to;
        inFlight.rebasedOnto = onto;
        return inFlight;
    }
}

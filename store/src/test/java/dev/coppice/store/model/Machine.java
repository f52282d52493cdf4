package dev.coppice.store.model;

import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.util.List;
import java.util.NavigableMap;

/// The machine of a world, through all its restarts: counts the calls to its disks in one row, and plants trouble for
/// one of them.
final class Machine {
    private SimulatedHost host;
    private long trace;
    private long earlierCalls;
    private long troubleAt = Long.MAX_VALUE;
    private Fault trouble;
    private NavigableMap<Long, Call> watched;
    private long firstWatched;

    Machine(long seed) {
        host = SimulatedHost.create(seed);
    }

    /// The machine since its last restart.
    SimulatedHost host() {
        return host;
    }

    /// Equal for equal runs.
    long trace() {
        return trace * 31 + host.disk().traceHash() * 7 + host.scheduler().orderHash();
    }

    /// The calls to the disk so far, over all restarts.
    long calls() {
        return earlierCalls + host.disk().nextCall();
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
        host.disk().heal();
    }

    private void plant() {
        if (troubleAt >= calls() && troubleAt != Long.MAX_VALUE) {
            host.disk().failAt(troubleAt - earlierCalls, trouble);
        }
    }

    /// Has all calls from now on recorded by their numbers, until null is given.
    void watchCalls(NavigableMap<Long, Call> calls) {
        noteCalls();
        watched = calls;
        firstWatched = calls();
    }

    private void noteCalls() {
        if (watched != null) {
            for (Call call : host.disk().calls()) {
                if (earlierCalls + call.index() >= firstWatched) {
                    watched.put(earlierCalls + call.index(), call);
                }
            }
        }
    }

    /// Ends the process, and starts another one.
    void kill() {
        restart(host.killProcess());
    }

    /// Cuts the power, if that has not happened yet, and starts on what survived.
    void crash(Loss loss) {
        restart(host.crash(loss));
    }

    /// As [#crash(Loss)].
    ///
    /// @param choice decides what is lost where the loss leaves a choice
    void crash(Loss loss, long choice) {
        restart(host.restartOn(host.disk().crash(choice, loss)));
    }

    /// Cuts the power, and starts again on one of all the disks that this may leave; on any, when there are too many.
    ///
    /// @return how many there are, 1 when there are too many
    int crashTo(int survivor, int limit) {
        List<SimulatedDisk> survivors = host.disk().everyCrash(limit, 1);
        boolean areAll = host.disk().unsyncedChanges() <= 8 && survivors.size() < limit;
        restart(host.restartOn(survivors.get(areAll ? survivor : 0)));
        return areAll ? survivors.size() : 1;
    }

    private void restart(SimulatedHost next) {
        trace = trace();
        noteCalls();
        earlierCalls = calls();
        host = next;
        plant();
    }
}

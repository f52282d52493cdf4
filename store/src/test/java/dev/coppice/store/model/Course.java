package dev.coppice.store.model;

import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.Call;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A fixed course of operations, in whose every call to the disk something goes wrong in turn.
interface Course {
    /// A world in which the course can run; equal for equal seeds.
    World prepare(long seed);

    /// Does the operations.
    void run(World world);

    /// Closes what a run that failed has left open.
    default void letGo() {}

    /// What is written to each fork after a call has failed.
    default Write afterFailure() {
        return new Write.Put(TableIdent.of("other"), new byte[] {2}, new Row(new byte[] {2}, 0), false);
    }

    /// The calls that a run makes to the disk, by their numbers in the world.
    default NavigableMap<Long, Call> calls(long seed) {
        World world = prepare(seed);
        NavigableMap<Long, Call> calls = new TreeMap<>();
        world.watchCalls(calls);
        run(world);
        world.watchCalls(null);
        return calls;
    }
}

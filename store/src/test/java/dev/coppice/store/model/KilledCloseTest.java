package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Durability;
import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A process is killed in the middle of closing its database. The next one sees the records that end manifests, catalog
/// and logs, though nobody has synced them, and builds forks and archives upon what it sees: all of that must last when
/// the power fails next.
///
/// A fork once pinned a manifest up to behind such an end. The power failure took the end, and the fork could not be
/// read any more.
class KilledCloseTest {
    private static final TableIdent TABLE = TableIdent.of("t");

    private static World closing() {
        World world = new World(1, Script.OPTIONS, false);
        world.open();
        put(world, "primary", 0, 60);
        world.createFork(world.fork("primary"), "fork", null);
        put(world, "fork", 50, 80);
        world.checkpoint();
        put(world, "primary", 60, 70);
        return world;
    }

    private static void put(World world, String fork, int from, int to) {
        List<Write> writes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            writes.add(new Write.Put(TABLE, new byte[] {(byte) i}, new Row(new byte[200], 0), false));
        }
        world.transact(world.fork(fork), Durability.DURABLE, writes);
    }

    @Test
    void kill_atEachCallOfClosing_leavesNothingThatAPinnedStateCouldLose() {
        assertThat(killAtEachCall()).isGreaterThan(10);
    }

    /// @return at how many calls the process was killed
    static long killAtEachCall() {
        World whole = closing();
        long first = whole.calls();
        whole.close();
        long end = whole.calls();
        for (long call = first; call < end; call++) {
            for (Loss loss : Loss.values()) {
                World world = closing();
                world.troubleAt(call, Fault.POWER_CUT);
                try {
                    world.close();
                } catch (PowerCut killed) {
                    // Here the process ends; the machine goes on.
                }
                world.heal();
                world.killAndOpen();
                for (String fork : List.of("primary", "fork")) {
                    world.createFork(world.fork(fork), "child-of-" + fork, null);
                    world.archive(world.fork(fork), "archive-of-" + fork);
                }
                world.crashAndOpen(loss);
                world.requireAgreement();
                world.close();
            }
        }
        return end - first;
    }
}

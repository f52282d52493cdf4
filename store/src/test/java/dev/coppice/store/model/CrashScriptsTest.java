package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Durability;
import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The power fails at every call of a script that changes the disk. What was acknowledged is there afterwards, what was
/// not is there wholly or not at all, the database is sound, and it goes on from there.
class CrashScriptsTest {
    private static final long SEED = 1;

    @ParameterizedTest
    @EnumSource
    void powerCut_atEachChangeOfTheDisk_losesNothing(Script script) {
        int at = 0;
        for (Call call : changes(script)) {
            crash(script, call, Loss.values()[at++ % Loss.values().length], false);
        }
        assertThat(at).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void powerCut_atEachChangeOfTheDiskWithEachLoss_losesNothing(Script script) {
        for (Call call : changes(script)) {
            for (Loss loss : Loss.values()) {
                crash(script, call, loss, true);
            }
        }
    }

    private static List<Call> changes(Script script) {
        List<Call> changes = new ArrayList<>();
        script.calls(SEED).forEach((number, call) -> {
            if (call.operation().changesDisk()) {
                changes.add(new Call(number, call.operation(), call.file()));
            }
        });
        return changes;
    }

    /// @param again whether the power fails once more while the database is opened
    private static void crash(Script script, Call call, Loss loss, boolean again) {
        World world = script.prepare(SEED);
        world.troubleAt(call.index(), Fault.POWER_CUT);
        try {
            try {
                script.run(world);
            } catch (PowerCut cut) {
                // The call was met.
            }
            world.crash(loss);
            if (again) {
                crashWhileOpening(world, new SplittableRandom(call.index()), loss);
            }
            world.reopen(true);
            world.requireAgreement();
            goOn(world);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(script + " with the power cut at " + call + " and " + loss + ": " + e, e);
        }
    }

    private static void crashWhileOpening(World world, SplittableRandom random, Loss loss) {
        world.troubleAt(world.calls() + random.nextInt(60), Fault.POWER_CUT);
        try {
            world.reopen(true);
            world.requireAgreement();
        } catch (PowerCut cut) {
            // It was met.
        }
        world.heal();
        world.crash(loss);
    }

    /// Writes on, so that what the crash has left is merged and given back, and looks at everything once more.
    static void goOn(World world) {
        TableIdent other = TableIdent.of("other");
        for (ForkModel fork : List.copyOf(world.forks())) {
            Write write = new Write.Put(other, new byte[] {1}, new Row(new byte[] {1}, 0), false);
            world.transact(fork, Durability.DURABLE, List.of(write));
        }
        world.checkpoint();
        world.killAndOpen();
        world.requireAgreement();
        world.compact();
        world.closeAndOpen();
        world.requireAgreement();
        world.close();
    }
}

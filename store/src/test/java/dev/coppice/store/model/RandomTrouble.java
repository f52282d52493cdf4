package dev.coppice.store.model;

import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/// Kills the process, cuts the power and lets the disk fail at random, and opens the database again.
final class RandomTrouble {
    private final Run run;
    private final SplittableRandom random;
    private final World world;
    private final boolean hasFaults;
    private final IntConsumer operations;

    /// @param hasFaults whether openings fail, too
    /// @param operations does so many operations and lets errors through
    RandomTrouble(Run run, boolean hasFaults, IntConsumer operations) {
        this.run = run;
        random = run.random;
        world = run.world;
        this.hasFaults = hasFaults;
        this.operations = operations;
    }

    void crash() {
        if (random.nextInt(3) == 0) {
            long in = random.nextInt(1 << random.nextInt(9));
            run.say("the power will be cut in " + in + " calls");
            world.machine().disk().cutPowerAt(world.machine().disk().nextCall() + in);
            try {
                operations.accept(20);
            } catch (PowerCut cut) {
                run.say("power cut");
            }
        }
        restart();
    }

    void fail() {
        boolean isFull = random.nextInt(5) == 0;
        if (isFull) {
            long room = random.nextInt(1 << random.nextInt(20));
            run.say("only " + room + " bytes left on the disk");
            world.machine().disk().capacity(usedBytes() + room);
        } else {
            Fault fault = List.of(Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC).get(random.nextInt(3));
            long in = random.nextInt(1 << random.nextInt(8));
            run.say(fault + " in " + in + " calls");
            world.machine().disk().failAt(world.machine().disk().nextCall() + in, fault);
        }
        run.isFailing = true;
        StoreException failure = null;
        try {
            operations.accept(20);
        } catch (StoreException thrown) {
            run.say("failed: " + thrown.getMessage());
            failure = thrown;
        }
        run.isFailing = false;
        world.machine().disk().heal();
        world.machine().disk().capacity(Long.MAX_VALUE);
        if (failure instanceof StoreException.Full && world.database() != null && random.nextBoolean()) {
            run.say("go on");
            run.closeAll();
            world.afterFailure(false);
        } else {
            restart();
        }
    }

    private long usedBytes() {
        world.machine().disk().capacity(Long.MAX_VALUE - 1);
        return Long.MAX_VALUE - 1 - world.machine().disk().usableBytes();
    }

    /// Ends the process or cuts the power, and opens the database again; sometimes that is interrupted, too.
    private void restart() {
        run.forgetAll();
        boolean powerWasLost = restartMachine();
        while (hasFaults && random.nextInt(4) == 0) {
            Fault fault = List.of(Fault.POWER_CUT, Fault.POWER_CUT, Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC)
                    .get(random.nextInt(5));
            long in = random.nextInt(60);
            run.say(fault + " in " + in + " calls of opening");
            world.machine().disk().failAt(world.machine().disk().nextCall() + in, fault);
            try {
                world.reopen(powerWasLost);
            } catch (PowerCut | StoreException cut) {
                run.say("not opened: " + cut.getMessage());
            }
            world.machine().disk().heal();
            powerWasLost |= restartMachine();
        }
        world.reopen(powerWasLost);
        afterReopening();
    }

    /// @return whether the power was lost
    private boolean restartMachine() {
        if (random.nextInt(3) == 0) {
            run.say("kill");
            world.kill();
            return false;
        }
        Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
        run.say("crash with " + loss);
        world.crash(loss);
        return true;
    }

    void afterReopening() {
        run.noteTime();
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> world.requireSound();
            default -> world.requireAgreement();
        }
    }
}

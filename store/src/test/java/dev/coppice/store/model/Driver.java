package dev.coppice.store.model;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.sim.DeflateCompression;
import java.util.SplittableRandom;

/// Does random operations on a [World], which follow from a seed.
final class Driver {
    /// What may go wrong in a run.
    ///
    /// @param crashes whether the process is killed and the power cut
    /// @param faults whether calls to the disk fail
    record Trouble(boolean crashes, boolean faults) {}

    private final SplittableRandom random;
    private final World world;
    private final Trouble trouble;
    /// One of so many operations is in trouble.
    private final int troubleEvery;
    private final Run run;
    private final RandomEntries entries;
    private final RandomForks forks;
    private final RandomTrouble troubles;
    private final RandomCare care;

    Driver(long seed, Trouble trouble) {
        random = new SplittableRandom(seed);
        boolean background = random.nextBoolean();
        this.trouble = trouble;
        troubleEvery = random.nextBoolean() ? 150 : 30;
        Samples samples = new Samples(random, 60 + random.nextInt(400));
        DatabaseOptions options = DatabaseOptions.DEFAULT
                .withPageSize(random.nextInt(4) == 0 ? 8_192 : 4_096)
                .withPagesPerFile(random.nextInt(4) == 0 ? 64 : 16)
                .withWriteBufferBytes(1 << 16)
                .withCompression(Math.floorMod(seed, 3) == 0 ? new DeflateCompression() : null)
                .withBackgroundWork(background);
        world = new World(seed, options, random.nextBoolean());
        run = new Run(random, samples, world, background);
        entries = new RandomEntries(run);
        forks = new RandomForks(run);
        troubles = new RandomTrouble(run, trouble.faults(), this::operations);
        care = new RandomCare(run, entries, forks, troubles, this::afterwards);
        world.open();
        run.noteTime();
    }

    World world() {
        return world;
    }

    /// Does some operations.
    void run(int count) {
        try {
            for (int i = 0; i < count; i++) {
                run.operations++;
                step();
                afterwards();
            }
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "operation " + run.operations + " fails: " + e + "\n  the last ones were:\n  " + run.lastDone(), e);
        }
    }

    /// Ends with a look at everything.
    void finish() {
        run.closeAll();
        run.say("final comparison");
        world.requireAgreement();
        world.closeAndOpen();
        world.requireAgreement();
        world.close();
    }

    private void step() {
        boolean mayCrash = trouble.crashes() && random.nextInt(troubleEvery) == 0;
        boolean mayFail = !mayCrash && trouble.faults() && random.nextInt(troubleEvery) == 0;
        if (!mayCrash && !mayFail) {
            operation();
        } else if (mayCrash) {
            troubles.crash();
        } else {
            troubles.fail();
        }
    }

    private void afterwards() {
        if (run.background) {
            world.machine().scheduler().runSome(random);
        }
        run.followTime();
        if (run.transactions.isEmpty() && !run.isLoading) {
            world.forks().forEach(fork -> fork.commits.clear());
        }
        world.noticeExpiredForks();
    }

    /// Does some operations, and lets errors through as they are.
    void operations(int count) {
        for (int i = 0; i < count; i++) {
            operation();
            afterwards();
        }
    }

    /// Closes all transactions and snapshots that are open.
    void closeAll() {
        run.closeAll();
    }

    private void operation() {
        int draw = random.nextInt(1_000);
        if (draw < 330) {
            entries.commit();
        } else if (draw < 600) {
            entries.read();
        } else if (draw < 740) {
            entries.inTransaction();
        } else if (draw < 790) {
            forks.inSnapshot();
        } else if (draw < 840) {
            forks.forkOrDrop();
        } else if (draw < 880) {
            forks.diff();
        } else if (draw < 910) {
            forks.promote();
        } else if (draw < 930) {
            forks.archive();
        } else {
            care.maintain(random.nextInt(75));
        }
    }
}

package dev.coppice.store.model;

import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.Loss;
import java.util.SplittableRandom;

/// Takes care of a database at random: checkpoints, compactions, loads, backups and the like.
final class RandomCare {
    private final Run run;
    private final SplittableRandom random;
    private final Samples samples;
    private final World world;
    private final RandomEntries entries;
    private final RandomForks forks;
    private final RandomTrouble trouble;
    private final Runnable afterwards;

    /// @param afterwards what is to follow on each operation
    RandomCare(Run run, RandomEntries entries, RandomForks forks, RandomTrouble trouble, Runnable afterwards) {
        this.run = run;
        random = run.random;
        samples = run.samples;
        world = run.world;
        this.entries = entries;
        this.forks = forks;
        this.trouble = trouble;
        this.afterwards = afterwards;
    }

    void maintain(int draw) {
        switch (draw) {
            case 0, 1, 2, 3, 4, 5 -> {
                run.say("checkpoint");
                world.checkpoint();
            }
            case 6, 7, 8 -> {
                run.say("compact");
                world.compact();
            }
            case 9, 10, 11 -> {
                ForkModel fork = run.anyFork();
                run.say("clean expired entries of " + fork);
                world.cleanExpired(fork);
            }
            case 12, 13, 14, 15, 16 -> load();
            case 17, 18, 19 -> {
                run.say("let time pass");
                run.passTime();
            }
            case 20, 21 -> {
                if (!run.isFailing) {
                    run.say("check");
                    world.requireSound();
                }
            }
            case 22, 23 -> {
                run.closeAll();
                run.say("close and open");
                world.closeAndOpen();
                trouble.afterReopening();
            }
            case 27 -> {
                Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
                run.say("backup, with " + loss);
                run.replicas.backup(random.nextLong(), loss);
            }
            case 28, 29, 30, 31 -> {
                if (!run.isFailing) {
                    ForkModel fork = run.anyFork();
                    run.say("follow " + fork);
                    run.replicas.follow(fork);
                }
            }
            case 32 -> {
                run.say("follow no more");
                run.replicas.close();
            }
            case 24, 25, 26 -> {
                ForkModel fork = run.anyFork();
                run.say("sync " + fork);
                world.sync(fork);
            }
            default -> {
                if (run.background) {
                    run.say("run.background work");
                    world.machine().scheduler().runAll();
                }
            }
        }
    }

    private void load() {
        ForkModel fork = run.anyFork();
        TableIdent table = samples.table();
        var rows = samples.sortedEntries(table);
        boolean commits = random.nextInt(6) > 0;
        int others = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 0;
        run.say("load " + rows.size() + " entries to " + fork + " " + table + (commits ? "" : ", given up")
                + (others == 0 ? "" : ", and meanwhile"));
        run.isLoading = true;
        try {
            boolean isCommitted = world.load(fork, table, rows, commits, () -> {
                for (int i = 0; i < others; i++) {
                    meanwhile();
                    afterwards.run();
                }
            });
            run.say(isCommitted ? "loaded" : "not loaded");
        } finally {
            run.isLoading = false;
        }
    }

    /// An operation that does not wait for a load to end.
    private void meanwhile() {
        switch (random.nextInt(4)) {
            case 0 -> entries.read();
            case 1 -> entries.inTransaction();
            case 2 -> forks.inSnapshot();
            default -> entries.commit();
        }
    }
}

package dev.coppice.store.model;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.TableIdent;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Makes, compares, joins and ends forks, snapshots and archives at random.
final class RandomForks {
    private final Run run;
    private final SplittableRandom random;
    private final Samples samples;
    private final World world;

    RandomForks(Run run) {
        this.run = run;
        random = run.random;
        samples = run.samples;
        world = run.world;
    }

    void inSnapshot() {
        if (run.snapshots.isEmpty() || (run.snapshots.size() < Run.MAX_OPEN && random.nextInt(6) == 0)) {
            ForkModel fork = run.anyFork();
            run.say("snapshot of " + fork);
            Fork handle = world.handle(fork);
            run.snapshots.add(new Run.OpenSnapshot(fork, handle.snapshot(), fork.state(), world.now()));
            return;
        }
        Run.OpenSnapshot open = run.snapshots.get(random.nextInt(run.snapshots.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                run.say("close snapshot of " + open.fork());
                run.snapshots.remove(open);
                open.snapshot().close();
            }
            case 2 -> {
                if (world.forks().size() < Run.MAX_FORKS) {
                    String name = run.newName("f");
                    run.say("fork " + name + " of a snapshot of " + open.fork());
                    world.createFork(open.snapshot(), open.state(), open.fork(), name);
                }
            }
            case 3 -> {
                run.say("compare snapshot of " + open.fork());
                world.requireState("snapshot", open.snapshot(), open.state(), open.now());
            }
            default -> {
                TableIdent table = samples.table();
                byte[] key = samples.key(table);
                run.say("read snapshot of " + open.fork() + " " + table + " " + Write.shortened(key));
                world.reads(open.snapshot(), open.state(), open.now()).oneRead(table, key, random);
            }
        }
    }

    void forkOrDrop() {
        if (world.forks().size() < 3 || (world.forks().size() < Run.MAX_FORKS && random.nextInt(5) < 2)) {
            ForkModel parent = run.anyFork();
            String name = run.newName("f");
            Duration timeToLive = random.nextInt(10) == 0 ? Duration.ofSeconds(20 + random.nextInt(30)) : null;
            run.say("fork " + name + " of " + parent + (timeToLive == null ? "" : " for " + timeToLive));
            world.createFork(parent, name, timeToLive);
            return;
        }
        ForkModel fork = run.anyFork();
        if (fork.name.equals(Fork.PRIMARY)) {
            return;
        }
        if (random.nextInt(4) == 0) {
            run.say("close handle of " + fork);
            world.closeHandle(fork);
            return;
        }
        DropMode mode = DropMode.values()[random.nextInt(3)];
        List<ForkModel> doomed = world.subtree(fork, mode);
        if (random.nextInt(3) > 0) {
            doomed.forEach(world::closeHandle);
        }
        run.say("drop " + fork + " " + mode);
        world.drop(fork, mode, doomed.stream().anyMatch(run::isUsed));
    }

    void diff() {
        ForkModel first = run.anyFork();
        boolean countOnly = random.nextInt(4) == 0;
        long now = world.now();
        DiffOptions part = part();
        if (!run.snapshots.isEmpty() && random.nextBoolean()) {
            Run.OpenSnapshot open = run.snapshots.get(random.nextInt(run.snapshots.size()));
            run.say("diff " + first + " with a snapshot of " + open.fork());
            Diff diff = random.nextBoolean() ? null : open.snapshot().diff(world.handle(first), part);
            if (diff == null) {
                diff = world.handle(first).diff(open.snapshot(), part);
                DiffCheck.requireDifferences(diff, open.state(), first.state(), now, part, countOnly);
            } else {
                DiffCheck.requireDifferences(diff, first.state(), open.state(), now, part, countOnly);
            }
            return;
        }
        ForkModel second = run.anyFork();
        run.say("diff " + first + " with " + second);
        Fork before = world.handle(second);
        Diff diff = world.handle(first).diff(before, part);
        DiffCheck.requireDifferences(diff, second.state(), first.state(), now, part, countOnly);
    }

    private DiffOptions part() {
        DiffOptions part = DiffOptions.ALL;
        if (random.nextInt(3) == 0) {
            part = part.table(samples.table());
        }
        TableIdent table = samples.table();
        return random.nextBoolean() ? part : part.range(ReadCheck.range(samples.key(table), random));
    }

    void promote() {
        ForkModel fork = run.anyFork();
        if (fork.name.equals(Fork.PRIMARY)) {
            return;
        }
        ConflictPolicy policy = switch (random.nextInt(4)) {
            case 0 -> ConflictPolicy.FAIL;
            case 1 -> ConflictPolicy.TAKE_FORK;
            case 2 -> ConflictPolicy.TAKE_TARGET;
            default -> ConflictPolicy.merge(RandomForks::merged);
        };
        if (fork.parent != null && random.nextInt(3) == 0) {
            run.say("rebase " + fork + " on " + fork.parent + " with " + policy);
            world.rebase(fork, policy, run.isUsed(fork));
            return;
        }
        PromotionOptions promotion = PromotionOptions.onConflict(policy);
        ForkModel target = fork.parent;
        if (target == null || random.nextInt(5) == 0) {
            target = run.anyFork();
            promotion = promotion.into(target.name);
        }
        if (target == fork) {
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> promotion = promotion.table("a");
            case 1 -> promotion = promotion.prefix("user/3".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            case 2 -> promotion = promotion.where(change -> change.key().length % 2 == 0);
            default -> {}
        }
        run.say("promote " + fork + " into " + target + " with " + policy + (promotion.isWhole() ? "" : ", a part"));
        world.promote(fork, target, promotion);
    }

    private static byte[] merged(TableIdent table, byte[] key, byte[] base, byte[] fork, byte[] target) {
        if (fork != null && fork.length % 5 == 0) {
            return null;
        }
        return fork == null ? target : fork;
    }

    void archive() {
        List<String> archives = List.copyOf(world.archives());
        if (archives.size() < 2 || (archives.size() < 5 && random.nextInt(3) == 0)) {
            ForkModel fork = run.anyFork();
            String name = run.newName("archive");
            run.say("archive " + name + " of " + fork);
            world.archive(fork, name);
            return;
        }
        String name = archives.get(random.nextInt(archives.size()));
        if (random.nextInt(3) == 0) {
            run.say("delete " + name);
            world.deleteArchive(name);
            return;
        }
        State state = world.archive(name);
        try (Snapshot archive = world.database().archive(name)) {
            if (world.forks().size() < Run.MAX_FORKS && random.nextInt(3) == 0) {
                String fork = run.newName("f");
                run.say("fork " + fork + " of " + name);
                world.createFork(archive, state, null, fork);
            } else {
                run.say("compare " + name);
                world.requireState(name, archive, state, world.now());
            }
        }
    }
}

package dev.coppice.store.model;

import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// What the parts of a [Driver] share: the world, what draws, what is open, and what was done last.
final class Run {
    static final int MAX_FORKS = 9;
    static final int MAX_OPEN = 3;
    private static final int TRACED = 40;

    record OpenSnapshot(ForkModel fork, Snapshot snapshot, State state, long now) {}

    final SplittableRandom random;
    final Samples samples;
    final World world;
    /// Whether the database works in the background.
    final boolean background;

    final Replicas replicas;
    final List<OpenTransaction> transactions = new ArrayList<>();
    final List<OpenSnapshot> snapshots = new ArrayList<>();
    /// Whether calls to the disk may fail now.
    boolean isFailing;
    /// Whether a load is under way.
    boolean isLoading;
    /// How many operations were begun.
    long operations;

    private final Deque<String> done = new ArrayDeque<>();
    private int names;
    private long seenTime;

    Run(SplittableRandom random, Samples samples, World world, boolean background) {
        this.random = random;
        this.samples = samples;
        this.world = world;
        this.background = background;
        replicas = new Replicas(world);
    }

    /// Keeps what is done, for a failure to tell.
    void say(String what) {
        if (done.size() == TRACED) {
            done.removeFirst();
        }
        done.addLast(operations + ": " + what);
    }

    String lastDone() {
        return String.join("\n  ", done);
    }

    String newName(String kind) {
        return kind + ++names;
    }

    ForkModel anyFork() {
        List<ForkModel> forks = List.copyOf(world.forks());
        return random.nextInt(4) == 0 ? world.fork(Fork.PRIMARY) : forks.get(random.nextInt(forks.size()));
    }

    Durability durability() {
        return random.nextBoolean() ? Durability.DURABLE : Durability.BUFFERED;
    }

    /// Whether a transaction or snapshot of a fork is open.
    boolean isUsed(ForkModel fork) {
        return transactions.stream().anyMatch(open -> open.fork == fork)
                || snapshots.stream().anyMatch(open -> open.fork() == fork);
    }

    /// Closes all transactions and snapshots that are open.
    void closeAll() {
        replicas.close();
        while (!transactions.isEmpty()) {
            transactions.removeLast().transaction.close();
        }
        while (!snapshots.isEmpty()) {
            snapshots.removeLast().snapshot().close();
        }
    }

    /// Forgets what the end of the process has closed.
    void forgetAll() {
        replicas.forget();
        transactions.clear();
        snapshots.clear();
    }

    // ---- time

    void noteTime() {
        seenTime = world.now();
    }

    /// Takes notice of time that has passed by the way, and lets it pass on to where entries do not expire.
    void followTime() {
        if (world.now() != seenTime) {
            world.noteCleaning();
            if (world.now() - seenTime >= Samples.EXPIRY_STEP_MILLIS / 3) {
                passTime();
            }
        }
    }

    /// Lets time pass to the middle between two times at which entries may expire.
    void passTime() {
        long step = Samples.EXPIRY_STEP_MILLIS;
        world.machine().scheduler().advance((world.now() / step + 1) * step + step / 2 - world.now());
        seenTime = world.now();
        world.noteCleaning();
    }
}

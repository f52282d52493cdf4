package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.Snapshot;
import dev.coppice.store.engine.BackupToStorage;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedDisk;

/// What else shows the content of a world's database: copies of it, and a process that follows it.
final class Replicas {
    private final World world;
    private Database follower;

    Replicas(World world) {
        this.world = world;
    }

    /// Backs the database up to another disk, cuts the power, and opens what is there.
    void backup(long seed, Loss loss) {
        world.forks().forEach(world::handle);
        SimulatedDisk target = new SimulatedDisk(seed);
        BackupToStorage.backup(world.database(), target);
        world.forks().forEach(ForkModel::synced);
        SimulatedDisk copy = target.crash(seed, loss);
        try (Database database = world.open(world.machine().restartOn(copy), world.options())) {
            assertThat(database.check().problems())
                    .as("problems found by check of a backup")
                    .isEmpty();
            requireAll("the backup", database);
        }
    }

    private void requireAll(String what, Database database) {
        assertThat(database.forks().stream().map(ForkInfo::name).toList())
                .as("forks of " + what)
                .containsExactlyInAnyOrderElementsOf(
                        world.forks().stream().map(fork -> fork.name).toList());
        for (ForkModel fork : world.forks()) {
            requireFork(what, database, fork);
        }
        assertThat(database.archives().stream().map(ArchiveInfo::name).toList())
                .as("archives of " + what)
                .containsExactlyInAnyOrderElementsOf(world.archives());
        for (String name : world.archives()) {
            try (Snapshot archive = database.archive(name)) {
                requireSame("archive '" + name + "' in " + what, archive, database, world.archive(name));
            }
        }
    }

    private void requireFork(String what, Database database, ForkModel fork) {
        try (Fork handle = database.fork(fork.name)) {
            requireSame("fork '" + fork.name + "' in " + what, handle, database, fork.state());
        }
    }

    private void requireSame(String what, dev.coppice.store.View view, Database database, State state) {
        ReadCheck check = new ReadCheck(
                view, state, world.now(), ident -> database.primary().table(ident));
        assertThat(check.firstDifference()).as(what).isNull();
    }

    /// Opens the database read-only beside the writer, or takes up what was written since, and looks at one fork.
    void follow(ForkModel fork) {
        world.handle(fork);
        if (follower == null) {
            follower = world.open(
                    world.machine().restartOn(world.machine().disk()),
                    world.options().asReadOnly());
        } else {
            follower.refresh();
        }
        requireFork("a follower", follower, fork);
    }

    /// Closes the follower, if there is one.
    void close() {
        if (follower != null) {
            Database closing = follower;
            follower = null;
            closing.close();
        }
    }

    /// Forgets the follower, whose process has ended.
    void forget() {
        follower = null;
    }
}

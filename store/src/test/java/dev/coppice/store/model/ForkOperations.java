package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What makes, joins and ends forks and archives, in the database and in its model.
final class ForkOperations {
    private final World world;
    private final Expectation expected;

    ForkOperations(World world, Expectation expected) {
        this.world = world;
        this.expected = expected;
    }

    void createFork(ForkModel parent, String name, Duration timeToLive) {
        Fork handle = world.handle(parent);
        ForkModel child = child(parent, name, parent.state(), timeToLive);
        expected.begin(InFlight.create(child));
        keep(child, handle.fork(name, ForkOptions.DEFAULT.withTimeToLive(timeToLive)));
        parent.synced();
        expected.end();
    }

    /// Creates a fork of a snapshot or archive.
    ///
    /// @param parent the fork that the snapshot was taken of, null for an archive
    void createFork(Snapshot snapshot, State state, ForkModel parent, String name) {
        ForkModel child = child(parent, name, state, null);
        expected.begin(InFlight.create(child));
        keep(child, snapshot.fork(name, ForkOptions.DEFAULT));
        if (parent != null) {
            parent.syncedThrough(state);
        }
        expected.end();
    }

    private ForkModel child(ForkModel parent, String name, State state, Duration timeToLive) {
        return new ForkModel(name, parent, state, timeToLive == null ? 0 : world.now() + timeToLive.toMillis());
    }

    private void keep(ForkModel child, Fork handle) {
        expected.add(child);
        child.handle = handle;
        child.id = handle.id();
    }

    /// The forks that a drop takes.
    List<ForkModel> subtree(ForkModel fork, DropMode mode) {
        return expected.forks().stream()
                .filter(other -> mode == DropMode.CASCADE ? other.isAtOrBelow(fork) : other == fork)
                .toList();
    }

    private boolean hasChildren(ForkModel fork) {
        return expected.forks().stream().anyMatch(other -> other.parent == fork);
    }

    /// Drops a fork.
    ///
    /// @param isUsed whether something of it is open besides its handles
    void drop(ForkModel fork, DropMode mode, boolean isUsed) {
        List<ForkModel> doomed = subtree(fork, mode);
        boolean mayDrop = !isUsed
                && doomed.stream().noneMatch(world::isOpen)
                && !(mode == DropMode.RESTRICT && hasChildren(fork));
        expected.begin(InFlight.drop(doomed));
        try {
            world.database().drop(fork.name, mode);
            assertThat(mayDrop)
                    .as("drop of '" + fork + "' although it is in use")
                    .isTrue();
            expected.remove(doomed);
        } catch (StoreException.ForkInUse inUse) {
            assertThat(mayDrop).as("%s", inUse.getMessage()).isFalse();
        }
        expected.end();
    }

    void promote(ForkModel fork, ForkModel target, PromotionOptions promotion) {
        Fork handle = world.handle(fork);
        world.handle(target);
        ThreeWay merge = new ThreeWay(fork.forkPoint, fork.state(), target.state(), world.now(), promotion.policy());
        State after = merge.merge(promotion.isWhole() ? null : promotion::includes);
        List<State> states = new ArrayList<>();
        State.Edit ahead = target.state().edit();
        for (TableIdent table : merge.createdAhead) {
            ahead.create(table);
            states.add(ahead.toState());
        }
        List<State> all = new ArrayList<>(states);
        if (after != null) {
            all.add(after);
        }
        expected.begin(InFlight.commit(target, all));
        try {
            Promotion done = handle.promote(promotion);
            assertThat(after).as("promotion should meet conflicts").isNotNull();
            requireCounts(done, merge);
            target.note(Writes.between(target.state(), after), null);
            target.committed(all, merge.writes ? Durability.DURABLE : Durability.BUFFERED);
        } catch (StoreException.PromotionConflict conflict) {
            assertThat(after).as("%s", conflict.getMessage()).isNull();
            target.note(Writes.between(target.state(), states.isEmpty() ? target.state() : states.getLast()), null);
            states.forEach(state -> target.committed(state, false));
        }
        expected.end();
    }

    private static void requireCounts(Promotion done, ThreeWay merge) {
        assertThat(done)
                .usingRecursiveComparison()
                .ignoringFields("sequence")
                .isEqualTo(new Promotion(
                        merge.inserted,
                        merge.updated,
                        merge.deleted,
                        merge.alreadySame,
                        merge.conflictsForFork,
                        merge.conflictsForTarget,
                        0));
    }

    /// Rebases a fork onto its parent, which it must have.
    ///
    /// @param isUsed whether something of it is open besides its handles
    void rebase(ForkModel fork, ConflictPolicy policy, boolean isUsed) {
        Fork handle = world.handle(fork);
        world.handle(fork.parent);
        State onto = fork.parent.state();
        ThreeWay merge = new ThreeWay(fork.forkPoint, fork.state(), onto, world.now(), policy);
        State after = merge.merge(null);
        expected.begin(after == null || isUsed ? InFlight.nothing() : InFlight.rebase(fork, after, onto));
        try {
            requireCounts(handle.rebase(policy), merge);
            assertThat(isUsed).as("rebase of a fork in use").isFalse();
            assertThat(after).as("rebase should meet conflicts").isNotNull();
            fork.forkPoint = onto;
            fork.become(after);
            fork.id = handle.id();
            fork.parent.synced();
        } catch (StoreException.PromotionConflict conflict) {
            assertThat(after).as("%s", conflict.getMessage()).isNull();
        } catch (StoreException.ForkInUse inUse) {
            assertThat(isUsed).as("%s", inUse.getMessage()).isTrue();
        }
        expected.end();
    }

    void archive(ForkModel fork, String name) {
        Fork handle = world.handle(fork);
        expected.begin(InFlight.archive(name, fork.state()));
        handle.archive(name);
        expected.addArchive(name, fork.state());
        fork.synced();
        expected.end();
    }

    void deleteArchive(String name) {
        expected.begin(InFlight.deleteArchive(name));
        world.database().deleteArchive(name);
        expected.removeArchive(name);
        expected.end();
    }
}

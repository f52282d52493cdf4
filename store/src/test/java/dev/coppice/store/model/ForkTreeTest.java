package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A tree of up to two hundred forks grows and is pruned, through collections, kills and losses of power. Nobody sees
/// what others write, nothing refers to a file that is gone, and when the tree is felled no file of it is left.
class ForkTreeTest {
    private static final int MAX_FORKS = 200;
    private static final int KEYS = 24;
    private static final TableIdent TABLE = TableIdent.of("t");
    private static final TableIdent OTHER = TableIdent.of("other");

    @Test
    void tree_growsAndIsFelled_leavesNothing() {
        Seeds.forEach(ForkTreeTest.class, 1, seed -> new Tree(seed).live(800));
    }

    @Test
    @Tag("long")
    void tree_growsAndIsFelledManyTimes_leavesNothing() {
        int[] mostForks = {0};
        Seeds.forEach(ForkTreeTest.class, 100, seed -> {
            Tree tree = new Tree(seed);
            tree.live(10_000);
            mostForks[0] = Math.max(mostForks[0], tree.mostForks);
        });
        assertThat(mostForks[0]).isGreaterThan(100);
    }

    private static final class Tree {
        private final SplittableRandom random;
        private final World world;
        private int names;
        private int mostForks;

        Tree(long seed) {
            random = new SplittableRandom(seed);
            DatabaseOptions options = DatabaseOptions.DEFAULT
                    .withPagesPerFile(16)
                    .withWriteBufferBytes(1 << 16)
                    .withBackgroundWork(false);
            world = new World(seed, options, random.nextBoolean());
            world.open();
            write(world.fork(Fork.PRIMARY));
        }

        void live(int steps) {
            for (int i = 1; i <= steps; i++) {
                step();
                if (i % 5_000 == 0) {
                    fell();
                }
            }
            fell();
            world.close();
        }

        private ForkModel anyFork() {
            List<ForkModel> forks = List.copyOf(world.forks());
            return forks.get(random.nextInt(forks.size()));
        }

        private void step() {
            int draw = random.nextInt(1_000);
            if (draw < 240) {
                create();
            } else if (draw < 620) {
                write(anyFork());
            } else if (draw < 760) {
                look(anyFork());
            } else if (draw < 860) {
                DropMode mode = random.nextInt(10) == 0
                        ? DropMode.CASCADE
                        : random.nextBoolean() ? DropMode.KEEP_CHILDREN : DropMode.RESTRICT;
                drop(anyFork(), mode);
            } else if (draw < 960) {
                archive();
            } else if (draw < 983) {
                world.checkpoint();
            } else if (draw < 988) {
                world.compact();
                world.requireSound();
            } else {
                restart();
            }
        }

        private void create() {
            if (world.forks().size() < MAX_FORKS) {
                ForkModel parent = anyFork();
                world.createFork(parent, "f" + ++names, null);
                mostForks = Math.max(mostForks, world.forks().size());
                if (random.nextBoolean()) {
                    world.closeHandle(parent);
                }
            }
        }

        private void write(ForkModel fork) {
            List<Write> writes = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                byte[] key = {(byte) random.nextInt(KEYS)};
                TableIdent table = random.nextInt(4) == 0 ? OTHER : TABLE;
                int length = random.nextInt(200) == 0 ? World.LARGE : random.nextInt(900);
                byte[] value = new byte[length];
                if (length > 0) {
                    value[0] = (byte) random.nextInt();
                }
                writes.add(
                        random.nextInt(5) == 0
                                ? new Write.Delete(table, key)
                                : new Write.Put(table, key, new Row(value, 0), false));
            }
            world.transact(fork, random.nextBoolean() ? Durability.DURABLE : Durability.BUFFERED, writes);
            look(fork);
            if (fork.parent != null) {
                look(fork.parent);
            }
        }

        private void look(ForkModel fork) {
            world.requireState(fork);
        }

        private void drop(ForkModel fork, DropMode mode) {
            if (!fork.name.equals(Fork.PRIMARY)) {
                world.subtree(fork, mode).forEach(world::closeHandle);
                world.drop(fork, mode, false);
            }
        }

        private void archive() {
            List<String> archives = List.copyOf(world.archives());
            if (archives.size() < 3) {
                world.archive(anyFork(), "a" + ++names);
                return;
            }
            String name = archives.get(random.nextInt(archives.size()));
            if (random.nextBoolean()) {
                world.deleteArchive(name);
            } else if (world.forks().size() < MAX_FORKS) {
                try (Snapshot archive = world.database().archive(name)) {
                    world.createFork(archive, world.archive(name), null, "f" + ++names);
                }
            }
        }

        private void restart() {
            if (random.nextInt(3) == 0) {
                world.killAndOpen();
            } else {
                world.crashAndOpen(Loss.values()[random.nextInt(Loss.values().length)]);
            }
            look(anyFork());
        }

        /// Drops all forks and archives, and looks at what is left of them.
        private void fell() {
            world.requireAgreement();
            for (String name : List.copyOf(world.archives())) {
                world.deleteArchive(name);
            }
            while (world.forks().size() > 1) {
                drop(anyFork(), DropMode.CASCADE);
            }
            ForkModel primary = world.fork(Fork.PRIMARY);
            List<Write> drops = new ArrayList<>();
            primary.state().tables().forEach(table -> drops.add(new Write.Drop(table)));
            if (!drops.isEmpty()) {
                world.handle(primary);
                world.transact(primary, Durability.DURABLE, drops);
            }
            world.compact();
            assertThat(world.machine().disk().files())
                    .as("files when all is dropped")
                    .allMatch(file -> file.matches("LOCK|FORMAT|CURRENT_TERM|catalog_\\d+_\\d+|forks/0/wal_\\d+"));
            world.requireAgreement();
            write(primary);
        }
    }
}

package dev.coppice.store.model;

import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.content;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.feature.TestDatabase;
import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Common states and fork points of random trees of forks, which are made, rebased, reset and dropped, against a model
/// that knows the commits of each line: the newest common state of two lines is what they begin with alike.
class ForkLinesTest {
    private static final int STEPS = 60;
    private static final int FORKS_MAX = 8;

    @Test
    void commonStates_randomTrees_areWhatBothLinesBeginWith() {
        Seeds.forEach(getClass(), 15, seed -> new Tree(seed).run());
    }

    @Test
    @Tag("long")
    void commonStates_manyRandomTrees_areWhatBothLinesBeginWith() {
        Seeds.forEach(getClass(), 1_000, seed -> new Tree(seed).run());
    }

    /// A commit, told from others by being another object.
    ///
    /// @param keys that it put
    private record Commit(List<String> keys) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return keys.hashCode();
        }
    }

    /// A fork as it should be.
    ///
    /// @param parent the name of the fork that a rebase goes to, null for none
    /// @param commits all of its line, oldest first
    /// @param inherited how many of these are older than the fork
    private record Line(String parent, List<Commit> commits, int inherited) {
        Line with(Commit commit) {
            List<Commit> more = new ArrayList<>(commits);
            more.add(commit);
            return new Line(parent, more, inherited);
        }

        Line withParent(String name) {
            return new Line(name, commits, inherited);
        }

        int commonWith(Line other) {
            int length = 0;
            while (length < Math.min(commits.size(), other.commits.size())
                    && commits.get(length) == other.commits.get(length)) {
                length++;
            }
            return length;
        }

        TreeSet<String> keys(int from, int to) {
            TreeSet<String> keys = new TreeSet<>();
            commits.subList(from, to).forEach(commit -> keys.addAll(commit.keys()));
            return keys;
        }
    }

    private static final class Tree {
        private final SplittableRandom random;
        private final TreeMap<String, Line> lines = new TreeMap<>();
        private int names;
        private TestDatabase test;

        Tree(long seed) {
            random = new SplittableRandom(seed);
            lines.put(Fork.PRIMARY, new Line(null, List.of(), 0));
        }

        void run() {
            try (TestDatabase opened = TestDatabase.create()) {
                test = opened;
                for (int step = 0; step < STEPS; step++) {
                    step();
                    if (step % 10 == 9) {
                        check();
                    }
                }
            }
        }

        private String any() {
            return List.copyOf(lines.keySet()).get(random.nextInt(lines.size()));
        }

        private Table table() {
            return test.table("t");
        }

        private void step() {
            String name = any();
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> put(name);
                case 3 -> createAndDrop(name);
                case 4, 5 -> fork(name);
                case 6 -> forkOfArchive(name);
                case 7 -> drop(name);
                case 8 -> rebase(name);
                case 9 -> test.database().checkpoint();
                case 10 -> test.database().compact();
                case 11 -> reset(name);
                case 12 -> resetToThePast(name);
                default -> reopen();
            }
        }

        private void reopen() {
            if (random.nextBoolean()) {
                test.kill();
            } else {
                test.reopen();
            }
        }

        private void put(String name) {
            String key = "key-" + names++;
            try (Fork fork = test.database().fork(name)) {
                fork.transact(transaction -> transaction.put(table(), bytes(key), bytes(name)));
            }
            lines.compute(name, (_, line) -> line.with(new Commit(List.of(key))));
        }

        /// Two commits that leave nothing behind.
        private void createAndDrop(String name) {
            Table brief = test.table("brief");
            try (Fork fork = test.database().fork(name)) {
                fork.transact(transaction -> transaction.create(brief));
                fork.transact(transaction -> transaction.drop(brief));
            }
            lines.compute(name, (_, line) -> line.with(new Commit(List.of())).with(new Commit(List.of())));
        }

        private void fork(String name) {
            if (lines.size() > FORKS_MAX) {
                return;
            }
            String child = "f" + names++;
            Line line = lines.get(name);
            try (Fork fork = test.database().fork(name);
                    Snapshot old = fork.snapshot()) {
                if (random.nextBoolean()) {
                    put(name);
                }
                old.fork(child, ForkOptions.DEFAULT).close();
            }
            lines.put(child, new Line(name, line.commits(), line.commits().size()));
        }

        private void forkOfArchive(String name) {
            if (lines.size() > FORKS_MAX) {
                return;
            }
            String child = "f" + names++;
            Line line = lines.get(name);
            try (Fork fork = test.database().fork(name)) {
                fork.archive(child);
            }
            if (random.nextBoolean()) {
                drop(name);
            }
            try (Snapshot archive = test.database().archive(child)) {
                archive.fork(child, ForkOptions.DEFAULT).close();
            }
            test.database().deleteArchive(child);
            lines.put(child, new Line(null, line.commits(), line.commits().size()));
        }

        private void drop(String name) {
            if (name.equals(Fork.PRIMARY)) {
                return;
            }
            test.database().drop(name, DropMode.KEEP_CHILDREN);
            String parent = lines.remove(name).parent();
            lines.replaceAll((_, line) -> name.equals(line.parent()) ? line.withParent(parent) : line);
        }

        private void rebase(String name) {
            Line line = lines.get(name);
            if (line.parent() == null) {
                return;
            }
            try (Fork fork = test.database().fork(name)) {
                fork.rebase(ConflictPolicy.FAIL);
            }
            Line parent = lines.get(line.parent());
            Line rebased =
                    new Line(line.parent(), parent.commits(), parent.commits().size());
            TreeSet<String> own = line.keys(line.inherited(), line.commits().size());
            own.removeAll(parent.keys(0, parent.commits().size()));
            lines.put(name, own.isEmpty() ? rebased : rebased.with(new Commit(List.copyOf(own))));
        }

        private void reset(String name) {
            Line line = lines.get(name);
            if (line.parent() == null) {
                return;
            }
            try (Fork fork = test.database().fork(name)) {
                fork.reset();
            }
            List<Commit> parents = lines.get(line.parent()).commits();
            lines.put(name, new Line(line.parent(), parents, parents.size()));
        }

        /// Resets a fork to its fork point, or to what it has in common with another one.
        private void resetToThePast(String name) {
            Line line = lines.get(name);
            if (name.equals(Fork.PRIMARY)) {
                return;
            }
            String other = any();
            boolean isToItsPoint = other.equals(name);
            try (Fork fork = test.database().fork(name);
                    Fork otherFork = test.database().fork(other);
                    Snapshot past = isToItsPoint ? fork.forkPoint() : fork.commonState(otherFork)) {
                fork.reset(past, successor -> {});
            }
            int length = isToItsPoint ? line.inherited() : line.commonWith(lines.get(other));
            lines.put(name, new Line(line.parent(), line.commits().subList(0, length), length));
        }

        private void check() {
            for (String name : lines.keySet()) {
                Line line = lines.get(name);
                try (Fork fork = test.database().fork(name)) {
                    assertThat(fork.sequence())
                            .as(name)
                            .isEqualTo(line.commits().size());
                    if (!name.equals(Fork.PRIMARY)) {
                        try (Snapshot point = fork.forkPoint()) {
                            require("the fork point of " + name, point, line, line.inherited());
                        }
                    }
                    for (String other : lines.keySet()) {
                        try (Fork otherFork = test.database().fork(other);
                                Snapshot common = fork.commonState(otherFork)) {
                            require(name + " and " + other, common, line, line.commonWith(lines.get(other)));
                        }
                    }
                }
            }
        }

        private void require(String what, Snapshot found, Line line, int commits) {
            assertThat(found.sequence()).as(what).isEqualTo(commits);
            assertThat(content(found, table()).keySet()).as(what).isEqualTo(line.keys(0, commits));
        }
    }
}

package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.delta.DeltaAssert.Place;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaDiffTest {
    private static final int SIZE = 200_000;

    /// Compares two deltas and, key by key, their models.
    static void assertDiff(Delta a, NavigableMap<byte[], Place> modelA, Delta b, NavigableMap<byte[], Place> modelB) {
        NavigableSet<byte[]> keys = new TreeSet<>(modelA.comparator());
        keys.addAll(modelA.keySet());
        keys.addAll(modelB.keySet());
        DeltaDiff diff = DeltaDiff.keys(a, b);
        for (byte[] key : keys) {
            Place inA = modelA.get(key);
            Place inB = modelB.get(key);
            if (inA != null && inB != null && inA.is(inB.chunk(), inB.at())) {
                continue;
            }
            boolean agrees = diff.next()
                    && Mutation.compareKey(diff.keyChunk(), diff.keyAt(), key, key.length) == 0
                    && diff.inA() == (inA != null)
                    && diff.inB() == (inB != null)
                    && (inA == null || inA.is(diff.chunkA(), diff.atA()))
                    && (inB == null || inB.is(diff.chunkB(), diff.atB()));
            assertThat(agrees)
                    .as("the difference at key %s", Arrays.toString(key))
                    .isTrue();
        }
        assertThat(diff.next()).isFalse();
    }

    private static Delta sequential(int size) {
        Delta.Editor editor = Delta.EMPTY.edit();
        for (int i = 0; i < size; i++) {
            editor.put(Chunks.put(1, Chunks.key(2L * i)), Chunks.BODY);
        }
        return editor.freeze();
    }

    private static long count(DeltaDiff diff) {
        long count = 0;
        while (diff.next()) {
            count++;
        }
        return count;
    }

    @Test
    void next_sameDelta_visitsNothing() {
        Delta delta = sequential(SIZE);

        DeltaDiff diff = DeltaDiff.keys(delta, delta);

        assertThat(diff.next()).isFalse();
        assertThat(diff.visitedNodes()).isZero();
    }

    @Test
    void keysFrom_aKeyNearTheEnd_passesOverWhatIsBelow() {
        Delta before = sequential(SIZE);
        Delta after = sequential(SIZE);

        DeltaDiff diff = DeltaDiff.keysFrom(before, after, Chunks.key(2L * SIZE - 10));

        assertThat(diff.next()).isTrue();
        assertThat(Chunks.key(diff.keyChunk(), diff.keyAt())).isEqualTo(Chunks.key(2L * SIZE - 10));
        assertThat(count(diff)).isEqualTo(4);
        assertThat(diff.visitedNodes()).isLessThan(20);
    }

    @Test
    void next_againstEmpty_givesAllOfTheOther() {
        Delta delta = sequential(1_000);

        assertThat(count(DeltaDiff.keys(delta, Delta.EMPTY))).isEqualTo(1_000);
        assertThat(count(DeltaDiff.keys(Delta.EMPTY, delta))).isEqualTo(1_000);
        assertThat(count(DeltaDiff.keys(Delta.EMPTY, Delta.EMPTY))).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void next_fewScatteredChanges_visitsOnlyThePathsToThem(int changes) {
        Delta before = sequential(SIZE);
        Random random = new Random(changes);
        NavigableSet<Long> keys = new TreeSet<>();
        Delta.Editor editor = before.edit();
        while (keys.size() < changes) {
            long key = random.nextLong(2L * SIZE); // half of them new: full leaves and inner nodes split
            keys.add(key);
            editor.put(Chunks.put(2, Chunks.key(key)), Chunks.BODY);
        }
        Delta after = editor.freeze();

        DeltaDiff diff = DeltaDiff.keys(before, after);

        assertThat(count(diff)).isEqualTo(changes);
        int levels = after.height() + 1;
        assertThat(diff.visitedNodes()).isLessThanOrEqualTo(4L * changes * levels);
    }

    @Test
    void next_manyKeysInsertedAtOnePlace_visitsOnlyWhatIsNewAndItsNeighbours() {
        Delta before = sequential(SIZE);
        Delta.Editor editor = before.edit();
        int inserted = 5_000;
        for (int i = 0; i < inserted; i++) {
            byte[] key = Chunks.key((long) SIZE);
            byte[] longer = Arrays.copyOf(key, 16);
            System.arraycopy(Chunks.key((long) i), 0, longer, 8, 8);
            editor.put(Chunks.put(2, longer), Chunks.BODY);
        }
        Delta after = editor.freeze();

        DeltaDiff diff = DeltaDiff.keys(before, after);

        assertThat(count(diff)).isEqualTo(inserted);
        assertThat(diff.visitedNodes()).isLessThanOrEqualTo(inserted / 16);
    }

    @Test
    void next_treeGrewByALevel_skipsWhatIsShared() {
        int size = DeltaNode.CAPACITY * DeltaNode.CAPACITY; // sequential: a full root over full leaves
        Delta before = sequential(size);
        Delta.Editor editor = before.edit();
        editor.put(Chunks.put(2, Chunks.key(2L * size)), Chunks.BODY);
        Delta after = editor.freeze();
        assertThat(after.height()).isEqualTo(before.height() + 1);

        DeltaDiff diff = DeltaDiff.keys(before, after);

        assertThat(diff.next()).isTrue();
        assertThat(diff.inA()).isFalse();
        assertThat(Chunks.key(diff.chunkB(), diff.atB())).isEqualTo(Chunks.key(2L * size));
        assertThat(diff.next()).isFalse();
        assertThat(diff.visitedNodes()).isLessThanOrEqualTo(8);
    }
}

package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.delta.DeltaAssert.Place;
import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random edits, compared after each freeze with a [TreeMap] that is given the same.
class DeltaModelTest {
    /// Keys of different nature: each strains another part of the order.
    enum Keys {
        DENSE(random -> Chunks.key(random.nextLong(3_000))),
        SPARSE(random -> Chunks.key(random.nextLong(200_000))),
        RANDOM(random -> bytes(random, 1 + random.nextInt(20))),
        TINY_ALPHABET(random -> letters(random, random.nextInt(8))),
        ZEROS(random -> new byte[random.nextInt(30)]),
        COORDINATES(random -> Chunks.key("org.example:artifact-" + random.nextInt(40) + ":1." + random.nextInt(60))),
        LONG_COMMON_PREFIX(random -> withPrefix(random, 990)),
        ANY(random -> Keys.values()[random.nextInt(7)].next(random));

        private final Function<Random, byte[]> maker;

        Keys(Function<Random, byte[]> maker) {
            this.maker = maker;
        }

        /// One key of this nature.
        byte[] next(Random random) {
            return maker.apply(random);
        }

        private static byte[] bytes(Random random, int length) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            return key;
        }

        private static byte[] letters(Random random, int length) {
            byte[] key = new byte[length];
            for (int i = 0; i < length; i++) {
                key[i] = (byte) (random.nextInt(3) - 1);
            }
            return key;
        }

        private static byte[] withPrefix(Random random, int prefixLength) {
            byte[] key = Arrays.copyOf(letters(random, random.nextInt(11)), Mutation.MAX_KEY_LENGTH);
            System.arraycopy(key, 0, key, prefixLength, 10);
            Arrays.fill(key, 0, prefixLength, (byte) 'p');
            return Arrays.copyOf(key, prefixLength + random.nextInt(11));
        }
    }

    private record Version(Delta delta, NavigableMap<byte[], Place> model) {}

    @ParameterizedTest
    @EnumSource
    void edits_randomOperations_holdWhatTheModelHolds(Keys keys) {
        Seeds.forEach(getClass(), 1, seed -> new Run(keys, new Random(seed)).run(60));
    }

    @Test
    void edits_treeOfSeveralLevels_holdWhatTheModelHolds() {
        Seeds.forEach(getClass(), 1, seed -> {
            Run run = new Run(Keys.SPARSE, new Random(seed));
            run.load(20_000);
            assertThat(run.delta.height()).isGreaterThan(1);
            run.run(10);
        });
    }

    private static final class Run {
        private final Keys keys;
        private final Random random;
        private final NavigableMap<byte[], Place> model = new TreeMap<>(Arrays::compareUnsigned);
        private final List<Version> versions = new ArrayList<>();
        private Delta delta = Delta.EMPTY;
        private byte[] hiddenFrom;
        private long sequence;

        Run(Keys keys, Random random) {
            this.keys = keys;
            this.random = random;
        }

        void load(int size) {
            Delta.Editor editor = delta.edit();
            for (int i = 0; i < size; i++) {
                put(editor, key());
            }
            delta = editor.freeze();
        }

        void run(int batches) {
            for (int batch = 0; batch < batches; batch++) {
                commitBatch();
                DeltaAssert.assertHolds(delta, model);
                checkSeeks();
                checkSequences();
                versions.add(new Version(delta, new TreeMap<>(model)));
            }
            for (Version version : versions) {
                DeltaAssert.assertHolds(version.delta, version.model);
            }
            checkDiffs();
        }

        private byte[] key() {
            return keys.next(random);
        }

        private void commitBatch() {
            sequence++;
            Delta.Editor editor = delta.edit();
            int size = random.nextInt(random.nextBoolean() ? 3 : 300);
            boolean sorted = random.nextBoolean();
            List<byte[]> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                batch.add(key());
            }
            if (random.nextInt(4) == 0) {
                addNeighbours(batch, size);
            }
            if (sorted) {
                batch.sort(Arrays::compareUnsigned);
            }
            if (random.nextInt(8) == 0) {
                truncate(editor);
            }
            for (byte[] key : batch) {
                put(editor, key);
            }
            delta = editor.freeze();
            assertThat(delta.hiddenFrom()).isEqualTo(hiddenFrom);
        }

        // A run of neighbours, which fills leaves up.
        private void addNeighbours(List<byte[]> batch, int size) {
            byte[] start = key();
            if (start.length <= Mutation.MAX_KEY_LENGTH - 2) {
                for (int i = 0; i < size; i++) {
                    byte[] neighbour = Arrays.copyOf(start, start.length + 2);
                    neighbour[start.length] = (byte) (i >>> 6);
                    neighbour[start.length + 1] = (byte) (i << 1);
                    batch.add(neighbour);
                }
            }
        }

        private void put(Delta.Editor editor, byte[] key) {
            byte[] chunk = random.nextBoolean() ? Chunks.put(sequence, key) : Chunks.delete(sequence, key);
            editor.put(chunk, Chunks.BODY);
            model.put(key, new Place(chunk, Chunks.BODY));
        }

        private void truncate(Delta.Editor editor) {
            byte[] from = key();
            editor.truncateFrom(from, sequence);
            model.tailMap(from, true).clear();
            if (hiddenFrom == null || Arrays.compareUnsigned(from, hiddenFrom) < 0) {
                hiddenFrom = from;
            }
            assertThat(editor.freeze().hiddenSequence()).isEqualTo(sequence);
        }

        private void checkSeeks() {
            DeltaCursor cursor = new DeltaCursor(delta);
            for (int i = 0; i < 100; i++) {
                byte[] key = key();
                byte[] longer = Arrays.copyOf(key, key.length + 5);
                cursor.seekCeiling(longer, key.length);
                DeltaAssert.assertAt(cursor, model.ceilingEntry(key));
                cursor.seekHigher(longer, key.length);
                DeltaAssert.assertAt(cursor, model.higherEntry(key));
                cursor.seekFloor(longer, key.length);
                DeltaAssert.assertAt(cursor, model.floorEntry(key));
                cursor.seekLower(longer, key.length);
                DeltaAssert.assertAt(cursor, model.lowerEntry(key));
                assertThat(cursor.seekExact(longer, key.length)).isEqualTo(model.containsKey(key));
                checkLeaf(longer, key);
                checkSteps(cursor, key);
            }
        }

        private void checkLeaf(byte[] longer, byte[] key) {
            DeltaLeaf leaf = delta.leafFor(longer, key.length);
            int index = leaf.indexOf(longer, key.length);
            Place place = model.get(key);
            assertThat(index >= 0).isEqualTo(place != null);
            if (place != null) {
                assertThat(place.is(leaf.chunk(index), leaf.at(index))).isTrue();
            }
        }

        private void checkSteps(DeltaCursor cursor, byte[] key) {
            cursor.seekCeiling(key, key.length);
            Map.Entry<byte[], Place> entry = model.ceilingEntry(key);
            for (int step = 0; step < 5 && entry != null; step++) {
                boolean forward = random.nextBoolean();
                entry = forward ? model.higherEntry(entry.getKey()) : model.lowerEntry(entry.getKey());
                assertThat(forward ? cursor.next() : cursor.previous()).isEqualTo(entry != null);
                DeltaAssert.assertAt(cursor, entry);
            }
        }

        private void checkSequences() {
            for (int i = 0; i < 10; i++) {
                byte[] low = random.nextInt(5) == 0 ? null : key();
                byte[] high = random.nextInt(5) == 0 ? null : key();
                boolean lowInclusive = random.nextBoolean();
                boolean highInclusive = random.nextBoolean();
                long expected = expectedMaxSequence(low, lowInclusive, high, highInclusive);
                assertThat(delta.maxSequenceInRange(low, lowInclusive, high, highInclusive))
                        .isEqualTo(expected);
                long floor = random.nextLong(sequence + 2);
                assertThat(delta.maxSequenceInRange(low, lowInclusive, high, highInclusive, floor))
                        .isEqualTo(Math.max(floor, expected));
            }
        }

        private long expectedMaxSequence(byte[] low, boolean lowInclusive, byte[] high, boolean highInclusive) {
            long expected = Delta.NO_SEQUENCE;
            for (Map.Entry<byte[], Place> entry : model.entrySet()) {
                if (isInRange(entry.getKey(), low, lowInclusive, high, highInclusive)) {
                    expected = Math.max(
                            expected, Mutation.sequence(entry.getValue().chunk()));
                }
            }
            boolean proper = low == null
                    || high == null
                    || Arrays.compareUnsigned(low, high) < 0
                    || (Arrays.equals(low, high) && lowInclusive && highInclusive);
            boolean reachesHidden = hiddenFrom != null
                    && (high == null || Arrays.compareUnsigned(hiddenFrom, high) < (highInclusive ? 1 : 0));
            return proper && reachesHidden ? Math.max(expected, delta.hiddenSequence()) : expected;
        }

        private void checkDiffs() {
            for (int i = 0; i < 20; i++) {
                Version a = versions.get(random.nextInt(versions.size()));
                Version b = versions.get(random.nextInt(versions.size()));
                DeltaDiffTest.assertDiff(a.delta, a.model, b.delta, b.model);
            }
        }
    }

    private static boolean isInRange(byte[] key, byte[] low, boolean lowInclusive, byte[] high, boolean highInclusive) {
        return (low == null || Arrays.compareUnsigned(low, key) < (lowInclusive ? 1 : 0))
                && (high == null || Arrays.compareUnsigned(key, high) < (highInclusive ? 1 : 0));
    }
}

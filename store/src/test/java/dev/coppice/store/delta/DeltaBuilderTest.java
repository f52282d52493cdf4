package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.delta.DeltaAssert.Place;
import dev.coppice.store.delta.DeltaModelTest.Keys;
import dev.coppice.store.sim.EagerScheduler;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedClock;
import dev.coppice.store.sim.SimulatedScheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeltaBuilderTest {
    // More than are sorted by comparing them.
    private static final int MANY = 12_000;

    @Test
    void build_nothingPut_isTheEmptyDelta() {
        assertThat(new DeltaBuilder().build(new EagerScheduler())).isSameAs(Delta.EMPTY);
    }

    @Test
    void build_sameKeyAgain_keepsTheLaterMutation() {
        byte[] key = Chunks.key("k");
        byte[] later = Chunks.delete(2, key);
        DeltaBuilder builder = new DeltaBuilder();
        builder.put(Chunks.put(1, key), Chunks.BODY);
        builder.put(later, Chunks.BODY);

        Delta delta = builder.build(new EagerScheduler());

        assertThat(delta.count()).isEqualTo(1);
        assertThat(delta.leafFor(key, 1).chunk(0)).isSameAs(later);
        assertThat(delta.lastChange(key, 1)).isEqualTo(2);
    }

    @Test
    void build_oneKeyVeryOften_keepsTheLastMutation() {
        byte[] key = Chunks.key("always the same");
        DeltaBuilder builder = new DeltaBuilder();
        byte[] last = null;
        for (int sequence = 0; sequence < MANY; sequence++) {
            last = Chunks.put(sequence, key);
            builder.put(last, Chunks.BODY);
        }

        Delta delta = builder.build(new EagerScheduler());

        assertThat(delta.count()).isEqualTo(1);
        assertThat(delta.leafFor(key, key.length).chunk(0)).isSameAs(last);
    }

    @Test
    void build_oneEntryExpires_saysThatSomeMay() {
        byte[] key = Chunks.key("k");
        byte[] expiring = Chunks.chunk(1, 100);
        Mutation.encodePut(expiring, Chunks.BODY, key, 0, key.length, key, 0, key.length, 1_000);
        DeltaBuilder lasting = new DeltaBuilder();
        lasting.put(Chunks.put(1, key), Chunks.BODY);
        DeltaBuilder mixed = new DeltaBuilder();
        mixed.put(expiring, Chunks.BODY);
        mixed.put(Chunks.put(1, key), Chunks.BODY);

        assertThat(lasting.build(new EagerScheduler()).mayExpire()).isFalse();
        assertThat(mixed.build(new EagerScheduler()).mayExpire()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void build_anyKeys_holdsWhatAnEditorWouldHaveMade(Keys keys) {
        Seeds.forEach(getClass(), 12, seed -> {
            Random random = new Random(seed);
            build(keys, random, random.nextInt(random.nextInt(4) == 0 ? MANY : 300));
        });
    }

    @ParameterizedTest
    @EnumSource
    void build_manyKeys_holdsWhatAnEditorWouldHaveMade(Keys keys) {
        Seeds.forEach(getClass(), 2, seed -> build(keys, new Random(seed), 3 * MANY));
    }

    @Test
    void build_twoLongPrefixes_tellsKeysApartBehindEach() {
        Random random = new Random(3);
        DeltaBuilder builder = new DeltaBuilder();
        NavigableMap<byte[], Place> model = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < MANY; i++) {
            String prefix = random.nextBoolean() ? "customer:of-the-shop:" : "customer:of-the-market:";
            byte[] chunk = Chunks.put(i, Chunks.key(prefix + random.nextInt(MANY)));
            builder.put(chunk, Chunks.BODY);
            model.put(Chunks.key(chunk, Chunks.BODY), new Place(chunk, Chunks.BODY));
        }

        DeltaAssert.assertHolds(builder.build(new EagerScheduler()), model);
    }

    private static void build(Keys keys, Random random, int size) {
        DeltaBuilder builder = new DeltaBuilder();
        Delta.Editor editor = Delta.EMPTY.edit();
        NavigableMap<byte[], Place> model = new TreeMap<>(Arrays::compareUnsigned);
        long sequence = 0;
        for (int done = 0; done < size; ) {
            sequence++;
            int length = Math.min(size - done, 1 + random.nextInt(5));
            List<byte[]> batch = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                batch.add(keys.next(random));
            }
            byte[] chunk = Chunks.putAll(sequence, batch.toArray(byte[][]::new));
            for (int at = Chunks.BODY; at < chunk.length; at += Mutation.encodedLength(chunk, at)) {
                builder.put(chunk, at);
                editor.put(chunk, at);
                model.put(Chunks.key(chunk, at), new Place(chunk, at));
            }
            done += length;
        }
        // A thread is free for a part of it, or none is.
        Delta built = builder.build(
                random.nextBoolean() ? new EagerScheduler() : new SimulatedScheduler(1, new SimulatedClock(0)));
        Delta edited = editor.freeze();

        DeltaAssert.assertHolds(built, model);
        DeltaDiffTest.assertDiff(built, model, edited, model);
        assertThat(built.approximateBytes()).isEqualTo(edited.approximateBytes());
        assertThat(built.maxSequenceInRange(null, true, null, true))
                .isEqualTo(edited.maxSequenceInRange(null, true, null, true));
        goOn(built, keys, random, model, sequence);
    }

    // What was built is edited as any other delta.
    private static void goOn(
            Delta built, Keys keys, Random random, NavigableMap<byte[], Place> before, long lastSequence) {
        NavigableMap<byte[], Place> model = new TreeMap<>(before);
        Delta.Editor editor = built.edit();
        if (random.nextBoolean()) {
            byte[] from = keys.next(random);
            editor.truncateFrom(from, lastSequence + 1);
            model.tailMap(from, true).clear();
        }
        for (int i = 0; i < 200; i++) {
            byte[] chunk = Chunks.put(lastSequence + 2, keys.next(random));
            editor.put(chunk, Chunks.BODY);
            model.put(Chunks.key(chunk, Chunks.BODY), new Place(chunk, Chunks.BODY));
        }
        DeltaAssert.assertHolds(editor.freeze(), model);
        DeltaAssert.assertHolds(built, before);
    }
}

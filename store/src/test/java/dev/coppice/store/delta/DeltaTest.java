package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.delta.DeltaAssert.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeltaTest {
    @Test
    void empty_anyQuestion_answersThatThereIsNothing() {
        byte[] key = Chunks.key("k");

        assertThat(Delta.EMPTY.isEmpty()).isTrue();
        assertThat(Delta.EMPTY.count()).isZero();
        assertThat(Delta.EMPTY.hiddenFrom()).isNull();
        assertThat(Delta.EMPTY.hiddenSequence()).isEqualTo(Delta.NO_SEQUENCE);
        assertThat(Delta.EMPTY.approximateBytes()).isZero();
        assertThat(Delta.EMPTY.leafFor(key, 1).indexOf(key, 1)).isEqualTo(-1);
        assertThat(Delta.EMPTY.lastChange(key, 1)).isEqualTo(Delta.NO_SEQUENCE);
        assertThat(Delta.EMPTY.maxSequenceInRange(null, true, null, true)).isEqualTo(Delta.NO_SEQUENCE);
    }

    @Test
    void put_theSameKeyAgain_replacesTheMutation() {
        byte[] key = Chunks.key("k");
        byte[] first = Chunks.put(1, key);
        byte[] second = Chunks.delete(2, key);
        Delta.Editor editor = Delta.EMPTY.edit();
        editor.put(first, Chunks.BODY);
        Delta before = editor.freeze();

        editor.put(second, Chunks.BODY);
        Delta after = editor.freeze();

        assertThat(after.count()).isEqualTo(1);
        assertThat(after.leafFor(key, 1).chunk(0)).isSameAs(second);
        assertThat(before.leafFor(key, 1).chunk(0)).isSameAs(first);
        assertThat(after.lastChange(key, 1)).isEqualTo(2);
    }

    @Test
    void mayExpire_afterAnEntryWithATimeToLive_isTrueFromThenOn() {
        byte[] key = Chunks.key("k");
        byte[] expiring = Chunks.chunk(2, (int) Mutation.encodedLength(key.length, 0, true));
        Mutation.encodePut(expiring, Chunks.BODY, key, 0, key.length, new byte[0], 0, 0, 1_000);
        Delta before = Chunks.deltaOf(1, key);
        Delta.Editor editor = before.edit();
        editor.put(expiring, Chunks.BODY);
        Delta with = editor.freeze();
        editor.put(Chunks.put(3, Chunks.key("other")), Chunks.BODY);

        assertThat(before.mayExpire()).isFalse();
        assertThat(with.mayExpire()).isTrue();
        assertThat(editor.freeze().mayExpire()).isTrue();
        assertThat(with.edit().freeze().mayExpire()).isTrue();
    }

    @Test
    void put_severalMutationsOfOneChunk_findsEachAtItsOffset() {
        byte[] chunk = Chunks.putAll(1, Chunks.key("b"), Chunks.key("a"), Chunks.key("c"));
        Delta.Editor editor = Delta.EMPTY.edit();
        int at = Chunks.BODY;
        while (at < chunk.length) {
            editor.put(chunk, at);
            at += Mutation.encodedLength(chunk, at);
        }
        Delta delta = editor.freeze();

        DeltaLeaf leaf = delta.leafFor(Chunks.key("a"), 1);

        assertThat(leaf.count()).isEqualTo(3);
        assertThat(new int[] {leaf.at(0), leaf.at(1), leaf.at(2)}).containsExactly(56, 48, 64);
    }

    @Test
    void freeze_nothingChanged_givesTheSameDelta() {
        Delta delta = Chunks.deltaOf(1, Chunks.key("a"));
        Delta.Editor editor = delta.edit();

        assertThat(editor.freeze()).isSameAs(delta);
        editor.put(Chunks.put(2, Chunks.key("b")), Chunks.BODY);
        Delta changed = editor.freeze();
        assertThat(changed).isNotSameAs(delta);
        assertThat(editor.freeze()).isSameAs(changed);
    }

    @Test
    void freeze_afterEveryEditOfOneEditor_keepsEveryVersion() {
        Random random = new Random(5);
        NavigableMap<byte[], Place> model = new TreeMap<>(Arrays::compareUnsigned);
        List<Delta> versions = new ArrayList<>();
        List<NavigableMap<byte[], Place>> models = new ArrayList<>();
        Delta.Editor editor = Delta.EMPTY.edit();
        for (int i = 0; i < 1_000; i++) {
            byte[] key = Chunks.key(random.nextLong(600));
            if (i % 250 == 249) {
                editor.truncateFrom(key, i);
                model.tailMap(key, true).clear();
            } else {
                byte[] chunk = Chunks.put(i, key);
                editor.put(chunk, Chunks.BODY);
                model.put(key, new Place(chunk, Chunks.BODY));
            }
            versions.add(editor.freeze());
            models.add(new TreeMap<>(model));
        }

        for (int i = 0; i < versions.size(); i++) {
            DeltaAssert.assertHolds(versions.get(i), models.get(i));
        }
    }

    @Test
    void nodes_ofAFrozenDelta_refuseEveryChange() {
        byte[][] keys = new byte[1_000][];
        Arrays.setAll(keys, i -> Chunks.key((long) i));
        Delta delta = Chunks.deltaOf(1, keys);
        DeltaInner inner = (DeltaInner) delta.root();
        DeltaLeaf leaf = delta.leafFor(keys[0], 8);
        byte[] chunk = Chunks.put(2, keys[0]);
        Object stranger = new Object();

        List<Runnable> changes = List.of(
                () -> leaf.replace(stranger, 0, chunk, Chunks.BODY),
                () -> leaf.insert(stranger, 0, chunk, Chunks.BODY),
                () -> leaf.split(stranger, 1),
                () -> leaf.truncate(stranger, 1),
                () -> inner.setChild(stranger, 0, leaf),
                () -> inner.add(stranger, 1, 1, 1),
                () -> inner.insert(stranger, 1, keys[0], leaf),
                () -> inner.split(stranger, 1),
                () -> inner.truncate(stranger, 1),
                () -> inner.recount(stranger));

        for (Runnable change : changes) {
            assertThatThrownBy(change::run).isInstanceOf(IllegalStateException.class);
        }
        assertThat(leaf.owned(stranger)).isNotSameAs(leaf);
        assertThat(inner.owned(stranger)).isNotSameAs(inner);
        DeltaAssert.assertIsSound(delta);
    }

    @Test
    void put_ascendingKeys_fillsLeavesAndInnerNodes() {
        int count = DeltaNode.CAPACITY * DeltaNode.CAPACITY * 2;

        Delta oneEditor = Delta.EMPTY;
        Delta.Editor editor = Delta.EMPTY.edit();
        for (int i = 0; i < count; i++) {
            byte[] chunk = Chunks.put(i, Chunks.key("user:" + (10_000_000 + i)));
            editor.put(chunk, Chunks.BODY);
            Delta.Editor another = oneEditor.edit();
            another.put(chunk, Chunks.BODY);
            oneEditor = another.freeze();
        }

        for (Delta delta : List.of(editor.freeze(), oneEditor)) {
            assertThat(leaves(delta.root(), delta.height())).isEqualTo(count / DeltaNode.CAPACITY);
            assertThat(delta.height()).isEqualTo(2);
        }
    }

    @Test
    void put_ascendingKeysBelowOthers_fillsLeaves() {
        int count = DeltaNode.CAPACITY * 100;
        Delta.Editor editor = Chunks.deltaOf(1, Chunks.key("z")).edit();
        for (int i = 0; i < count; i++) {
            editor.put(Chunks.put(2, Chunks.key("user:" + (10_000_000 + i))), Chunks.BODY);
        }
        Delta delta = editor.freeze();

        assertThat(leaves(delta.root(), delta.height())).isLessThan(count / DeltaNode.CAPACITY * 11 / 10);
    }

    private static long leaves(DeltaNode node, int level) {
        if (level == 0) {
            return 1;
        }
        long sum = 0;
        for (int i = 0; i < node.count; i++) {
            sum += leaves(((DeltaInner) node).child(i), level - 1);
        }
        return sum;
    }

    @Test
    void put_keysOfOneLongPrefix_tellsThemApartByTheirHeads() {
        byte[][] keys = new byte[DeltaNode.CAPACITY][];
        Arrays.setAll(keys, i -> Chunks.key("org.example.project:artifact-" + (100 + i)));
        List<byte[]> shuffled = new ArrayList<>(List.of(keys));
        Collections.shuffle(shuffled, new Random(6));
        Delta delta = Chunks.deltaOf(1, shuffled.toArray(new byte[0][]));

        DeltaLeaf leaf = delta.leafFor(keys[0], keys[0].length);

        for (int i = 1; i < leaf.count(); i++) {
            assertThat(leaf.head(i)).isGreaterThan(leaf.head(i - 1));
        }
    }

    @Test
    void truncateFrom_theEmptyKey_dropsAndHidesAll() {
        Delta.Editor editor = Chunks.deltaOf(1, Chunks.key(""), Chunks.key("a")).edit();

        editor.truncateFrom(new byte[0], 9);
        Delta delta = editor.freeze();

        assertThat(delta.count()).isZero();
        assertThat(delta.isEmpty()).isFalse();
        assertThat(delta.hides(new byte[0], 0)).isTrue();
        assertThat(delta.hiddenSequence()).isEqualTo(9);
        assertThat(delta.lastChange(Chunks.key("x"), 1)).isEqualTo(9);
        assertThat(new DeltaCursor(delta).first()).isFalse();
    }

    @Test
    void truncateFrom_twice_hidesFromTheLowerKeyWithTheLaterSequence() {
        byte[] low = Chunks.key("c");
        byte[] high = Chunks.key("m");
        Delta.Editor editor = Delta.EMPTY.edit();
        editor.truncateFrom(low, 3);
        low[0] = 'z'; // the editor has a copy

        editor.truncateFrom(high, 5);
        Delta delta = editor.freeze();

        assertThat(delta.hiddenFrom()).isEqualTo(Chunks.key("c"));
        assertThat(delta.hiddenSequence()).isEqualTo(5);
        assertThat(delta.hides(Chunks.key("b~"), 2)).isFalse();
        assertThat(delta.hides(Chunks.key("c"), 1)).isTrue();
    }

    @Test
    void truncateFrom_thenPut_keepsTheLaterEntryAndTheMark() {
        byte[] key = Chunks.key("m");
        Delta.Editor editor = Chunks.deltaOf(1, Chunks.key("a"), key).edit();

        editor.truncateFrom(Chunks.key("b"), 2);
        editor.put(Chunks.put(3, key), Chunks.BODY);
        Delta delta = editor.freeze();

        assertThat(delta.count()).isEqualTo(2);
        assertThat(delta.lastChange(key, 1)).isEqualTo(3);
        assertThat(delta.lastChange(Chunks.key("n"), 1)).isEqualTo(2);
        assertThat(delta.lastChange(Chunks.key("a"), 1)).isEqualTo(1);
        assertThat(delta.hides(key, 1)).isTrue();
    }

    @Test
    void maxSequenceInRange_replacedByAnEarlierSequence_countsOnlyWhatIsThere() {
        byte[] key = Chunks.key("k");
        Delta.Editor editor = Chunks.deltaOf(9, key).edit();

        editor.put(Chunks.put(4, key), Chunks.BODY);
        Delta delta = editor.freeze();

        assertThat(delta.maxSequenceInRange(null, true, null, true)).isEqualTo(4);
        assertThat(delta.maxSequenceInRange(null, true, null, true, 6)).isEqualTo(6);
    }

    @Test
    void approximateBytes_entriesComeAndGo_followsThem() {
        byte[][] keys = new byte[500][];
        Arrays.setAll(keys, i -> Chunks.key((long) i));
        Delta delta = Chunks.deltaOf(1, keys);
        long entry = DeltaLeaf.weight(Chunks.put(1, keys[0]), Chunks.BODY);
        assertThat(delta.approximateBytes()).isEqualTo(500 * entry);

        Delta.Editor editor = delta.edit();
        editor.truncateFrom(keys[100], 2);

        assertThat(editor.freeze().approximateBytes()).isEqualTo(100 * entry + keys[100].length);
    }
}

package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;

/// Proves that a delta's nodes keep their rules, and that it holds what a model holds.
final class DeltaAssert {
    private DeltaAssert() {}

    /// Where a mutation is.
    record Place(byte[] chunk, int at) {
        boolean is(byte[] otherChunk, int otherAt) {
            return chunk == otherChunk && at == otherAt;
        }
    }

    /// Checks every node, and that the entries are those of the model, in order, and nothing else.
    static void assertHolds(Delta delta, NavigableMap<byte[], Place> model) {
        assertIsSound(delta);
        assertThat(delta.count()).isEqualTo(model.size());
        DeltaCursor cursor = new DeltaCursor(delta);
        boolean valid = cursor.first();
        for (Map.Entry<byte[], Place> entry : model.entrySet()) {
            assertAt(cursor, entry);
            valid = cursor.next();
        }
        assertThat(valid).isFalse();
    }

    /// Checks that a cursor is at the model's entry, or at none if that is null.
    static void assertAt(DeltaCursor cursor, Map.Entry<byte[], Place> entry) {
        require(cursor.isValid() == (entry != null), "a valid cursor only where there is an entry");
        if (entry != null) {
            require(Arrays.equals(Chunks.key(cursor.chunk(), cursor.at()), entry.getKey()), "the model's key");
            require(entry.getValue().is(cursor.chunk(), cursor.at()), "the model's mutation");
        }
    }

    /// Checks every node of a delta.
    static void assertIsSound(Delta delta) {
        if (delta.count() > 0) {
            assertIsSound(delta.root(), delta.height(), null, null);
        }
    }

    private static void assertIsSound(DeltaNode node, int level, byte[] low, byte[] limit) {
        assertThat(node.count).isBetween(1, DeltaNode.CAPACITY);
        if (level == 0) {
            assertLeafIsSound((DeltaLeaf) node, low, limit);
        } else {
            assertInnerIsSound((DeltaInner) node, level, low, limit);
        }
    }

    private static void assertLeafIsSound(DeltaLeaf leaf, byte[] low, byte[] limit) {
        byte[] before = null;
        long bytes = 0;
        for (int i = 0; i < leaf.count; i++) {
            byte[] chunk = leaf.chunk(i);
            byte[] key = Chunks.key(chunk, leaf.at(i));
            assertKey(key, leaf.prefix, leaf.head(i), before, low, limit);
            before = key;
            bytes += DeltaLeaf.weight(chunk, leaf.at(i));
            require(Mutation.sequence(chunk) <= leaf.maxSequence, "a sequence up to that of the node");
        }
        for (int i = leaf.count; i < leaf.capacity(); i++) {
            require(leaf.chunk(i) == null, "no chunk held by a free slot");
        }
        assertThat(leaf.bytes).isEqualTo(bytes);
    }

    private static void assertInnerIsSound(DeltaInner inner, int level, byte[] low, byte[] limit) {
        byte[] before = null;
        long bytes = 0;
        long entries = 0;
        for (int i = 0; i < inner.count; i++) {
            DeltaNode child = inner.child(i);
            if (i > 0) {
                assertKey(inner.separator(i), inner.prefix, inner.head(i), before, low, limit);
                before = inner.separator(i);
            }
            assertIsSound(
                    child,
                    level - 1,
                    i == 0 ? low : inner.separator(i),
                    i + 1 < inner.count ? inner.separator(i + 1) : limit);
            bytes += child.bytes;
            entries += child.entries();
            assertThat(child.maxSequence).isLessThanOrEqualTo(inner.maxSequence);
        }
        for (int i = inner.count; i < inner.capacity(); i++) {
            require(inner.child(i) == null && inner.separator(i) == null, "nothing held by a free slot");
        }
        assertThat(inner.bytes).isEqualTo(bytes);
        assertThat(inner.entries()).isEqualTo(entries);
    }

    private static void assertKey(byte[] key, byte[] prefix, long head, byte[] before, byte[] low, byte[] limit) {
        require(before == null || Arrays.compareUnsigned(before, key) < 0, "ascending order");
        require(low == null || Arrays.compareUnsigned(low, key) <= 0, "not below the bound");
        require(limit == null || Arrays.compareUnsigned(key, limit) < 0, "below the limit");
        require(key.length >= prefix.length && Arrays.equals(Arrays.copyOf(key, prefix.length), prefix), "the prefix");
        require(head == KeyHeads.head(key, prefix.length, key.length), "the head");
    }

    // For what is checked a million times: AssertJ describes each value before it compares.
    private static void require(boolean condition, String expected) {
        if (!condition) {
            throw new AssertionError("expected " + expected);
        }
    }
}

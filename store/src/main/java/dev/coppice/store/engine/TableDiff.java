package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import dev.coppice.store.delta.Delta;
import dev.coppice.store.delta.DeltaDiff;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.LayeredCursor;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.ValueLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// The keys of one table whose entries differ between two states, in order.
///
/// Two states of one table share what neither has changed: nodes of the page mapping, nodes of the deltas. So the
/// leaves that differ are found by comparing the mappings, skipping what is shared, and an entry that lies in none of
/// them is in both trees alike. A key that differs is thus in a leaf that differs or in a part of a delta that differs.
/// These candidates are looked up in both states, because a delta may hide what a leaf says. Confined to one thread.
final class TableDiff {
    private final Layers before;
    private final Layers after;
    private final long beforeNow;
    private final long afterNow;
    private final KeyRange range;
    private final List<Supplier<byte[]>> sources = new ArrayList<>();
    private final List<byte[]> heads = new ArrayList<>();
    private final ValueLocation beforeValue = new ValueLocation();
    private final ValueLocation afterValue = new ValueLocation();
    private boolean inBefore;
    private boolean inAfter;

    /// @param before the table in the earlier state, null when it does not exist there
    /// @param after the table in the later state, null when it does not exist there
    /// @param range the keys that are compared
    TableDiff(TableState before, long beforeNow, TableState after, long afterNow, KeyRange range) {
        this.before = before == null ? TableState.NO_LAYERS : before.layers();
        this.after = after == null ? TableState.NO_LAYERS : after.layers();
        this.beforeNow = beforeNow;
        this.afterNow = afterNow;
        this.range = range;
        boolean related = before != null && after != null && before.incarnation() == after.incarnation();
        if (related) {
            addLeaves(before, after);
            addDeltas(before, after);
        } else {
            addAll(range);
        }
        for (Supplier<byte[]> source : sources) {
            heads.add(source.get());
        }
    }

    /// The next key whose entries differ, or null at the end.
    byte[] next() {
        while (true) {
            byte[] key = nextCandidate();
            if (key == null) {
                return null;
            }
            inBefore = before.find(key, key.length, beforeValue, beforeNow);
            inAfter = after.find(key, key.length, afterValue, afterNow);
            boolean differs = inBefore && inAfter
                    ? !beforeValue.sameAs(before.pages(), afterValue, after.pages())
                    : inBefore || inAfter;
            if (differs) {
                return key;
            }
        }
    }

    /// Whether the current key is in the earlier state.
    boolean inBefore() {
        return inBefore;
    }

    /// Whether the current key is in the later state.
    boolean inAfter() {
        return inAfter;
    }

    ValueLocation afterValue() {
        return afterValue;
    }

    Layers afterLayers() {
        return after;
    }

    ValueLocation beforeValue() {
        return beforeValue;
    }

    Layers beforeLayers() {
        return before;
    }

    byte[] beforeBytes() {
        return inBefore ? beforeValue.toArray(before.pages()) : null;
    }

    byte[] afterBytes() {
        return inAfter ? afterValue.toArray(after.pages()) : null;
    }

    private byte[] nextCandidate() {
        byte[] lowest = null;
        for (byte[] head : heads) {
            if (head != null && (lowest == null || Arrays.compareUnsigned(head, lowest) < 0)) {
                lowest = head;
            }
        }
        for (int i = 0; lowest != null && i < heads.size(); i++) {
            while (heads.get(i) != null && Arrays.equals(heads.get(i), lowest)) {
                heads.set(i, sources.get(i).get());
            }
        }
        return lowest;
    }

    private void addLeaves(TableState from, TableState to) {
        PageMapping fromMapping = from.pages().mapping();
        PageMapping toMapping = to.pages().mapping();
        if (fromMapping == toMapping && from.entries().equals(to.entries())) {
            return;
        }
        LongStream.Builder leftPages = LongStream.builder();
        LongStream.Builder rightPages = LongStream.builder();
        long sharedBelow = from.partition().sharedBelow(to.partition());
        PageMapping.diff(fromMapping, toMapping, sharedBelow, (logical, fromPage, toPage) -> {
            if (fromPage >= 0) {
                leftPages.add(logical);
            }
            if (toPage >= 0) {
                rightPages.add(logical);
            }
        });
        LeafEntries left = new LeafEntries(from.pages(), from.entries(), range);
        LeafEntries right = new LeafEntries(to.pages(), to.entries(), range);
        left.addAll(leftPages.build().toArray());
        right.addAll(rightPages.build().toArray());
        left.start();
        right.start();
        sources.add(() -> nextDifference(left, right));
    }

    private static byte[] nextDifference(LeafEntries left, LeafEntries right) {
        ValueLocation leftValue = new ValueLocation();
        ValueLocation rightValue = new ValueLocation();
        while (left.isValid() || right.isValid()) {
            int order = !left.isValid() ? 1 : !right.isValid() ? -1 : LeafEntries.compare(left, right);
            byte[] key = null;
            if (order == 0) {
                left.locate(leftValue);
                right.locate(rightValue);
                if (!leftValue.sameAs(left.pages(), rightValue, right.pages())) {
                    key = left.copyOfKey();
                }
            } else {
                key = order < 0 ? left.copyOfKey() : right.copyOfKey();
            }
            if (order <= 0) {
                left.next();
            }
            if (order >= 0) {
                right.next();
            }
            if (key != null) {
                return key;
            }
        }
        return null;
    }

    /// Compares the deltas from the lowest up: what one side froze may be what the other goes on writing to.
    private void addDeltas(TableState from, TableState to) {
        List<Delta> left = fromLowest(from);
        List<Delta> right = fromLowest(to);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            Delta a = i < left.size() ? left.get(i) : Delta.EMPTY;
            Delta b = i < right.size() ? right.get(i) : Delta.EMPTY;
            if (a != b) {
                DeltaDiff diff = DeltaDiff.keysFrom(a, b, range.lower());
                sources.add(() -> keyInRange(diff));
            }
        }
        byte[] hidden = lowestHidden(left, right);
        if (hidden != null) {
            addAll(range.intersection(KeyRange.from(hidden)));
        }
    }

    private byte[] keyInRange(DeltaDiff diff) {
        while (diff.next()) {
            byte[] key = key(diff);
            if (range.isAbove(key, key.length)) {
                return null;
            }
            if (!range.isBelow(key, key.length)) {
                return key;
            }
        }
        return null;
    }

    private static byte[] key(DeltaDiff diff) {
        byte[] chunk = diff.keyChunk();
        int from = Mutation.keyOffset(chunk, diff.keyAt());
        return Arrays.copyOfRange(chunk, from, from + Mutation.keyLength(chunk, diff.keyAt()));
    }

    private static List<Delta> fromLowest(TableState table) {
        List<Delta> deltas = new ArrayList<>();
        if (TableState.hasContent(table.frozen())) {
            deltas.add(table.frozen());
        }
        if (TableState.hasContent(table.active())) {
            deltas.add(table.active());
        }
        return deltas;
    }

    /// From where on a truncation in one of the states hides what the other may show; null when they truncate alike.
    private static byte[] lowestHidden(List<Delta> left, List<Delta> right) {
        byte[] lowest = null;
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            byte[] a = i < left.size() ? left.get(i).hiddenFrom() : null;
            byte[] b = i < right.size() ? right.get(i).hiddenFrom() : null;
            if (!Objects.deepEquals(a, b)) {
                lowest = lower(lower(lowest, a), b);
            }
        }
        return lowest;
    }

    private static byte[] lower(byte[] a, byte[] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }

    private void addAll(KeyRange range) {
        sources.add(keys(new LayeredCursor(before, range, beforeNow)));
        sources.add(keys(new LayeredCursor(after, range, afterNow)));
    }

    private static Supplier<byte[]> keys(LayeredCursor cursor) {
        return () -> {
            if (!cursor.next()) {
                return null;
            }
            byte[] key = new byte[cursor.keyLength()];
            cursor.copyKey(key);
            return key;
        };
    }
}

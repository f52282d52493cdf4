package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.value.ByteWriter;
import dev.coppice.graph.value.OrderedKeyWriter;
import dev.coppice.graph.value.OrderedKeys;
import dev.coppice.graph.value.ValueType;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// An index: which entries an element has in it, and where to look for values.
///
/// @param number the index's number, the partition of the table `graph.index` that it has to itself
/// @param definition what it is
/// @param keys the numbers of its properties
/// @param table where it is
record PropertyIndex(int number, IndexDefinition definition, List<Integer> keys, Table table) {
    private static final int MAX_PLAIN_BYTES = 600;
    private static final int HASH_BYTES = 16;
    /// Room for most values of one index.
    private static final int FIRST_CAPACITY = 64;

    /// The keys of an element's entries, sorted.
    ///
    /// @param valuesOf gives the values of a property
    SortedSet<byte[]> entriesOf(long id, IntFunction<List<Object>> valuesOf) {
        SortedSet<byte[]> entries = noEntries();
        addEntries(entries, id, valuesOf, new Object[keys.size()], 0);
        return entries;
    }

    /// The keys of the entries of an element that is not in the index: none yet.
    static SortedSet<byte[]> noEntries() {
        return new TreeSet<>(Arrays::compareUnsigned);
    }

    private void addEntries(
            SortedSet<byte[]> entries, long id, IntFunction<List<Object>> valuesOf, Object[] chosen, int depth) {
        if (depth == chosen.length) {
            RecordWriter key = new RecordWriter().bytes(content(encode(Arrays.asList(chosen))));
            entries.add(
                    definition.unique() ? key.toBytes() : key.orderedVarint(id).toBytes());
            return;
        }
        for (Object value : valuesOf.apply(keys.get(depth))) {
            chosen[depth] = value;
            addEntries(entries, id, valuesOf, chosen, depth + 1);
        }
    }

    /// The entries that a range asks for.
    Cursor search(View view, IndexRange range) {
        int given = range.equal().size() + (range.isBounded() ? 1 : 0);
        if (given > keys.size()) {
            throw new GraphException.Invalid("index '" + definition.name() + "' has " + keys.size()
                    + " properties, and values of " + given + " are asked for");
        }
        boolean isExact = range.equal().size() == keys.size();
        if (definition.order() == IndexDefinition.Order.HASH && !isExact) {
            throw new GraphException.Invalid("index '" + definition.name()
                    + "' is a hash index: it finds equal values of all its properties (" + definition.keys()
                    + ") and no ranges; create an ordered one for these");
        }
        byte[] values = encode(range.equal());
        if (isExact) {
            return view.cursor(table, KeyRange.prefix(content(values)));
        }
        requirePlain(values);
        return view.cursor(table, range.isBounded() ? bounded(values, range) : KeyRange.prefix(values));
    }

    /// The key of the only entry that a range can ask for, or null when there may be several.
    byte[] onlyKey(IndexRange range) {
        boolean isOne = definition.unique() && range.equal().size() == keys.size() && !range.isBounded();
        return isOne ? content(encode(range.equal())) : null;
    }

    private KeyRange bounded(byte[] equal, IndexRange range) {
        byte[] lower = range.lower() == null ? null : bound(equal, range.lower());
        byte[] upper = range.upper() == null ? null : bound(equal, range.upper());
        // A number is no text: what is compared with a bound is of its kind, which the first byte tells.
        ValueType type = ValueType.of(range.lower() == null ? range.upper() : range.lower());
        KeyRange result = KeyRange.from(with(equal, OrderedKeys.firstByteMin(type)))
                .intersection(KeyRange.until(KeyRange.prefix(with(equal, OrderedKeys.firstByteMax(type)))
                        .upper()));
        if (lower != null) {
            byte[] from =
                    range.isLowerInclusive() ? lower : KeyRange.prefix(lower).upper();
            result = result.intersection(KeyRange.from(from));
        }
        if (upper != null) {
            byte[] until = range.isUpperInclusive() ? KeyRange.prefix(upper).upper() : upper;
            result = result.intersection(KeyRange.until(until));
        }
        return result;
    }

    private static byte[] with(byte[] equal, int first) {
        byte[] longer = Arrays.copyOf(equal, equal.length + 1);
        longer[equal.length] = (byte) first;
        return longer;
    }

    private byte[] bound(byte[] equal, Object value) {
        byte[] encoded = encode(List.of(value));
        byte[] both = Arrays.copyOf(equal, equal.length + encoded.length);
        System.arraycopy(encoded, 0, both, equal.length, encoded.length);
        requirePlain(both);
        return both;
    }

    private void requirePlain(byte[] values) {
        if (values.length > MAX_PLAIN_BYTES) {
            throw new GraphException.Invalid("the values that index '" + definition.name() + "' is asked for have "
                    + values.length + " bytes; up to " + MAX_PLAIN_BYTES + " are possible but for equal values of all "
                    + "its properties");
        }
    }

    private byte[] encode(List<?> values) {
        ByteWriter key = new ByteWriter(FIRST_CAPACITY);
        for (Object value : values) {
            OrderedKeyWriter.write(key, value, Integer.MAX_VALUE);
        }
        return key.toByteArray();
    }

    private byte[] content(byte[] values) {
        if (definition.order() == IndexDefinition.Order.HASH) {
            return Arrays.copyOf(Elements.sha256(values), HASH_BYTES);
        }
        if (values.length <= MAX_PLAIN_BYTES) {
            return values;
        }
        byte[] hash = Elements.sha256(values);
        byte[] cut = Arrays.copyOf(values, MAX_PLAIN_BYTES + hash.length);
        System.arraycopy(hash, 0, cut, MAX_PLAIN_BYTES, hash.length);
        return cut;
    }
}

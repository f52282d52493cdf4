package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.store.Transaction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.LongFunction;

/// The elements of one kind that a transaction has written and that are in indexes or under constraints: what they were
/// when the indexes were last brought up to date. Confined to one transaction.
///
/// @param <C> the content of an element
final class TouchedElements<C> {
    private final ElementKind kind;
    private final Transaction transaction;
    private final Names names;
    private final Description<C> description;
    private final ConstraintCheck<C> constraints;
    private final LongFunction<C> present;
    private final Map<Long, C> before = new LinkedHashMap<>();

    /// @param present reads what an element is now, null for nothing
    TouchedElements(
            ElementKind kind,
            Transaction transaction,
            Names names,
            Description<C> description,
            LongFunction<C> present) {
        this.kind = kind;
        this.transaction = transaction;
        this.names = names;
        this.description = description;
        constraints = new ConstraintCheck<>(kind, names, description);
        this.present = present;
    }

    /// What indexes and constraints ask of an element's content.
    interface Description<C> {
        /// The label, or the type.
        String label(C content, Names names);

        /// The values of a property.
        List<Object> values(C content, int key);
    }

    /// An element is about to be changed.
    ///
    /// @param content what it is until then, null for nothing
    void touch(long id, C content) {
        if (!before.containsKey(id)) {
            before.put(id, content);
        }
    }

    /// Checks constraints of elements of the kind.
    ConstraintCheck<C> constraints() {
        return constraints;
    }

    /// Checks the constraints and brings the indexes up to date.
    ///
    /// @throws GraphException.Constraint when one does not hold
    void flush(SchemaState schema, boolean isCommit) {
        List<Entry> added = new ArrayList<>();
        // First all that goes: two elements may have exchanged a unique value.
        before.forEach((id, old) -> {
            C now = present.apply(id);
            if (isCommit && now != null) {
                constraints.checkAll(schema, id, now);
            }
            collectChanges(schema, id, old, now, added);
        });
        added.forEach(this::add);
        if (!isCommit) {
            before.replaceAll((id, old) -> present.apply(id));
        }
    }

    private void collectChanges(SchemaState schema, long id, C old, C now, List<Entry> added) {
        for (PropertyIndex index : schema.indexes().values()) {
            SortedSet<byte[]> gone = entries(index, id, old);
            SortedSet<byte[]> come = entries(index, id, now);
            for (byte[] key : gone) {
                if (!come.remove(key)) {
                    transaction.delete(index.table(), key);
                }
            }
            come.forEach(key -> added.add(new Entry(index, id, key)));
        }
    }

    private SortedSet<byte[]> entries(PropertyIndex index, long id, C content) {
        boolean isIn = content != null && index.definition().covers(kind, description.label(content, names));
        return isIn ? index.entriesOf(id, key -> description.values(content, key)) : PropertyIndex.noEntries();
    }

    /// Adds an element to an index that lacks it.
    ///
    /// @throws GraphException.Constraint when the index is unique and another element has the values
    void add(PropertyIndex index, long id, C content) {
        entries(index, id, content).forEach(key -> add(new Entry(index, id, key)));
    }

    private void add(Entry entry) {
        if (entry.index.definition().unique()) {
            byte[] owner = transaction.get(entry.index.table(), entry.key);
            if (owner != null && ownerOf(owner) != entry.id) {
                throw constraints.notUnique(entry.index, entry.id, ownerOf(owner));
            }
        }
        transaction.put(entry.index.table(), entry.key, RecordWriter.ofVarint(entry.id));
    }

    private static long ownerOf(byte[] entry) {
        return new RecordReader(MemorySegment.ofArray(entry)).varint();
    }

    private record Entry(PropertyIndex index, long id, byte[] key) {}
}

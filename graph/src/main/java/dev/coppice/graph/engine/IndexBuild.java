package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.Durability;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.TransactionOptions;
import java.util.function.LongConsumer;

/// Creates an index while others write. First it becomes part of the schema, incomplete: from then on whoever writes
/// keeps it up to date. Then what was there before is added, a batch in each transaction; a writer who changes an
/// element of the batch meanwhile writes the same entries of the index, so one of the two is in conflict. At last the
/// index is marked complete.
final class IndexBuild {
    private static final int BATCH = 2_000;
    private static final TransactionOptions BUFFERED = TransactionOptions.DEFAULT.with(Durability.BUFFERED);

    private final Line line;
    private final SchemaChanges changes;

    IndexBuild(Line line, SchemaChanges changes) {
        this.line = line;
        this.changes = changes;
    }

    void create(IndexDefinition wanted, LongConsumer progress) {
        IndexDefinition definition = wanted.ready(false);
        definition.keys().forEach(key -> line.names().numberOrNew(Name.KEY, key));
        PropertyIndex index =
                line.fork().transact(TransactionOptions.DEFAULT, transaction -> begin(transaction, definition));
        try {
            addAll(index, progress);
        } catch (GraphException.Constraint e) {
            changes.dropIndex(definition.name());
            throw e;
        }
        changes.change(schema -> schema.with(complete(requireSame(schema, index))));
    }

    private PropertyIndex begin(Transaction transaction, IndexDefinition definition) {
        SchemaState schema = line.schemas().of(transaction);
        PropertyIndex existing = schema.index(definition.name());
        if (existing != null) {
            if (!existing.definition().equals(definition)) {
                throw new GraphException.AlreadyExists("there is an index '" + definition.name() + "' already: "
                        + existing.definition() + "; drop it first, or choose another name");
            }
            transaction.drop(existing.table());
            transaction.create(existing.table());
            // Whoever has written to it until now must do so again.
            changes.apply(transaction, state -> state.without(definition.name()));
            changes.apply(transaction, state -> state.with(existing));
            return existing;
        }
        PropertyIndex index = new SchemaFormat(line.names(), line.tables()).bind(schema.freeNumber(), definition);
        transaction.create(index.table());
        changes.apply(transaction, state -> state.with(index));
        return index;
    }

    private void addAll(PropertyIndex index, LongConsumer progress) {
        Table table = index.definition().kind() == ElementKind.VERTEX
                ? line.tables().vertices()
                : line.tables().edges();
        byte[] after = null;
        long done = 0;
        while (true) {
            byte[] from = after;
            Batch batch = line.fork().transact(BUFFERED, transaction -> addBatch(transaction, index, table, from));
            done += batch.count;
            progress.accept(done);
            if (batch.count < BATCH) {
                return;
            }
            after = batch.lastKey;
        }
    }

    private Batch addBatch(Transaction transaction, PropertyIndex index, Table table, byte[] after) {
        requireSame(line.schemas().of(transaction), index);
        transaction.requireUnchanged(line.tables().meta(), Keys.SCHEMA);
        GraphWrites elements = new GraphWrites(line, transaction);
        byte[] lastKey = after;
        int count = 0;
        KeyRange range = after == null ? KeyRange.all() : new KeyRange(after, false, null, false);
        try (Cursor cursor = transaction.cursor(table, range)) {
            while (count < BATCH && cursor.next()) {
                lastKey = cursor.key();
                elements.addToIndex(index, OrderedVarint.read(lastKey, 0, lastKey.length));
                count++;
            }
        }
        return new Batch(count, lastKey);
    }

    private static PropertyIndex requireSame(SchemaState schema, PropertyIndex index) {
        PropertyIndex present = schema.index(index.definition().name());
        if (!index.equals(present)) {
            throw new GraphException.NotFound(
                    "the index '" + index.definition().name() + "' was dropped while it was being created");
        }
        return present;
    }

    private static PropertyIndex complete(PropertyIndex index) {
        return new PropertyIndex(index.number(), index.definition().ready(true), index.keys(), index.table());
    }

    /// What one transaction has looked at.
    ///
    /// @param count the number of elements
    /// @param lastKey the key of the last one
    private record Batch(int count, byte[] lastKey) {}
}

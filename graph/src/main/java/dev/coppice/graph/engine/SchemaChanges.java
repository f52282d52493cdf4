package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.util.function.UnaryOperator;

/// Changes the schema of a line. A transaction that wrote under another schema than the one it would be committed to is
/// in conflict.
final class SchemaChanges {
    private final Line line;

    SchemaChanges(Line line) {
        this.line = line;
    }

    void change(UnaryOperator<SchemaState> change) {
        line.fork().transact(transaction -> apply(transaction, change));
    }

    void apply(Transaction transaction, UnaryOperator<SchemaState> change) {
        SchemaState before = line.schemas().of(transaction);
        SchemaState after = change.apply(before);
        if (!after.equals(before)) {
            transaction.put(line.tables().meta(), Keys.SCHEMA, SchemaFormat.encode(after));
        }
    }

    void add(Constraint constraint) {
        line.fork().transact(transaction -> {
            if (line.schemas().of(transaction).constraints().contains(constraint)) {
                return;
            }
            checkAll(transaction, constraint);
            apply(transaction, schema -> schema.with(constraint));
            // An element that is written meanwhile is not checked here, nor by the one who writes it.
            transaction.requireUnchanged(elementTable(constraint.kind()), KeyRange.all());
        });
    }

    private Table elementTable(ElementKind kind) {
        return kind == ElementKind.VERTEX
                ? line.tables().vertices()
                : line.tables().edges();
    }

    private void checkAll(Transaction transaction, Constraint constraint) {
        GraphWrites reads = new GraphWrites(line, transaction);
        if (constraint.kind() == ElementKind.VERTEX) {
            reads.checkVertices(constraint);
        } else {
            reads.checkEdges(constraint);
        }
    }

    void dropIndex(String name) {
        line.fork().transact(transaction -> {
            PropertyIndex index = line.schemas().of(transaction).index(name);
            if (index == null) {
                throw new GraphException.NotFound("there is no index '" + name + "'");
            }
            transaction.drop(index.table());
            apply(transaction, schema -> schema.without(name));
        });
    }
}

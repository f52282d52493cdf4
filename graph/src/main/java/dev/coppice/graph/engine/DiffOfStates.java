package dev.coppice.graph.engine;

import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphChange.Kind;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Change;
import dev.coppice.store.Cursor;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Walks the differences of two states: those of elements that both histories share, which the store finds without
/// looking at what is equal; then all that one of them made by itself, which the other cannot have.
final class DiffOfStates implements GraphDiff {
    private final SnapshotReads before;
    private final SnapshotReads after;
    private final List<Part> parts;
    private int next;

    /// @param before the earlier state
    /// @param after the later state
    DiffOfStates(SnapshotReads before, SnapshotReads after) {
        this.before = before;
        this.after = after;
        IdMarks shared = after.lineage().commonLimit(before.lineage());
        Table vertices = after.tables.vertices();
        Table edges = after.tables.edges();
        parts = List.of(
                new SharedPart(vertices, shared.vid()),
                new OwnPart(before, vertices, shared.vid(), Kind.REMOVED),
                new OwnPart(after, vertices, shared.vid(), Kind.ADDED),
                new SharedPart(edges, shared.eid()),
                new OwnPart(before, edges, shared.eid(), Kind.REMOVED),
                new OwnPart(after, edges, shared.eid(), Kind.ADDED));
    }

    @Override
    public GraphChange next() {
        while (next < parts.size()) {
            GraphChange change = parts.get(next).next();
            if (change != null) {
                return change;
            }
            parts.get(next++).close();
        }
        return null;
    }

    @Override
    public void close() {
        parts.forEach(Part::close);
        next = parts.size();
    }

    private GraphChange change(Table table, Kind kind, long id, byte[] old, byte[] now) {
        if (table == after.tables.vertices()) {
            return new GraphChange.OfVertex(kind, vertex(before, id, old), vertex(after, id, now));
        }
        return new GraphChange.OfEdge(kind, edge(before, id, old), edge(after, id, now));
    }

    private static Vertex vertex(SnapshotReads reads, long id, byte[] bytes) {
        return bytes == null ? null : new VertexRecord(id, MemorySegment.ofArray(bytes), reads.names);
    }

    private static Edge edge(SnapshotReads reads, long id, byte[] bytes) {
        return bytes == null ? null : new EdgeRecord(id, MemorySegment.ofArray(bytes), reads.names);
    }

    /// Whether two records stand for the same, though their bytes differ: two forks may know a name by two numbers.
    private static boolean isSame(GraphChange change) {
        return switch (change) {
            case GraphChange.OfVertex(Kind kind, Vertex old, Vertex now) ->
                kind == Kind.CHANGED && Elements.areSame(old, now);
            case GraphChange.OfEdge(Kind kind, Edge old, Edge now) ->
                kind == Kind.CHANGED && Elements.areSame(old, now);
        };
    }

    /// Differences of one kind.
    private interface Part extends AutoCloseable {
        GraphChange next();

        @Override
        void close();
    }

    /// Elements of which both states could have the same.
    private final class SharedPart implements Part {
        private final Table table;
        private final KeyRange range;
        private Diff diff;

        SharedPart(Table table, long limit) {
            this.table = table;
            range = KeyRange.until(Keys.element(limit));
        }

        @Override
        public GraphChange next() {
            if (diff == null) {
                diff = after.snapshot()
                        .diff(
                                before.snapshot(),
                                DiffOptions.ALL.table(table.ident().name()).range(range));
            }
            for (Change found = diff.next(); found != null; found = diff.next()) {
                long id = OrderedVarint.read(found.key(), 0, found.key().length);
                GraphChange change =
                        change(table, Kind.valueOf(found.kind().name()), id, found.before(), found.after());
                if (!isSame(change)) {
                    return change;
                }
            }
            return null;
        }

        @Override
        public void close() {
            if (diff != null) {
                diff.close();
            }
        }
    }

    /// Elements that one of the two histories made by itself.
    private final class OwnPart implements Part {
        private final SnapshotReads owner;
        private final Table table;
        private final KeyRange range;
        private final Kind kind;
        private Cursor cursor;

        OwnPart(SnapshotReads owner, Table table, long limit, Kind kind) {
            this.owner = owner;
            this.table = table;
            this.kind = kind;
            range = KeyRange.from(Keys.element(limit));
        }

        @Override
        public GraphChange next() {
            if (cursor == null) {
                cursor = owner.snapshot().cursor(table, range);
            }
            if (!cursor.next()) {
                return null;
            }
            byte[] key = cursor.key();
            long id = OrderedVarint.read(key, 0, key.length);
            byte[] value = cursor.value();
            return kind == Kind.ADDED ? change(table, kind, id, null, value) : change(table, kind, id, value, null);
        }

        @Override
        public void close() {
            if (cursor != null) {
                cursor.close();
            }
        }
    }
}

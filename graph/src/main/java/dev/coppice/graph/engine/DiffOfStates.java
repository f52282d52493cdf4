package dev.coppice.graph.engine;

import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphChange.Kind;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.schema.ElementKind;
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

    private DiffOfStates(SnapshotReads before, SnapshotReads after, IdMarks shared) {
        this.before = before;
        this.after = after;
        parts = List.of(
                new SharedPart(ElementKind.VERTEX, shared.vid()),
                new OwnPart(before, ElementKind.VERTEX, shared.vid(), Kind.REMOVED),
                new OwnPart(after, ElementKind.VERTEX, shared.vid(), Kind.ADDED),
                new SharedPart(ElementKind.EDGE, shared.eid()),
                new OwnPart(before, ElementKind.EDGE, shared.eid(), Kind.REMOVED),
                new OwnPart(after, ElementKind.EDGE, shared.eid(), Kind.ADDED));
    }

    /// The differences of two states of one database.
    ///
    /// @param before the earlier state
    /// @param after the later state
    static DiffOfStates ofOneDatabase(SnapshotReads before, SnapshotReads after) {
        return new DiffOfStates(before, after, after.lineage().commonLimit(before.lineage()));
    }

    /// The differences of two states that have no history in common: all that either of them has.
    static DiffOfStates ofTwo(SnapshotReads before, SnapshotReads after) {
        return new DiffOfStates(before, after, IdMarks.ZERO);
    }

    private static Table table(SnapshotReads reads, ElementKind kind) {
        return kind == ElementKind.VERTEX ? reads.tables.vertices() : reads.tables.edges();
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

    private GraphChange change(ElementKind element, Kind kind, long id, byte[] old, byte[] now) {
        if (element == ElementKind.VERTEX) {
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
        private final ElementKind element;
        private final long limit;
        private Diff diff;

        SharedPart(ElementKind element, long limit) {
            this.element = element;
            this.limit = limit;
        }

        @Override
        public GraphChange next() {
            if (limit == 0) {
                return null;
            }
            if (diff == null) {
                KeyRange range = KeyRange.until(Keys.element(limit));
                diff = after.snapshot()
                        .diff(
                                before.snapshot(),
                                DiffOptions.ALL
                                        .table(table(after, element).ident())
                                        .range(range));
            }
            for (Change found = diff.next(); found != null; found = diff.next()) {
                long id = OrderedVarint.read(found.key(), 0, found.key().length);
                GraphChange change =
                        change(element, Kind.valueOf(found.kind().name()), id, found.before(), found.after());
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
        private final ElementKind element;
        private final KeyRange range;
        private final Kind kind;
        private Cursor cursor;

        OwnPart(SnapshotReads owner, ElementKind element, long limit, Kind kind) {
            this.owner = owner;
            this.element = element;
            this.kind = kind;
            range = KeyRange.from(Keys.element(limit));
        }

        @Override
        public GraphChange next() {
            if (cursor == null) {
                cursor = owner.snapshot().cursor(table(owner, element), range);
            }
            if (!cursor.next()) {
                return null;
            }
            byte[] key = cursor.key();
            long id = OrderedVarint.read(key, 0, key.length);
            byte[] value = cursor.value();
            return kind == Kind.ADDED ? change(element, kind, id, null, value) : change(element, kind, id, value, null);
        }

        @Override
        public void close() {
            if (cursor != null) {
                cursor.close();
            }
        }
    }
}

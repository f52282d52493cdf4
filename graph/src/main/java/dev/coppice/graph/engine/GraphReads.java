package dev.coppice.graph.engine;

import dev.coppice.graph.Direction;
import dev.coppice.graph.Edge;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.engine.ElementCursors.Source;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.Schema;
import dev.coppice.store.KeyRange;
import dev.coppice.store.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads of a graph, over whatever view of the store.
abstract class GraphReads implements GraphView {
    final GraphTables tables;
    final Names names;
    final Walks walks = new Walks();

    GraphReads(GraphTables tables, Names names) {
        this.tables = tables;
        this.names = names;
    }

    /// The tables as they are seen.
    abstract View view();

    /// The schema as it is seen.
    abstract SchemaState schemaState();

    /// Checks that the view may be read, at the cost of next to nothing.
    abstract void requireOpen();

    /// Whether to read more than what is asked for does no harm. In a serializable transaction, each read is a reason
    /// for a conflict.
    boolean mayReadAround() {
        return true;
    }

    /// The number of changes to what is seen, so far: as long as it is the same, what was read is as it was.
    int writes() {
        return 0;
    }

    /// Brings indexes up to what was written, before they are asked.
    void flushIndexes() {}

    @Override
    public Vertex vertex(long id) {
        MemorySegment bytes = view().getSegment(tables.vertices(), Keys.element(id));
        return bytes == null ? null : new VertexRecord(id, bytes, names);
    }

    @Override
    public boolean hasVertex(long id) {
        return view().contains(tables.vertices(), Keys.element(id));
    }

    @Override
    public Edge edge(long id) {
        MemorySegment bytes = view().getSegment(tables.edges(), Keys.element(id));
        return bytes == null ? null : new EdgeRecord(id, bytes, names);
    }

    @Override
    public Vertex vertex(String label, String externalId) {
        int number = names.number(Name.LABEL, label);
        if (number == Names.UNKNOWN) {
            return null;
        }
        MemorySegment id = view().getSegment(tables.externals(), Keys.external(number, externalId));
        return id == null ? null : vertex(new RecordReader(id).varint());
    }

    @Override
    public VertexCursor vertices() {
        return new ElementCursors.OfVertices(this, Source.elements(view().cursor(tables.vertices(), KeyRange.all())));
    }

    @Override
    public VertexCursor vertices(String label) {
        int number = names.number(Name.LABEL, label);
        if (number == Names.UNKNOWN) {
            return new ElementCursors.OfVertices(this, Source.none());
        }
        return new LabelCursor(this, number);
    }

    @Override
    public EdgeCursor edges() {
        return new ElementCursors.OfEdges(this, Source.elements(view().cursor(tables.edges(), KeyRange.all())));
    }

    @Override
    public Neighbors neighbors(long vertex, Direction direction, String... types) {
        return new NeighborCursor(
                this, vertex, direction, types.length == 0 ? NeighborCursor.ALL_TYPES : numbers(types));
    }

    /// The numbers of those types that are known.
    private int[] numbers(String... types) {
        return Arrays.stream(types)
                .mapToInt(type -> names.number(Name.TYPE, type))
                .filter(number -> number != Names.UNKNOWN)
                .toArray();
    }

    @Override
    public long degree(long vertex, Direction direction, String... types) {
        long degree = 0;
        for (KeyRange range : ranges(vertex, direction, types)) {
            degree += view().count(tables.adjacency(), range);
        }
        return degree;
    }

    private List<KeyRange> ranges(long vertex, Direction direction, String... types) {
        List<KeyRange> ranges = new ArrayList<>();
        if (direction != Direction.IN) {
            addRanges(ranges, vertex, Keys.OUT, types);
        }
        if (direction != Direction.OUT) {
            addRanges(ranges, vertex, Keys.IN, types);
        }
        return ranges;
    }

    private void addRanges(List<KeyRange> ranges, long vertex, int direction, String... types) {
        if (types.length == 0) {
            ranges.add(KeyRange.prefix(Keys.adjacencyPrefix(vertex, direction)));
        }
        for (String type : types) {
            int number = names.number(Name.TYPE, type);
            if (number != Names.UNKNOWN) {
                ranges.add(KeyRange.prefix(Keys.adjacencyPrefix(vertex, direction, number)));
            }
        }
    }

    @Override
    public VertexCursor findVertices(String index, IndexRange range) {
        return new ElementCursors.OfVertices(this, found(index(ElementKind.VERTEX, index), range));
    }

    @Override
    public EdgeCursor findEdges(String index, IndexRange range) {
        return new ElementCursors.OfEdges(this, found(index(ElementKind.EDGE, index), range));
    }

    private Source found(PropertyIndex index, IndexRange range) {
        flushIndexes();
        byte[] only = index.onlyKey(range);
        if (only != null) {
            MemorySegment id = view().getSegment(index.table(), only);
            return id == null ? Source.none() : Source.one(new RecordReader(id).varint());
        }
        boolean isList = index.keys().isEmpty();
        return Source.index(index.search(view(), range), range.isDescending(), isList && !range.isDescending());
    }

    private PropertyIndex index(ElementKind kind, String name) {
        PropertyIndex index = schemaState().index(name);
        if (index == null
                || index.definition().kind() != kind
                || !index.definition().isReady()) {
            throw new GraphException.NotFound("there is no complete index '" + name + "' of "
                    + (kind == ElementKind.VERTEX ? "vertices" : "edges") + "; create it, or read without one");
        }
        return index;
    }

    @Override
    public long vertexCount() {
        return view().count(tables.vertices());
    }

    @Override
    public long vertexCount(String label) {
        int number = names.number(Name.LABEL, label);
        return number == Names.UNKNOWN ? 0 : view().count(tables.labels(), KeyRange.prefix(Keys.labelPrefix(number)));
    }

    @Override
    public long edgeCount() {
        return view().count(tables.edges());
    }

    @Override
    public Schema schema() {
        return schemaState().toSchema(names);
    }
}

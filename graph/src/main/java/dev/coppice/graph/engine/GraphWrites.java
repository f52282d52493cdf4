package dev.coppice.graph.engine;

import dev.coppice.graph.Direction;
import dev.coppice.graph.Edge;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.VertexProperty;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.store.Durability;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Transaction;
import dev.coppice.store.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A transaction of a graph, over one of the store. Elements are written at once, so that reads see them; indexes are
/// brought up to date before they are asked, and at the commit.
final class GraphWrites extends GraphReads implements GraphTransaction {
    private static final byte[] NOTHING = {};
    /// What stands for an id that is yet to be given: the one number that is none.
    private static final long NEW = IdMarks.UNBOUNDED.vid();

    private final Line line;
    private final Transaction transaction;
    private final RecordWriter writer = new RecordWriter();
    private final TouchedElements<VertexContent> vertices;
    private final TouchedElements<EdgeContent> edges;
    private SchemaState schema;
    private final Isolation isolation;
    private boolean isWritten;
    private int writes;

    /// One for a transaction of whatever isolation.
    GraphWrites(Line line, Transaction transaction) {
        this(line, transaction, Isolation.SERIALIZABLE);
    }

    /// @param isolation the transaction's
    GraphWrites(Line line, Transaction transaction, Isolation isolation) {
        super(line.tables(), line.names());
        this.line = line;
        this.transaction = transaction;
        this.isolation = isolation;
        vertices =
                new TouchedElements<>(ElementKind.VERTEX, transaction, names, Descriptions.VERTEX, this::vertexContent);
        edges = new TouchedElements<>(ElementKind.EDGE, transaction, names, Descriptions.EDGE, this::edgeContent);
    }

    @Override
    View view() {
        return transaction;
    }

    @Override
    SchemaState schemaState() {
        if (schema == null) {
            schema = line.schemas().of(transaction);
        }
        return schema;
    }

    @Override
    void requireOpen() {
        // Who asks has a cursor that was kept, as none is once the transaction has ended.
    }

    @Override
    boolean mayReadAround() {
        return isolation == Isolation.SNAPSHOT;
    }

    @Override
    int writes() {
        return writes;
    }

    @Override
    void flushIndexes() {
        flush(false);
    }

    private void flush(boolean isCommit) {
        vertices.flush(schemaState(), isCommit);
        edges.flush(schemaState(), isCommit);
    }

    // ---- vertices ----

    @Override
    public long addVertex(String label, String externalId, Map<String, ?> properties) {
        List<VertexContent.Value> values = new ArrayList<>();
        properties.forEach((key, value) -> values.add(VertexContent.Value.single(nameOf(Name.KEY, key), value)));
        return insert(NEW, label, externalId, values);
    }

    /// @param givenId the vertex's number, or [#NEW] for one that nothing has had
    private long insert(long givenId, String label, String externalId, List<VertexContent.Value> values) {
        int labelNumber = nameOf(Name.LABEL, label);
        byte[] bytes = new VertexContent(labelNumber, externalId, values).toBytes(writer);
        if (externalId != null) {
            claim(label, labelNumber, externalId);
        }
        long id = givenId == NEW ? line.newVertexId() : givenId;
        touch(id, (VertexContent) null);
        transaction.put(tables.vertices(), Keys.element(id), bytes);
        transaction.put(tables.labels(), Keys.label(labelNumber, id), NOTHING);
        if (externalId != null) {
            transaction.put(tables.externals(), Keys.external(labelNumber, externalId), RecordWriter.ofVarint(id));
        }
        return id;
    }

    private void claim(String label, int labelNumber, String externalId) {
        Keys.checkExternalId(externalId);
        byte[] key = Keys.external(labelNumber, externalId);
        MemorySegment owner = transaction.getSegment(tables.externals(), key);
        if (owner != null) {
            throw new GraphException.AlreadyExists("vertex "
                    + Long.toUnsignedString(new RecordReader(owner).varint()) + " of '" + label
                    + "' has the external id '" + externalId + "' already");
        }
    }

    @Override
    public void setVertexProperty(long vertex, String key, Object value) {
        int keyNumber = nameOf(Name.KEY, key);
        VertexContent content = requireVertex(vertex);
        write(vertex, content, content.withOnly(VertexContent.Value.single(keyNumber, value)));
    }

    @Override
    public int addVertexProperty(long vertex, String key, Object value, Map<String, ?> meta) {
        int keyNumber = nameOf(Name.KEY, key);
        VertexContent content = requireVertex(vertex);
        List<VertexContent.Value> values = content.valuesOf(keyNumber);
        int ordinal = values.isEmpty() ? 0 : values.getLast().ordinal() + 1;
        write(vertex, content, content.with(new VertexContent.Value(keyNumber, ordinal, value, numbered(meta))));
        return ordinal;
    }

    @Override
    public void setVertexProperty(long vertex, VertexProperty property) {
        int keyNumber = nameOf(Name.KEY, property.key());
        VertexContent content = requireVertex(vertex);
        if (content.valuesOf(keyNumber).stream().noneMatch(value -> value.ordinal() == property.ordinal())) {
            throw new GraphException.NotFound("vertex " + Long.toUnsignedString(vertex) + " has no value "
                    + property.ordinal() + " of the property '" + property.key() + "'");
        }
        write(
                vertex,
                content,
                content.with(new VertexContent.Value(
                        keyNumber, property.ordinal(), property.value(), numbered(property.meta()))));
    }

    @Override
    public void removeVertexProperty(long vertex, String key) {
        VertexContent content = requireVertex(vertex);
        write(vertex, content, content.without(names.number(Name.KEY, key)));
    }

    @Override
    public void removeVertexProperty(long vertex, String key, int ordinal) {
        VertexContent content = requireVertex(vertex);
        write(vertex, content, content.without(names.number(Name.KEY, key), ordinal));
    }

    @Override
    public void removeVertex(long vertex) {
        VertexContent content = vertexContent(vertex);
        if (content == null) {
            return;
        }
        // No edge may be added to it meanwhile.
        transaction.requireUnchanged(tables.adjacency(), KeyRange.prefix(Keys.adjacencyPrefix(vertex)));
        List<Long> incident = new ArrayList<>();
        try (NeighborCursor neighbors = (NeighborCursor) neighbors(vertex, Direction.BOTH)) {
            while (neighbors.next()) {
                incident.add(neighbors.edge());
            }
        }
        incident.forEach(this::removeEdge);
        touch(vertex, content);
        transaction.delete(tables.vertices(), Keys.element(vertex));
        transaction.delete(tables.labels(), Keys.label(content.label(), vertex));
        if (content.externalId() != null) {
            transaction.delete(tables.externals(), Keys.external(content.label(), content.externalId()));
        }
    }

    private void write(long vertex, VertexContent before, VertexContent after) {
        if (after.equals(before)) {
            return;
        }
        byte[] bytes = after.toBytes(writer);
        touch(vertex, before);
        transaction.put(tables.vertices(), Keys.element(vertex), bytes);
    }

    private SortedMap<Integer, Object> numbered(Map<String, ?> properties) {
        SortedMap<Integer, Object> numbered = new TreeMap<>();
        properties.forEach((key, value) -> numbered.put(nameOf(Name.KEY, key), value));
        return numbered;
    }

    private VertexContent vertexContent(long id) {
        MemorySegment bytes = transaction.getSegment(tables.vertices(), Keys.element(id));
        return bytes == null ? null : VertexContent.of(bytes);
    }

    private VertexContent requireVertex(long id) {
        VertexContent content = vertexContent(id);
        if (content == null) {
            throw noVertex(id);
        }
        return content;
    }

    private static GraphException.NotFound noVertex(long id) {
        return new GraphException.NotFound("there is no vertex " + Long.toUnsignedString(id));
    }

    private void touch(long vertex, VertexContent before) {
        beginWriting();
        if (!schemaState().isEmpty()) {
            vertices.touch(vertex, before);
        }
    }

    // ---- edges ----

    @Override
    public long addEdge(long outVertex, String type, long inVertex, Map<String, ?> properties) {
        return insert(NEW, new EdgeContent(nameOf(Name.TYPE, type), outVertex, inVertex, numbered(properties)));
    }

    /// @param givenId the edge's number, or [#NEW] for one that nothing has had
    private long insert(long givenId, EdgeContent edge) {
        byte[] bytes = edge.toBytes(writer);
        requireEnd(edge.out());
        requireEnd(edge.in());
        long id = givenId == NEW ? line.newEdgeId() : givenId;
        touch(id, (EdgeContent) null);
        transaction.put(tables.edges(), Keys.element(id), bytes);
        transaction.put(tables.adjacency(), Keys.adjacency(edge.out(), Keys.OUT, edge.type(), edge.in(), id), NOTHING);
        transaction.put(tables.adjacency(), Keys.adjacency(edge.in(), Keys.IN, edge.type(), edge.out(), id), NOTHING);
        return id;
    }

    private void requireEnd(long vertex) {
        byte[] key = Keys.element(vertex);
        if (!transaction.contains(tables.vertices(), key)) {
            throw noVertex(vertex);
        }
        transaction.requireUnchanged(tables.vertices(), key);
    }

    @Override
    public void setEdgeProperty(long edge, String key, Object value) {
        int keyNumber = nameOf(Name.KEY, key);
        EdgeContent content = requireEdge(edge);
        write(edge, content, content.with(keyNumber, value));
    }

    @Override
    public void removeEdgeProperty(long edge, String key) {
        EdgeContent content = requireEdge(edge);
        write(edge, content, content.without(names.number(Name.KEY, key)));
    }

    @Override
    public void removeEdge(long edge) {
        EdgeContent content = edgeContent(edge);
        if (content == null) {
            return;
        }
        touch(edge, content);
        transaction.delete(tables.edges(), Keys.element(edge));
        transaction.delete(
                tables.adjacency(), Keys.adjacency(content.out(), Keys.OUT, content.type(), content.in(), edge));
        transaction.delete(
                tables.adjacency(), Keys.adjacency(content.in(), Keys.IN, content.type(), content.out(), edge));
    }

    private void write(long edge, EdgeContent before, EdgeContent after) {
        if (after.equals(before)) {
            return;
        }
        byte[] bytes = after.toBytes(writer);
        touch(edge, before);
        transaction.put(tables.edges(), Keys.element(edge), bytes);
    }

    private EdgeContent edgeContent(long id) {
        MemorySegment bytes = transaction.getSegment(tables.edges(), Keys.element(id));
        return bytes == null ? null : EdgeContent.of(bytes);
    }

    private EdgeContent requireEdge(long id) {
        EdgeContent content = edgeContent(id);
        if (content == null) {
            throw new GraphException.NotFound("there is no edge " + Long.toUnsignedString(id));
        }
        return content;
    }

    private void touch(long edge, EdgeContent before) {
        beginWriting();
        if (!schemaState().isEmpty()) {
            edges.touch(edge, before);
        }
    }

    // ---- promotion ----

    IdLineage lineage() {
        return line.lineage();
    }

    PromotedElements promotedElements() {
        return new PromotedElements(tables.promoted(), transaction);
    }

    /// Gives a property of a vertex exactly these values.
    void setVertexValues(long vertex, String key, List<VertexProperty> values) {
        int keyNumber = nameOf(Name.KEY, key);
        VertexContent before = requireVertex(vertex);
        VertexContent after = before.without(keyNumber);
        for (VertexProperty property : values) {
            after = after.with(new VertexContent.Value(
                    keyNumber, property.ordinal(), property.value(), numbered(property.meta())));
        }
        write(vertex, before, after);
    }

    /// Adds a vertex that was removed, under its own id.
    void restoreVertex(Vertex vertex) {
        insert(vertex.id(), vertex.label(), vertex.externalId(), List.of());
        vertex.properties().stream()
                .collect(Collectors.groupingBy(VertexProperty::key))
                .forEach((key, values) -> setVertexValues(vertex.id(), key, values));
    }

    /// Adds an edge that was removed, under its own id.
    void restoreEdge(Edge edge) {
        insert(
                edge.id(),
                new EdgeContent(
                        nameOf(Name.TYPE, edge.type()), edge.outVertex(), edge.inVertex(), numbered(edge.values())));
    }

    // ---- constraints ----

    /// Checks one constraint of all vertices that it is about.
    void checkVertices(Constraint constraint) {
        try (VertexCursor cursor = vertices(constraint.label())) {
            while (cursor.next()) {
                vertices.constraints().check(constraint, cursor.id(), constraint.label(), vertexContent(cursor.id()));
            }
        }
    }

    /// Checks one constraint of all edges that it is about.
    void checkEdges(Constraint constraint) {
        int type = names.number(Name.TYPE, constraint.label());
        try (EdgeCursor cursor = edges()) {
            while (cursor.next()) {
                EdgeContent content = edgeContent(cursor.id());
                if (content.type() == type) {
                    edges.constraints().check(constraint, cursor.id(), constraint.label(), content);
                }
            }
        }
    }

    /// Adds an element that is there to an index that lacks it.
    void addToIndex(PropertyIndex index, long id) {
        if (index.definition().kind() == ElementKind.VERTEX) {
            vertices.add(index, id, vertexContent(id));
        } else {
            edges.add(index, id, edgeContent(id));
        }
    }

    // ---- end ----

    private int nameOf(Name kind, String name) {
        return names.numberOrNew(kind, name, schemaState().isStrict());
    }

    /// Something is about to be written. It must fit the indexes and constraints that there are when it is committed.
    private void beginWriting() {
        writes++;
        if (!isWritten) {
            isWritten = true;
            transaction.requireUnchanged(tables.meta(), Keys.SCHEMA);
        }
    }

    /// Does what is left to do before the transaction of the store is committed.
    void finish() {
        if (isWritten) {
            flush(true);
        }
    }

    /// The transaction of the store is about to end.
    void release() {
        walks.close();
    }

    @Override
    public long commit(Durability durability) {
        try {
            finish();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        release();
        return transaction.commit(durability);
    }

    @Override
    public void close() {
        release();
        transaction.close();
    }
}

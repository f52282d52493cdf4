package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.store.Table;
import dev.coppice.store.TablesLoader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A load of a graph: vertices and edges come by number, and go to their tables at once; the entries of the other
/// tables gather sorted beside, and follow at the commit. All tables are of one load of the store, the schema's too,
/// though nothing is written there: so a change of the schema and the load are in conflict.
final class GraphLoad implements GraphLoader {
    private static final byte[] NOTHING = {};
    private static final int ADJACENCY_BYTES = 96 << 20;
    private static final int OTHERS_BYTES = 16 << 20;

    private final Line line;
    private final GraphTables tables;
    private final SchemaState schema;
    private final TablesLoader loader;
    private final RecordWriter writer = new RecordWriter();
    private final IdBlocks vertexIds;
    private final IdBlocks edgeIds;
    private final ConstraintCheck<VertexContent> vertexConstraints;
    private final ConstraintCheck<EdgeContent> edgeConstraints;
    private final SortedRuns adjacency;
    private final SortedRuns labels;
    private final SortedRuns externals;
    private final Map<PropertyIndex, SortedRuns> indexes = new LinkedHashMap<>();
    private boolean isOpen = true;

    private GraphLoad(Line line, SchemaState schema, TablesLoader loader, int adjacencyBytes, int otherBytes) {
        this.line = line;
        this.schema = schema;
        this.loader = loader;
        tables = line.tables();
        vertexIds = new IdBlocks(line.ids()::allocateVids);
        edgeIds = new IdBlocks(line.ids()::allocateEids);
        vertexConstraints = new ConstraintCheck<>(ElementKind.VERTEX, line.names(), Descriptions.VERTEX);
        edgeConstraints = new ConstraintCheck<>(ElementKind.EDGE, line.names(), Descriptions.EDGE);
        adjacency = new SortedRuns(adjacencyBytes);
        labels = new SortedRuns(otherBytes);
        externals = new SortedRuns(otherBytes);
        schema.indexes().values().forEach(index -> indexes.put(index, new SortedRuns(otherBytes)));
    }

    static GraphLoad begin(Line line) {
        return begin(line, ADJACENCY_BYTES, OTHERS_BYTES);
    }

    /// @param adjacencyBytes memory for what tells neighbors
    /// @param otherBytes memory for each other table that is sorted
    static GraphLoad begin(Line line, int adjacencyBytes, int otherBytes) {
        GraphTables tables = line.tables();
        SchemaState schema = line.schemas().of(line.fork());
        List<Table> loaded = new ArrayList<>(List.of(
                tables.meta(),
                tables.vertices(),
                tables.edges(),
                tables.adjacency(),
                tables.labels(),
                tables.externals()));
        schema.indexes().values().forEach(index -> loaded.add(index.table()));
        TablesLoader loader = line.fork().load(loaded);
        try {
            if (line.fork().count(tables.vertices()) + line.fork().count(tables.edges()) > 0) {
                throw new GraphException.Invalid("the fork '" + line.fork().name()
                        + "' has vertices or edges, and a loader fills an empty graph; use transactions");
            }
            if (!line.schemas().of(line.fork()).equals(schema)) {
                throw new GraphException.Conflict("the schema was changed while a load began; load again");
            }
            return new GraphLoad(line, schema, loader, adjacencyBytes, otherBytes);
        } catch (RuntimeException | Error e) {
            loader.close();
            throw e;
        }
    }

    @Override
    public long addVertex(String label, String externalId, Map<String, ?> properties) {
        requireOpen();
        List<VertexContent.Value> values = new ArrayList<>(properties.size());
        properties.forEach((key, value) -> values.add(VertexContent.Value.single(nameOf(Name.KEY, key), value)));
        int labelNumber = nameOf(Name.LABEL, label);
        if (externalId != null) {
            Keys.checkExternalId(externalId);
        }
        VertexContent content = new VertexContent(labelNumber, externalId, values);
        byte[] bytes = content.toBytes(writer);
        long id = vertexIds.next();
        vertexConstraints.checkAll(schema, id, content);
        return attempt(() -> {
            loader.put(tables.vertices(), Keys.element(id), bytes);
            labels.add(Keys.label(labelNumber, id), NOTHING);
            if (externalId != null) {
                externals.add(Keys.external(labelNumber, externalId), RecordWriter.ofVarint(id));
            }
            addToIndexes(ElementKind.VERTEX, label, id, content, Descriptions.VERTEX);
            return id;
        });
    }

    @Override
    public long addEdge(long outVertex, String type, long inVertex, Map<String, ?> properties) {
        requireOpen();
        TreeMap<Integer, Object> values = new TreeMap<>();
        properties.forEach((key, value) -> values.put(nameOf(Name.KEY, key), value));
        int typeNumber = nameOf(Name.TYPE, type);
        requireEnd(outVertex);
        requireEnd(inVertex);
        EdgeContent content = new EdgeContent(typeNumber, outVertex, inVertex, values);
        byte[] bytes = content.toBytes(writer);
        long id = edgeIds.next();
        edgeConstraints.checkAll(schema, id, content);
        return attempt(() -> {
            loader.put(tables.edges(), Keys.element(id), bytes);
            adjacency.add(Keys.adjacency(outVertex, Keys.OUT, typeNumber, inVertex, id), NOTHING);
            adjacency.add(Keys.adjacency(inVertex, Keys.IN, typeNumber, outVertex, id), NOTHING);
            addToIndexes(ElementKind.EDGE, type, id, content, Descriptions.EDGE);
            return id;
        });
    }

    private int nameOf(Name kind, String name) {
        return line.names().numberOrNew(kind, name, schema.isStrict());
    }

    private void requireEnd(long vertex) {
        if (!vertexIds.hasGiven(vertex)) {
            throw new GraphException.NotFound("this load has added no vertex " + Long.toUnsignedString(vertex)
                    + "; add both ends of an edge first");
        }
    }

    private <C> void addToIndexes(
            ElementKind kind, String label, long id, C content, TouchedElements.Description<C> description) {
        indexes.forEach((index, runs) -> {
            if (index.definition().covers(kind, label)) {
                byte[] value = RecordWriter.ofVarint(id);
                index.entriesOf(id, key -> description.values(content, key)).forEach(key -> runs.add(key, value));
            }
        });
    }

    @Override
    public long commit() {
        requireOpen();
        return attempt(() -> {
            labels.forEach((key, value) -> loader.put(tables.labels(), key, value));
            putUnique(externals, tables.externals(), this::externalIdTaken);
            adjacency.forEach((key, value) -> loader.put(tables.adjacency(), key, value));
            indexes.forEach(
                    (index, runs) -> putUnique(runs, index.table(), (id, owner) -> notUnique(index, id, owner)));
            long sequence = loader.commit();
            close();
            return sequence;
        });
    }

    /// Tells that two elements have what only one may have.
    private interface Refusal {
        GraphException of(long id, long owner);
    }

    private void putUnique(SortedRuns runs, Table table, Refusal refusal) {
        byte[][] last = new byte[2][];
        runs.forEach((key, value) -> {
            if (Arrays.equals(key, last[0])) {
                throw refusal.of(idOf(value), idOf(last[1]));
            }
            last[0] = key;
            last[1] = value;
            loader.put(table, key, value);
        });
    }

    private static long idOf(byte[] value) {
        return new RecordReader(MemorySegment.ofArray(value)).varint();
    }

    private GraphException externalIdTaken(long id, long owner) {
        return new GraphException.AlreadyExists("the vertices " + Long.toUnsignedString(owner) + " and "
                + Long.toUnsignedString(id) + " have the same label and external id; nothing was loaded");
    }

    private GraphException notUnique(PropertyIndex index, long id, long owner) {
        return index.definition().kind() == ElementKind.VERTEX
                ? vertexConstraints.notUnique(index, id, owner)
                : edgeConstraints.notUnique(index, id, owner);
    }

    private <R> R attempt(Supplier<R> work) {
        boolean hasFailed = true;
        try {
            R result = work.get();
            hasFailed = false;
            return result;
        } finally {
            if (hasFailed) {
                close();
            }
        }
    }

    private void requireOpen() {
        if (!isOpen) {
            throw new GraphException.Invalid("the load has ended; begin another one");
        }
    }

    @Override
    public void close() {
        if (isOpen) {
            isOpen = false;
            try {
                loader.close();
            } finally {
                labels.close();
                externals.close();
                adjacency.close();
                indexes.values().forEach(SortedRuns::close);
            }
        }
    }
}

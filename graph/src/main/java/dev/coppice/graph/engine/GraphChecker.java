package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Proves one state of a graph sound: every element can be read, lies below the marks of the allocator, and is found
/// where it must be found; and nothing is found anywhere that is not an element.
final class GraphChecker {
    private static final int PROBLEMS_MAX = 100;

    private final String fork;
    private final GraphReads reads;
    private final GraphTables tables;
    private final View view;
    private final IdMarks marks;
    private final SchemaState schema;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Long> indexEntries = new HashMap<>();
    private long vertices;
    private long edges;
    private long externalIds;

    /// @param marks what the allocator has handed out
    GraphChecker(String fork, GraphReads reads, IdMarks marks) {
        this.fork = fork;
        this.reads = reads;
        this.marks = marks;
        tables = reads.tables;
        view = reads.view();
        schema = reads.schemaState();
    }

    long vertices() {
        return vertices;
    }

    long edges() {
        return edges;
    }

    /// What is not as it should be.
    List<String> run() {
        walk(tables.vertices(), marks.vid(), "vertex ", this::checkVertex);
        walk(tables.edges(), marks.eid(), "edge ", this::checkEdge);
        requireCount("labels", tables.labels(), vertices);
        requireCount("external ids", tables.externals(), externalIds);
        requireCount("neighbors", tables.adjacency(), 2 * edges);
        schema.indexes().values().stream()
                .filter(index -> index.definition().isReady())
                .forEach(index -> requireCount(
                        "index '" + index.definition().name() + "'",
                        index.table(),
                        indexEntries.getOrDefault(index.definition().name(), 0L)));
        return problems;
    }

    private void problem(String text) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add("fork '" + fork + "': " + text);
        }
    }

    /// Looks at one element.
    @FunctionalInterface
    private interface ElementCheck {
        void check(String name, long id, MemorySegment bytes);
    }

    private void walk(Table table, long limit, String kind, ElementCheck check) {
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                byte[] key = cursor.key();
                long id = OrderedVarint.read(key, 0, key.length);
                String name = kind + Long.toUnsignedString(id);
                if (Long.compareUnsigned(id, limit) >= 0) {
                    problem(name + " lies above all ids that were handed out, which end at "
                            + Long.toUnsignedString(limit));
                }
                try {
                    check.check(name, id, cursor.valueSegment());
                } catch (GraphException | StoreException e) {
                    problem(name + ": " + e.getMessage());
                }
            }
        }
    }

    private void checkVertex(String name, long id, MemorySegment bytes) {
        vertices++;
        VertexContent content = VertexContent.of(bytes);
        String label = reads.names.name(Name.LABEL, content.label());
        content.values().forEach(value -> reads.names.name(Name.KEY, value.key()));
        require(view.contains(tables.labels(), Keys.label(content.label(), id)), name + " is not found by its label");
        if (content.externalId() != null) {
            externalIds++;
            requireId(
                    name,
                    "its external id",
                    tables.externals(),
                    Keys.external(content.label(), content.externalId()),
                    id);
        }
        checkIndexes(ElementKind.VERTEX, label, name, id, content, Descriptions.VERTEX);
    }

    private void checkEdge(String name, long id, MemorySegment bytes) {
        edges++;
        EdgeContent content = EdgeContent.of(bytes);
        String type = reads.names.name(Name.TYPE, content.type());
        content.values().keySet().forEach(key -> reads.names.name(Name.KEY, key));
        for (long end : new long[] {content.out(), content.in()}) {
            require(
                    view.contains(tables.vertices(), Keys.element(end)),
                    name + " lacks its end, vertex " + Long.toUnsignedString(end));
        }
        byte[] out = Keys.adjacency(content.out(), Keys.OUT, content.type(), content.in(), id);
        byte[] in = Keys.adjacency(content.in(), Keys.IN, content.type(), content.out(), id);
        require(view.contains(tables.adjacency(), out), name + " is not found from where it begins");
        require(view.contains(tables.adjacency(), in), name + " is not found from where it leads");
        checkIndexes(ElementKind.EDGE, type, name, id, content, Descriptions.EDGE);
    }

    private <C> void checkIndexes(
            ElementKind kind, String label, String name, long id, C content, TouchedElements.Description<C> of) {
        for (PropertyIndex index : schema.indexesOf(kind, label)) {
            if (!index.definition().isReady()) {
                continue;
            }
            String indexName = index.definition().name();
            for (byte[] key : index.entriesOf(id, property -> of.values(content, property))) {
                indexEntries.merge(indexName, 1L, Long::sum);
                requireId(name, "index '" + indexName + "'", index.table(), key, id);
            }
        }
    }

    private void requireId(String name, String where, Table table, byte[] key, long id) {
        MemorySegment found = view.getSegment(table, key);
        if (found == null) {
            problem(name + " is not found by " + where);
        } else if (new RecordReader(found).varint() != id) {
            problem(name + " has the place of another element in " + where);
        }
    }

    private void require(boolean holds, String text) {
        if (!holds) {
            problem(text);
        }
    }

    private void requireCount(String what, Table table, long expected) {
        long found = view.count(table);
        if (found != expected) {
            problem(what + " have " + found + " entries, and the elements " + expected);
        }
    }
}

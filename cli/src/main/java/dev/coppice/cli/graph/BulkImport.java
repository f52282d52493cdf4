package dev.coppice.cli.graph;

import dev.coppice.cli.row.BadRow;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.VertexProperty;
import dev.coppice.graph.schema.IndexDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The part of an import into an empty graph that a [GraphLoader] can take, several times as fast as transactions
/// would: from the first element of the first file on, until one comes that needs what is there already, such as a
/// vertex for the second time, or more vertices than fit the memory set aside for their names. All of it is one commit.
public final class BulkImport implements AutoCloseable {
    /// With less the sorting of a loader has too little room.
    private static final long MEMORY_MIN = 512L << 20;
    /// The part of the memory that names of vertices may take.
    private static final int MEMORY_PART = 4;
    /// What a name takes without its characters: text, number, and their place in a map.
    private static final int BYTES_OF_NAME = 128;

    private final Map<String, Map<String, Long>> known = new HashMap<>();
    private final long knownBytesMax;
    private long knownBytes;
    private GraphLoader loader; // null when it has ended, or there never was one

    BulkImport(GraphLoader loader, long knownBytesMax) {
        this.loader = loader;
        this.knownBytesMax = knownBytesMax;
    }

    /// Begins to load, if the graph is empty and nothing asks for transactions: edges that may be there, or a unique
    /// index, because it is known only at the end what is not unique.
    public static BulkImport into(GraphFork fork, ElementLoader.Options options) {
        long memory = Runtime.getRuntime().maxMemory();
        boolean isPossible = memory >= MEMORY_MIN
                && !options.skipPresent()
                && fork.indexes().values().stream().noneMatch(IndexDefinition::unique)
                && fork.read(view -> view.vertexCount() + view.edgeCount()) == 0;
        return new BulkImport(isPossible ? fork.load() : null, memory / MEMORY_PART);
    }

    /// Whether elements can be added yet.
    boolean isOpen() {
        return loader != null;
    }

    /// Whether an element is one that can be added.
    boolean takes(Element element) {
        return switch (element) {
            case Element.OfVertex vertex ->
                find(vertex.name()) == null && knownBytes < knownBytesMax && hasSingleValues(vertex.properties());
            case Element.OfEdge _ -> true;
            case Element.VertexToRemove _, Element.EdgesToRemove _ -> false;
        };
    }

    private static boolean hasSingleValues(List<VertexProperty> properties) {
        Set<String> keys = new HashSet<>();
        return properties.stream().allMatch(property -> property.meta().isEmpty() && keys.add(property.key()));
    }

    /// Adds an element that it takes.
    ///
    /// @throws BadRow when an end of an edge is not there, or could be several vertices
    void add(Element element) throws BadRow {
        switch (element) {
            case Element.OfVertex(VertexName name, List<VertexProperty> properties, long _) -> {
                Map<String, Object> values = LinkedHashMap.newLinkedHashMap(properties.size());
                properties.forEach(property -> values.put(property.key(), property.value()));
                long id = loader.addVertex(name.label(), name.id(), values);
                known.computeIfAbsent(name.label(), _ -> new HashMap<>()).put(name.id(), id);
                knownBytes += BYTES_OF_NAME + 2L * name.id().length();
            }
            case Element.OfEdge edge ->
                loader.addEdge(
                        resolve(edge.from(), edge.line()),
                        edge.type(),
                        resolve(edge.to(), edge.line()),
                        edge.properties());
            case Element.VertexToRemove _, Element.EdgesToRemove _ ->
                throw new IllegalArgumentException("a loader removes nothing: " + element);
        }
    }

    private Long find(VertexName name) {
        return known.getOrDefault(name.label(), Map.of()).get(name.id());
    }

    private long resolve(VertexName name, long line) throws BadRow {
        if (name.label() != null) {
            Long id = find(name);
            if (id == null) {
                throw ElementNames.absent(name, line);
            }
            return id;
        }
        VertexName found = null;
        for (String label : known.keySet()) {
            VertexName candidate = new VertexName(label, name.id());
            if (find(candidate) != null) {
                if (found != null) {
                    throw ElementNames.ambiguous(found, candidate, line);
                }
                found = candidate;
            }
        }
        if (found == null) {
            throw ElementNames.absent(name, line);
        }
        return find(found);
    }

    /// Makes all that was added part of the graph, durably; nothing can be added after. Does nothing when it has ended.
    public void commit() {
        try (GraphLoader ending = loader) {
            loader = null;
            known.clear();
            if (ending != null) {
                ending.commit();
            }
        }
    }

    /// Gives up what was not committed.
    @Override
    public void close() {
        if (loader != null) {
            loader.close();
            loader = null;
        }
    }
}

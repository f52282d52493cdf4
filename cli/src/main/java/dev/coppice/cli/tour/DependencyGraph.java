package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Json;
import dev.coppice.graph.Edge;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;

/// The dependencies of a Maven repository as a graph in memory: the model that the graph in the database is compared
/// with.
///
/// Vertices: `artifact` (`group:artifact`), `version` (`group:artifact:version`, with the property `at hand` where its
/// POM is) and `licence`. Edges: a version is `of` an artifact, `dependsOn` another version in a `scope`, has a
/// `parent`,
/// `imports` a bill of materials, and is `under` a licence.
///
/// @param vertices the property `at hand` of each vertex, by label and id
/// @param edges the edges
/// @param withoutVersion dependencies that are no edges, because the files at hand do not tell which version is meant
record DependencyGraph(NavigableMap<Node, Boolean> vertices, NavigableSet<Link> edges, int withoutVersion) {
    static final String ARTIFACT = "artifact";
    static final String VERSION = "version";
    static final String LICENCE = "licence";
    static final String OF = "of";
    static final String DEPENDS_ON = "dependsOn";
    static final String PARENT = "parent";
    static final String IMPORTS = "imports";
    static final String UNDER = "under";
    static final String SCOPE = "scope";

    private static final String AT_HAND = "at hand";

    /// A vertex.
    record Node(String label, String id) implements Comparable<Node> {
        static Node version(String coordinates) {
            return new Node(VERSION, coordinates);
        }

        /// Of a version: the artifact.
        String artifact() {
            return id.substring(0, id.lastIndexOf(':'));
        }

        /// Of a version: its parts.
        Coordinates coordinates() {
            String[] parts = id.split(":", 3);
            return new Coordinates(parts[0], parts[1], parts[2]);
        }

        /// Of a version: the version alone.
        String number() {
            return id.substring(id.lastIndexOf(':') + 1);
        }

        @Override
        public int compareTo(Node other) {
            int labels = label.compareTo(other.label);
            return labels == 0 ? id.compareTo(other.id) : labels;
        }
    }

    /// An edge.
    ///
    /// @param scope of a dependency; empty for others
    record Link(String type, Node from, Node to, String scope) implements Comparable<Link> {
        Link withoutScope() {
            return new Link(type, from, to, "");
        }

        @Override
        public int compareTo(Link other) {
            int types = type.compareTo(other.type);
            int froms = types == 0 ? from.compareTo(other.from) : types;
            int tos = froms == 0 ? to.compareTo(other.to) : froms;
            return tos == 0 ? scope.compareTo(other.scope) : tos;
        }
    }

    /// The graph of some POMs.
    static DependencyGraph of(MavenModels models) {
        NavigableMap<Node, Boolean> vertices = new TreeMap<>();
        NavigableSet<Link> edges = new TreeSet<>();
        int withoutVersion = 0;
        for (Map.Entry<String, Model> entry : models.all().entrySet()) {
            String coordinates = entry.getKey();
            Node version = Node.version(coordinates);
            addVersion(vertices, edges, version);
            vertices.put(version, true);
            String parent = models.parent(entry.getValue());
            if (parent != null) {
                connect(vertices, edges, version, PARENT, parent, "");
            }
            for (String bill : models.imports(coordinates)) {
                connect(vertices, edges, version, IMPORTS, bill, "");
            }
            for (String licence : models.licences(coordinates)) {
                Node node = new Node(LICENCE, licence);
                vertices.put(node, false);
                edges.add(new Link(UNDER, version, node, ""));
            }
            for (Dependency dependency : entry.getValue().getDependencies()) {
                String artifact = models.artifact(coordinates, dependency);
                String wanted = models.version(coordinates, dependency);
                if (artifact == null || wanted == null) {
                    withoutVersion++;
                } else {
                    String scope = Objects.requireNonNullElse(dependency.getScope(), "compile");
                    connect(vertices, edges, version, DEPENDS_ON, artifact + ":" + wanted, scope);
                }
            }
        }
        return new DependencyGraph(vertices, edges, withoutVersion);
    }

    private static void connect(
            NavigableMap<Node, Boolean> vertices,
            NavigableSet<Link> edges,
            Node from,
            String type,
            String to,
            String scope) {
        Node end = Node.version(to);
        addVersion(vertices, edges, end);
        edges.add(new Link(type, from, end, scope));
    }

    private static void addVersion(NavigableMap<Node, Boolean> vertices, NavigableSet<Link> edges, Node version) {
        vertices.putIfAbsent(version, false);
        Node artifact = new Node(ARTIFACT, version.artifact());
        vertices.put(artifact, false);
        edges.add(new Link(OF, version, artifact, ""));
    }

    /// A copy that can be changed by itself.
    DependencyGraph copy() {
        return new DependencyGraph(new TreeMap<>(vertices), new TreeSet<>(edges), withoutVersion);
    }

    /// How many edges there are of a type.
    long count(String type) {
        return edges.stream().filter(edge -> edge.type.equals(type)).count();
    }

    /// Adds a version that is not at hand.
    void add(Node version) {
        addVersion(vertices, edges, version);
    }

    // ---- as JSON lines

    /// Writes all of it for `coppice graph import`.
    void write(Path file) throws IOException {
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<Node, Boolean> vertex : vertices.entrySet()) {
                writeVertex(stream, vertex.getKey(), vertex.getValue());
            }
            for (Link edge : edges) {
                writeEdge(stream, edge, false);
            }
        }
    }

    /// Writes what leads from another graph to this one, for `coppice graph import`.
    void writeChanges(DependencyGraph before, Path file) throws IOException {
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<Node, Boolean> vertex : vertices.entrySet()) {
                if (!before.vertices.containsKey(vertex.getKey())) {
                    writeVertex(stream, vertex.getKey(), vertex.getValue());
                }
            }
            // A removal takes all edges between two vertices, in whatever scope: those that stay are written again.
            NavigableSet<Link> removed = new TreeSet<>();
            for (Link edge : before.edges) {
                if (!edges.contains(edge) && removed.add(edge.withoutScope())) {
                    writeEdge(stream, edge, true);
                }
            }
            for (Link edge : edges) {
                if (!before.edges.contains(edge) || removed.contains(edge.withoutScope())) {
                    writeEdge(stream, edge, false);
                }
            }
        }
    }

    private static void writeVertex(OutputStream stream, Node vertex, boolean isAtHand) throws IOException {
        stream.write(Json.object(generator -> {
            generator.writeStringField("vertex", vertex.id);
            generator.writeStringField("label", vertex.label);
            if (isAtHand) {
                generator.writeObjectFieldStart("properties");
                generator.writeBooleanField(AT_HAND, true);
                generator.writeEndObject();
            }
        }));
        stream.write('\n');
    }

    private static void writeEdge(OutputStream stream, Link edge, boolean isToRemove) throws IOException {
        stream.write(Json.object(generator -> {
            generator.writeStringField("edge", edge.type);
            for (Map.Entry<String, Node> end :
                    Map.of("from", edge.from, "to", edge.to).entrySet()) {
                generator.writeObjectFieldStart(end.getKey());
                generator.writeStringField("label", end.getValue().label);
                generator.writeStringField("id", end.getValue().id);
                generator.writeEndObject();
            }
            if (isToRemove) {
                generator.writeBooleanField("remove", true);
            } else if (!edge.scope.isEmpty()) {
                generator.writeObjectFieldStart("properties");
                generator.writeStringField(SCOPE, edge.scope);
                generator.writeEndObject();
            }
        }));
        stream.write('\n');
    }

    // ---- in the database

    /// Whether a graph holds exactly this.
    boolean isHeldBy(GraphView view) {
        Map<Long, Node> nodes = new HashMap<>();
        try (VertexCursor cursor = view.vertices()) {
            while (cursor.next()) {
                Vertex vertex = cursor.vertex();
                Node node = new Node(vertex.label(), vertex.externalId());
                Boolean isAtHand = vertices.get(node);
                if (isAtHand == null || isAtHand != (vertex.value(AT_HAND) != null)) {
                    return false;
                }
                nodes.put(vertex.id(), node);
            }
        }
        long found = 0;
        try (EdgeCursor cursor = view.edges()) {
            while (cursor.next()) {
                Edge edge = cursor.edge();
                String scope = Objects.toString(edge.value(SCOPE), "");
                if (!edges.contains(
                        new Link(edge.type(), nodes.get(edge.outVertex()), nodes.get(edge.inVertex()), scope))) {
                    return false;
                }
                found++;
            }
        }
        return nodes.size() == vertices.size() && found == edges.size();
    }
}

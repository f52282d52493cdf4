package dev.coppice.cli.graph;

import dev.coppice.cli.row.BadRow;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.graph.Direction;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexProperty;
import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/// Brings vertices and edges of a file into a graph: into an empty one by a [BulkImport] for as long as that takes
/// them, and then in durable transactions of [#BATCH] elements. An error says up to which line all is there. A vertex
/// is known by its label and external id: one that is there already gets the properties that the file has, and keeps
/// its others. An edge is always a new one, unless those that are there already are to be left out.
public final class ElementLoader {
    /// Elements in a transaction.
    static final int BATCH = 1_000;

    private static final int KNOWN_VERTICES = 100_000;
    private static final int REPORTED_ERRORS = 20;

    private final GraphFork fork;
    private final ElementSource source;
    private final LongSupplier bytesRead;
    private final BulkImport bulk;
    private final Options options;
    private final Progress progress;
    private final Map<VertexName, Long> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<VertexName, Long> eldest) {
            return size() > KNOWN_VERTICES;
        }
    };
    private Result done = Result.NONE;
    private Result batch = done;
    private long importedThrough;
    private long addedThrough;
    private long bytesTold;
    private Element next; // which was read already, or null

    /// Begins an import.
    ///
    /// @param bytesRead how many bytes of the file were read so far
    /// @param bulk what takes elements of this file, and of those before and after it, first; whoever began it commits
    ///     it
    public ElementLoader(
            GraphFork fork,
            ElementSource source,
            LongSupplier bytesRead,
            BulkImport bulk,
            Options options,
            Progress progress) {
        this.fork = fork;
        this.source = source;
        this.bytesRead = bytesRead;
        this.bulk = bulk;
        this.options = options;
        this.progress = progress;
    }

    /// How an import goes about errors, restarts, and edges that are there.
    ///
    /// @param skipErrors whether elements that cannot be used are reported and left out; otherwise the first ends it
    /// @param fromLine elements before this line are left out
    /// @param skipPresent whether an edge is left out when there is one of its type and properties between its ends
    public record Options(boolean skipErrors, long fromLine, boolean skipPresent) {}

    /// What an import did.
    ///
    /// @param verticesAdded vertices that were not there
    /// @param verticesUpdated vertices that were there
    /// @param edgesAdded edges
    /// @param edgesPresent edges left out because they were there
    /// @param removed vertices and edges removed, without the edges that went with their vertices
    /// @param skipped elements left out because they could not be used
    public record Result(
            long verticesAdded, long verticesUpdated, long edgesAdded, long edgesPresent, long removed, long skipped) {
        /// Nothing.
        public static final Result NONE = new Result(0, 0, 0, 0, 0, 0);

        private static final Result VERTEX = new Result(1, 0, 0, 0, 0, 0);
        private static final Result EDGE = new Result(0, 0, 1, 0, 0, 0);

        /// Both together.
        public Result plus(Result other) {
            return new Result(
                    verticesAdded + other.verticesAdded,
                    verticesUpdated + other.verticesUpdated,
                    edgesAdded + other.edgesAdded,
                    edgesPresent + other.edgesPresent,
                    removed + other.removed,
                    skipped + other.skipped);
        }

        long elements() {
            return verticesAdded + verticesUpdated + edgesAdded + edgesPresent + removed;
        }
    }

    /// Imports every element. All is durable when this returns, or when the bulk is committed.
    ///
    /// @throws Failure that says what went wrong, what is in the graph now and how to go on
    public Result load() {
        try {
            boolean more = !bulk.isOpen() || loadInBulk();
            while (more) {
                more = loadBatch();
            }
        } catch (Failure e) {
            throw failed(e.exitCode(), e.getMessage(), e);
        } catch (GraphException e) {
            throw failed(ExitCode.of(e), source.name() + ": " + e.getMessage(), e);
        } catch (StoreException e) {
            throw failed(ExitCode.of(e), e.getMessage(), e);
        } catch (IOException e) {
            Failure failure = Failure.ofFile("read", Path.of(source.name()), e);
            throw failed(failure.exitCode(), failure.getMessage(), e);
        }
        if (done.skipped > REPORTED_ERRORS) {
            progress.note(
                    "coppice: " + Numbers.grouped(done.skipped - REPORTED_ERRORS) + " more elements were skipped");
        }
        return done;
    }

    private Failure failed(ExitCode code, String message, Exception cause) {
        try {
            commitBulk();
        } catch (GraphException | StoreException e) {
            cause.addSuppressed(e);
        }
        return new Failure(code, message + "; " + standing(), cause);
    }

    private void commitBulk() {
        if (bulk.isOpen()) {
            bulk.commit();
            done = batch;
            importedThrough = addedThrough;
        }
    }

    /// @return whether there is more, which the bulk does not take
    private boolean loadInBulk() throws IOException {
        boolean isTaken = true;
        while (isTaken) {
            Element element = null;
            try {
                element = source.next();
                if (element == null) {
                    done = batch;
                    return false;
                }
                if (element.line() < options.fromLine) {
                    continue;
                }
                ElementNames.check(element);
                isTaken = bulk.takes(element);
                if (isTaken) {
                    bulk.add(element);
                    batch = batch.plus(element instanceof Element.OfVertex ? Result.VERTEX : Result.EDGE);
                    addedThrough = element.line();
                    advance();
                } else {
                    next = element;
                }
            } catch (BadRow e) {
                reject(e.line(), e.getMessage(), ExitCode.DATA);
            } catch (GraphException.NotFound | GraphException.Invalid e) {
                reject(element.line(), e.getMessage(), ExitCode.of(e));
            } catch (GraphException.Constraint e) {
                throw new GraphException.Constraint("in line " + element.line() + ": " + e.getMessage(), e);
            }
        }
        commitBulk();
        return true;
    }

    /// @return whether there may be more
    private boolean loadBatch() throws IOException {
        batch = done;
        long line = importedThrough;
        boolean more = true;
        try (GraphTransaction transaction = fork.begin()) {
            for (int count = 0; more && count < BATCH; ) {
                Element element = null;
                try {
                    element = next != null ? next : source.next();
                    next = null;
                    more = element != null;
                    if (!more || element.line() < options.fromLine) {
                        continue;
                    }
                    line = element.line();
                    count++;
                    ElementNames.check(element);
                    add(transaction, element);
                    advance();
                } catch (BadRow e) {
                    reject(e.line(), e.getMessage(), ExitCode.DATA);
                } catch (GraphException.NotFound | GraphException.Invalid e) {
                    reject(element == null ? line : element.line(), e.getMessage(), ExitCode.of(e));
                }
            }
            transaction.commit();
        } catch (GraphException.Constraint e) {
            throw new GraphException.Constraint(
                    "in the elements after line " + importedThrough + " up to line " + line + ": " + e.getMessage(), e);
        }
        done = batch;
        importedThrough = line;
        return more;
    }

    /// The bytes of an element are those that were read since the one before; a file is read by the buffer.
    private void advance() {
        long read = bytesRead.getAsLong();
        progress.advance(read - bytesTold);
        bytesTold = read;
    }

    private void reject(long line, String message, ExitCode code) {
        if (line < options.fromLine) {
            return;
        }
        String where = source.name() + ", line " + line + ": " + message;
        if (!options.skipErrors) {
            throw new Failure(code, where);
        }
        batch = batch.plus(new Result(0, 0, 0, 0, 0, 1));
        if (batch.skipped <= REPORTED_ERRORS) {
            progress.note("coppice: skipped " + where);
        }
    }

    /// What is in the graph now and how to go on.
    private String standing() {
        if (done.elements() == 0) {
            return "nothing was imported; correct it and run the command again";
        }
        return Numbers.counted(done.elements(), "element", "elements") + ", up to line " + importedThrough
                + ", are imported; correct it and go on with --from-line " + (importedThrough + 1);
    }

    private void add(GraphTransaction transaction, Element element) throws BadRow {
        switch (element) {
            case Element.OfVertex vertex -> addVertex(transaction, vertex);
            case Element.OfEdge edge -> addEdge(transaction, edge);
            case Element.VertexToRemove vertex -> remove(transaction, vertex);
            case Element.EdgesToRemove edges -> remove(transaction, edges);
        }
    }

    private void addVertex(GraphTransaction transaction, Element.OfVertex element) {
        Map<String, Object> firsts = new LinkedHashMap<>();
        List<VertexProperty> others = new ArrayList<>();
        for (VertexProperty property : element.properties()) {
            boolean isFirst = firsts.putIfAbsent(property.key(), property.value()) == null;
            if (!isFirst || !property.meta().isEmpty()) {
                others.add(isFirst ? first(property) : property);
            }
        }
        VertexName name = element.name();
        Vertex present = transaction.vertex(name.label(), name.id());
        long id;
        if (present == null) {
            id = transaction.addVertex(name.label(), name.id(), firsts);
            batch = batch.plus(Result.VERTEX);
        } else {
            id = present.id();
            firsts.forEach((key, value) -> transaction.setVertexProperty(id(present), key, value));
            batch = batch.plus(new Result(0, 1, 0, 0, 0, 0));
        }
        for (VertexProperty property : others) {
            if (property.ordinal() == 0) {
                transaction.setVertexProperty(id, property);
            } else {
                transaction.addVertexProperty(id, property.key(), property.value(), property.meta());
            }
        }
        known.put(name, id);
    }

    private static long id(Vertex vertex) {
        return vertex.id();
    }

    private static VertexProperty first(VertexProperty property) {
        return new VertexProperty(property.key(), 0, property.value(), property.meta());
    }

    private void addEdge(GraphTransaction transaction, Element.OfEdge edge) throws BadRow {
        long from = resolve(transaction, edge.from(), edge.line());
        long to = resolve(transaction, edge.to(), edge.line());
        if (options.skipPresent && isPresent(transaction, edge, from, to)) {
            batch = batch.plus(new Result(0, 0, 0, 1, 0, 0));
            return;
        }
        transaction.addEdge(from, edge.type(), to, edge.properties());
        batch = batch.plus(Result.EDGE);
    }

    private void remove(GraphTransaction transaction, Element.VertexToRemove vertex) throws BadRow {
        transaction.removeVertex(resolve(transaction, vertex.name(), vertex.line()));
        known.clear(); // it may be known without its label as well
        batch = batch.plus(new Result(0, 0, 0, 0, 1, 0));
    }

    private void remove(GraphTransaction transaction, Element.EdgesToRemove edges) throws BadRow {
        long from = resolve(transaction, edges.from(), edges.line());
        long to = resolve(transaction, edges.to(), edges.line());
        List<Long> found = new ArrayList<>();
        try (Neighbors neighbors = transaction.neighbors(from, Direction.OUT, edges.type())) {
            while (neighbors.next()) {
                if (neighbors.vertex() == to) {
                    found.add(neighbors.edge());
                }
            }
        }
        if (found.isEmpty()) {
            throw new BadRow(
                    edges.line(), "there is no edge '" + edges.type() + "' from " + edges.from() + " to " + edges.to());
        }
        found.forEach(transaction::removeEdge);
        batch = batch.plus(new Result(0, 0, 0, 0, found.size(), 0));
    }

    private static boolean isPresent(GraphTransaction transaction, Element.OfEdge edge, long from, long to) {
        try (Neighbors neighbors = transaction.neighbors(from, Direction.OUT, edge.type())) {
            while (neighbors.next()) {
                if (neighbors.vertex() == to && hasProperties(transaction.edge(neighbors.edge()), edge.properties())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasProperties(Edge edge, Map<String, Object> properties) {
        Map<String, Object> values = edge.values();
        return values.keySet().equals(properties.keySet())
                && values.entrySet().stream()
                        .allMatch(entry -> Objects.deepEquals(entry.getValue(), properties.get(entry.getKey())));
    }

    private long resolve(GraphTransaction transaction, VertexName name, long line) throws BadRow {
        Long id = known.get(name);
        if (id == null) {
            id = find(transaction, name, line);
            known.put(name, id);
        }
        return id;
    }

    private static long find(GraphTransaction transaction, VertexName name, long line) throws BadRow {
        Iterable<String> labels = name.label() == null ? transaction.schema().labels() : List.of(name.label());
        Vertex found = null;
        for (String label : labels) {
            Vertex vertex = transaction.vertex(label, name.id());
            if (vertex != null && found != null) {
                throw ElementNames.ambiguous(
                        new VertexName(found.label(), name.id()), new VertexName(label, name.id()), line);
            }
            found = vertex == null ? found : vertex;
        }
        if (found == null) {
            throw ElementNames.absent(name, line);
        }
        return found.id();
    }
}

package dev.coppice.gremlin;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.gremlin.OpenDatabases.Lease;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.configuration2.Configuration;
import org.apache.tinkerpop.gremlin.process.computer.GraphComputer;
import org.apache.tinkerpop.gremlin.process.traversal.TraversalStrategies;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.Transaction;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;

/// One fork of a graph, as a TinkerPop graph. Thread-safe.
///
/// Each thread has a transaction of its own, which begins with its first read or write and lasts until it commits or
/// rolls back: until then it reads the state that was there when it began, plus its own writes, and an element that was
/// read may be used by any thread, in its transaction. A commit is durable when it returns unless the configuration
/// says otherwise, and throws [ConflictException] when another one was first. What is iterated is read while the
/// transaction lasts; an iterator that is used after it throws [IllegalStateException].
///
/// Errors are TinkerPop's where it has one, and else those of the graph ([GraphException]) and the store
/// ([StoreException]).
@Graph.OptIn(Graph.OptIn.SUITE_STRUCTURE_STANDARD)
@Graph.OptIn(CoppiceGraph.PROCESS_SUITE)
public final class CoppiceGraph implements Graph {
    /// The suite that TinkerPop is about to split into scripts and a smaller suite, both of which it holds.
    static final String PROCESS_SUITE = "org.apache.tinkerpop.gremlin.process.ProcessStandardSuite";

    static {
        TraversalStrategies.GlobalCache.registerStrategies(
                CoppiceGraph.class,
                TraversalStrategies.GlobalCache.getStrategies(Graph.class)
                        .clone()
                        .addStrategies(
                                CoppiceGraphStepStrategy.instance(),
                                CoppiceCountStrategy.instance(),
                                CoppiceDegreeStrategy.instance()));
    }

    private final GraphSettings settings;
    private final Lease lease;
    private final GraphFork fork;
    private final GraphSnapshot archive;
    private final Configuration configuration;
    private final CoppiceFeatures features;
    private final CoppiceTransaction transaction;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /// @param archive what the fork's handle is pinned to, or null
    private CoppiceGraph(
            GraphSettings settings, Lease lease, GraphFork fork, GraphSnapshot archive, Configuration configuration) {
        this.archive = archive;
        this.settings = settings;
        this.lease = lease;
        this.fork = fork;
        this.configuration = configuration;
        features = new CoppiceFeatures(settings.cardinality());
        transaction = new CoppiceTransaction(this, settings.durability());
    }

    /// Opens the fork `primary` of the graph in a directory for writing, and creates the graph when the directory is
    /// absent or empty.
    ///
    /// @throws StoreException when the database cannot be opened
    public static CoppiceGraph open(Path directory) {
        GraphSettings settings = GraphSettings.of(directory);
        return open(settings, settings.toConfiguration());
    }

    /// Opens an existing fork of the graph in a directory for writing.
    ///
    /// @throws GraphException.NotFound when there is no such fork
    /// @throws StoreException when the database cannot be opened
    public static CoppiceGraph open(Path directory, String fork) {
        GraphSettings settings = GraphSettings.of(directory).withFork(fork);
        return open(settings, settings.toConfiguration());
    }

    /// Opens the fork `primary` of the graph in a directory named by a text, as it is typed in Gremlin Console. See
    /// [#open(Path)].
    ///
    /// @throws GraphException.Invalid when the text can be no path
    public static CoppiceGraph open(String directory) {
        return open(GraphSettings.path(directory));
    }

    /// Opens an existing fork of the graph in a directory named by a text. See [#open(Path, String)].
    ///
    /// @throws GraphException.Invalid when the text can be no path
    public static CoppiceGraph open(String directory, String fork) {
        return open(GraphSettings.path(directory), fork);
    }

    /// Opens a graph as a configuration says.
    ///
    /// | property | what it says | default |
    /// |---|---|---|
    /// | `gremlin.graph` | `dev.coppice.gremlin.CoppiceGraph`, for TinkerPop's `GraphFactory` | |
    /// | `coppice.directory` | the directory of the database | none, must be there |
    /// | `coppice.fork` | the fork | `primary` |
    /// | `coppice.fork.create` | `true` to create the fork, of primary, when it is missing | `false` |
    /// | `coppice.archive` | an archive that is read in place of the fork's latest commit; nothing can be written then | none |
    /// | `coppice.readonly` | `true` to open without the right to write, beside a writer or not | `false` |
    /// | `coppice.isolation` | `snapshot` or `serializable`: see [dev.coppice.store.Isolation] | `snapshot` |
    /// | `coppice.durability` | `durable` or `buffered`: see [dev.coppice.store.Durability] | `durable` |
    /// | `coppice.cardinality` | `single`, `list` or `set`: how many values a property of a vertex has when nothing is said about it; imports of files do not | `single` |
    ///
    /// Graphs of one process that name the same directory share its database.
    ///
    /// @throws GraphException.Invalid when the configuration contradicts this table
    /// @throws GraphException.NotFound when there is no such fork
    /// @throws StoreException when the database cannot be opened, and [StoreException.NotFound] when there is no such
    ///     archive
    public static CoppiceGraph open(Configuration configuration) {
        return open(GraphSettings.of(configuration), configuration);
    }

    private static CoppiceGraph open(GraphSettings settings, Configuration configuration) {
        Lease lease = OpenDatabases.acquire(settings.directory(), settings.isReadOnly());
        try {
            GraphFork fork = forkOf(settings, lease);
            try {
                return new CoppiceGraph(settings, lease, fork, pinned(settings, lease, fork), configuration);
            } catch (RuntimeException | Error e) {
                fork.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            lease.release().run();
            throw e;
        }
    }

    /// Pins a fork to the archive that is named, if one is.
    private static GraphSnapshot pinned(GraphSettings settings, Lease lease, GraphFork fork) {
        if (settings.archive() == null) {
            return null;
        }
        GraphSnapshot archive = lease.database().archive(settings.archive());
        fork.pin(archive);
        return archive;
    }

    private static GraphFork forkOf(GraphSettings settings, Lease lease) {
        if (settings.createsFork() && !settings.fork().equals(Fork.PRIMARY)) {
            return lease.database().primary().fork(settings.fork(), ForkOptions.DEFAULT.orOpen());
        }
        try {
            return lease.database().fork(settings.fork());
        } catch (StoreException.NotFound e) {
            throw new GraphException.NotFound(
                    "there is no fork '" + settings.fork() + "' of the graph in " + settings.directory()
                            + "; create it, or set '" + GraphSettings.FORK_CREATE + "' to true",
                    e);
        }
    }

    /// Creates a fork of the latest commit, or of the archive that is open, and opens it, in constant time. What this
    /// thread has not committed is not in it. It is open until it is closed, whether this graph is or not.
    ///
    /// @throws StoreException.AlreadyExists when the name is taken
    public CoppiceGraph fork(String name) {
        Lease shared = OpenDatabases.acquire(settings.directory(), settings.isReadOnly());
        try {
            GraphSettings ofFork = settings.withFork(name);
            return new CoppiceGraph(ofFork, shared, fork.fork(name), null, ofFork.toConfiguration());
        } catch (RuntimeException | Error e) {
            shared.release().run();
            throw e;
        }
    }

    /// The fork below: for indexes, constraints, and what else TinkerPop has no word for. It is closed with this graph.
    /// When it is pinned to a state ([GraphFork#pin]), transactions that begin from then on read that, and write
    /// nothing.
    public GraphFork graphFork() {
        return fork;
    }

    /// What this thread has open.
    Session session() {
        return transaction.session();
    }

    /// Begins what a thread has open.
    Session begin() {
        return settings.isReadOnly() || fork.isPinned()
                ? Session.of(fork.snapshot())
                : Session.of(fork.begin(settings.isolation()));
    }

    /// The vertex of this graph that another object stands for: itself, or what a driver or a reader made of it.
    ///
    /// @throws GraphException.Invalid when it is of another graph, where its number may be another vertex's
    CoppiceVertex own(Vertex vertex) {
        if (vertex instanceof CoppiceVertex coppice) {
            if (coppice.graph() != this) {
                throw new GraphException.Invalid(
                        vertex + " is of " + coppice.graph() + ", not of " + this + "; look it up by a property");
            }
            return coppice;
        }
        Long id = ElementIds.of(vertex, Vertex.class);
        if (id == null) {
            throw new GraphException.Invalid(vertex + " is no vertex of " + this + ": its id is no number");
        }
        return new CoppiceVertex(this, id);
    }

    @Override
    public Vertex addVertex(Object... keyValues) {
        return NewElements.addVertex(this, keyValues);
    }

    @Override
    public Iterator<Vertex> vertices(Object... vertexIds) {
        Session session = session();
        if (vertexIds.length == 0) {
            return ElementIterators.vertices(this, session, session.view().vertices());
        }
        return ElementIterators.byIds(session, Vertex.class, vertexIds, id -> vertexOrNull(session, id));
    }

    private Vertex vertexOrNull(Session session, long id) {
        dev.coppice.graph.Vertex found = session.view().vertex(id);
        return found == null ? null : new CoppiceVertex(this, found, session.stamp());
    }

    @Override
    public Iterator<Edge> edges(Object... edgeIds) {
        Session session = session();
        if (edgeIds.length == 0) {
            return ElementIterators.edges(this, session, session.view().edges());
        }
        return ElementIterators.byIds(session, Edge.class, edgeIds, id -> edgeOrNull(session, id));
    }

    private Edge edgeOrNull(Session session, long id) {
        dev.coppice.graph.Edge found = session.view().edge(id);
        return found == null ? null : new CoppiceEdge(this, found, session.stamp());
    }

    @Override
    public <C extends GraphComputer> C compute(Class<C> graphComputerClass) {
        throw Exceptions.graphComputerNotSupported();
    }

    @Override
    public GraphComputer compute() {
        throw Exceptions.graphComputerNotSupported();
    }

    @Override
    public Transaction tx() {
        return transaction;
    }

    /// Gives up what no thread has committed, and closes the fork, and the database when no other graph uses it.
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            try {
                // What the application wants done with its transaction on closing is said to the transaction.
                transaction.close();
            } finally {
                transaction.endAll();
                fork.close();
                if (archive != null) {
                    archive.close();
                }
                lease.release().run();
            }
        }
    }

    @Override
    public Variables variables() {
        throw Exceptions.variablesNotSupported();
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Features features() {
        return features;
    }

    @Override
    public String toString() {
        String state = settings.archive() == null ? settings.fork() : "archive:" + settings.archive();
        return StringFactory.graphString(this, settings.directory() + "@" + state);
    }
}

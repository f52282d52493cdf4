package dev.coppice.cli.command;

import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.zstd.Zstd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// A database that is open for the time of one command, and what the command opened in it, closed in reverse order.
final class Session implements AutoCloseable {
    private static final String GRAPH_TABLES = "graph.";

    private final Path directory;
    private final Database database;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private GraphDatabase graph;

    private Session(Path directory, DatabaseOptions options) {
        if (Files.isRegularFile(directory)) {
            throw new StoreException.NotADatabase(
                    directory + " is a file; a Coppice database is a directory, name that");
        }
        this.directory = directory;
        // A command ends before background work would be of use; what must be done is done by full buffers and on
        // request.
        this.database = Database.open(directory, options.withBackgroundWork(false));
    }

    /// Opens an existing database for reading, also while another process writes.
    static Session reading(Path directory) {
        return new Session(directory, DatabaseOptions.DEFAULT.asReadOnly());
    }

    /// Opens an existing database for writing.
    static Session writing(Path directory) {
        return new Session(directory, DatabaseOptions.DEFAULT.mustExist());
    }

    /// Opens a database for writing, and makes it when it is absent.
    static Session creating(Path directory) {
        return new Session(directory, DatabaseOptions.DEFAULT);
    }

    /// As [#creating]; its pages are compressed, which they must be already when it is there.
    static Session creatingCompressed(Path directory) {
        return new Session(directory, DatabaseOptions.DEFAULT.withCompression(Zstd.compression()));
    }

    Database database() {
        return database;
    }

    /// The fork that a target names, for writing.
    Fork fork(Target target) {
        return fork(target.fork());
    }

    /// A fork, until the session is closed.
    Fork fork(String name) {
        return name.equals(Fork.PRIMARY) ? database.primary() : keep(namedFork(() -> database.fork(name)));
    }

    /// What an action on a fork gives; when there is no such fork, the error says where to look.
    <T> T namedFork(Supplier<T> action) {
        return named(action, "forks");
    }

    /// The same for an archive.
    <T> T namedArchive(Supplier<T> action) {
        return named(action, "archives");
    }

    private <T> T named(Supplier<T> action, String list) {
        try {
            return action.get();
        } catch (StoreException.NotFound e) {
            throw new StoreException.NotFound(e.getMessage() + "; 'coppice " + list + " " + directory + "' lists them");
        }
    }

    /// An unmoving view of what a name means, until the session is closed.
    Snapshot snapshot(StateName state) {
        return keep(
                switch (state) {
                    case StateName.OfFork(String name) -> fork(name).snapshot();
                    case StateName.OfArchive(String name) -> namedArchive(() -> database.archive(name));
                });
    }

    // ---- graphs

    /// Whether the database holds a graph. One whose primary is damaged beyond saying so is taken for one that does
    /// not, so that its forks can still be dropped.
    boolean isGraph() {
        try {
            return GraphDatabase.isGraph(database);
        } catch (StoreException.Corrupt e) {
            return false;
        }
    }

    /// The graph in the database.
    ///
    /// @throws GraphException.NotFound when there is none
    GraphDatabase graph() {
        if (graph == null) {
            if (!GraphDatabase.isGraph(database)) {
                throw new GraphException.NotFound(
                        "there is no graph in " + directory + "; 'coppice graph import' makes one in a new directory");
            }
            graph = GraphDatabase.over(database);
        }
        return graph;
    }

    /// The graph in the database, made when the database is empty.
    GraphDatabase creatingGraph() {
        if (graph == null) {
            graph = GraphDatabase.over(database);
        }
        return graph;
    }

    /// A fork of the graph, until the session is closed.
    GraphFork graphFork(String name) {
        return keep(namedFork(() -> graph().fork(name)));
    }

    /// An unmoving view of the graph, until the session is closed.
    GraphSnapshot graphSnapshot(StateName state) {
        return keep(
                switch (state) {
                    case StateName.OfFork(String name) -> graphFork(name).snapshot();
                    case StateName.OfArchive(String name) -> namedArchive(() -> graph().archive(name));
                });
    }

    /// Refuses what would treat the tables of a graph as entries like any others.
    ///
    /// @param what what was to be done
    /// @param instead the command that does it
    void requireNoGraph(String what, String instead) {
        if (isGraph()) {
            throw new StoreException.Invalid(
                    directory + " holds a graph, which " + what + " by their bytes would break; see '" + instead + "'");
        }
    }

    /// Refuses to write bytes into a table of a graph, which would no longer hold together.
    ///
    /// @param instead the command that does it
    void requireNoGraph(TableIdent table, String instead) {
        if (table.name().startsWith(GRAPH_TABLES) && isGraph()) {
            throw new StoreException.Invalid("the table '" + table.name() + "' belongs to the graph in " + directory
                    + ", which a change of its bytes would break; see '" + instead + "'");
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        try (database) {
            while (!opened.isEmpty()) {
                closeQuietly(opened.pop());
            }
        }
    }

    // The store's handles declare no checked exception; the interface that they share does.
    private static void closeQuietly(AutoCloseable resource) {
        switch (resource) {
            case Fork fork -> fork.close();
            case Snapshot snapshot -> snapshot.close();
            case GraphFork fork -> fork.close();
            case GraphSnapshot snapshot -> snapshot.close();
            default -> throw new IllegalStateException("unexpected " + resource);
        }
    }
}

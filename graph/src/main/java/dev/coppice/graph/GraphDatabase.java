package dev.coppice.graph;

import dev.coppice.graph.engine.GraphDatabases;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.ForkInfo;
import java.nio.file.Path;
import java.util.List;

/// A graph, and any number of forks of it, in the tables of one database of the store. Thread-safe.
///
/// Each method, those of the handles too, throws [dev.coppice.store.StoreException.Closed] after close, and each that
/// changes something [dev.coppice.store.StoreException.ReadOnly] in a database that is open read-only.
public interface GraphDatabase extends AutoCloseable {
    /// Opens a graph for writing, and creates it when the directory is absent or empty. A fork whose creation or drop
    /// was cut short is undone or finished.
    ///
    /// @throws GraphException.Invalid when the database holds tables and no graph
    /// @throws dev.coppice.store.StoreException when the database cannot be opened; see [Database#open(Path)]
    static GraphDatabase open(Path directory) {
        return open(directory, DatabaseOptions.DEFAULT);
    }

    /// Opens a graph. See [#open(Path)].
    static GraphDatabase open(Path directory, DatabaseOptions options) {
        return GraphDatabases.open(Database.open(directory, options));
    }

    /// Opens the graph in a database that is open. Closing the graph closes the database.
    static GraphDatabase over(Database database) {
        return GraphDatabases.open(database);
    }

    /// Whether a database holds a graph.
    static boolean isGraph(Database database) {
        return GraphDatabases.isGraph(database);
    }

    /// The first fork, which is never dropped. The handle lives as long as the database.
    GraphFork primary();

    /// Opens a handle of an existing fork.
    ///
    /// @throws dev.coppice.store.StoreException.NotFound when there is none of the name
    /// @throws GraphException.Invalid when the fork was made by the store and not by the graph, so that it has no ids
    GraphFork fork(String name);

    /// All forks, primary first, then by number.
    List<ForkInfo> forks();

    /// Drops a fork, with its ids: it is gone at once and for ever.
    ///
    /// @throws dev.coppice.store.StoreException.ForkInUse naming every blocker, before anything was changed
    void drop(String fork, DropMode mode);

    /// Opens the state that an archive keeps.
    ///
    /// @throws dev.coppice.store.StoreException.NotFound when there is none of the name
    GraphSnapshot archive(String name);

    /// Proves all forks sound: every element below the marks of its allocator, found by label, external id, neighbors
    /// and indexes, with both ends, and nothing found that is no element. Looks at no pages: see [Database#check()] for
    /// what lies below.
    GraphCheckReport check();

    /// The database below: for archives, backups, checks and sizes.
    Database database();

    @Override
    void close();
}

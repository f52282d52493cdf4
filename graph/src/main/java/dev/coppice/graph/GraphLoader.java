package dev.coppice.graph;

import java.util.Map;

/// Takes the vertices and edges of a graph that has none yet, any number of them, straight into the pages of its
/// tables, and makes all of them visible and durable in one commit. Confined to one thread.
///
/// Memory is bounded: what must be sorted goes to temporary files of the JVM (`java.io.tmpdir`), about 20 bytes for
/// each edge and 10 for each vertex, more for each entry of an index. While the loader is open, a transaction that
/// writes to the same fork makes its commit fail; so does a change of the schema. Checkpoints of the fork wait. A
/// transaction that was open meanwhile is in conflict if it writes.
///
/// An error that is not about the arguments of a call ends the loader; nothing was applied. Ids that were taken are not
/// given again.
public interface GraphLoader extends AutoCloseable {
    /// Adds a vertex. See [GraphTransaction#addVertex(String, String, Map)]; that an external id is taken is found out
    /// by the commit.
    ///
    /// @param externalId its name in the outside world, null for none
    /// @return its number
    /// @throws GraphException.Constraint when a constraint does not hold
    long addVertex(String label, String externalId, Map<String, ?> properties);

    /// Adds an edge between vertices that this loader has added. See
    /// [GraphTransaction#addEdge(long, String, long, Map)].
    ///
    /// @return its number
    /// @throws GraphException.NotFound when one of the vertices is not there
    /// @throws GraphException.Constraint when a constraint does not hold
    long addEdge(long outVertex, String type, long inVertex, Map<String, ?> properties);

    /// Commits durably, and ends the loader.
    ///
    /// @return the commit's sequence
    /// @throws GraphException.AlreadyExists when two vertices of a label have the same external id
    /// @throws GraphException.Constraint when two elements have the same values in a unique index
    /// @throws dev.coppice.store.StoreException.Conflict when another transaction wrote to the fork, or changed its
    ///     schema
    long commit();

    /// Gives up what was not committed.
    @Override
    void close();
}

package dev.coppice.graph;

import dev.coppice.store.Durability;
import java.util.Map;

/// A set of reads on one state and of writes that become visible and durable together, or not at all.
///
/// Reads see the graph as it was when the transaction began, plus the transaction's own writes. A write never waits for
/// another transaction; [#commit()] decides: the first of two transactions that write one vertex, one edge or one value
/// of a unique index wins, and an edge is never left without one of its ends. Confined to one thread at a time. Closing
/// without a commit gives up the writes; ids that were taken are not given again.
///
/// Values of properties are of the types that [dev.coppice.graph.value.ValueType] names; others are
/// [GraphException.Invalid]. So are names of labels, types and keys that are empty or longer than
/// [GraphLimits#MAX_NAME_BYTES]. A strict schema refuses names that were not declared with [GraphException.Constraint].
public interface GraphTransaction extends GraphView, AutoCloseable {
    /// Adds a vertex without an external id.
    ///
    /// @return its number
    default long addVertex(String label, Map<String, ?> properties) {
        return addVertex(label, null, properties);
    }

    /// Adds a vertex.
    ///
    /// @param externalId its name in the outside world, null for none
    /// @param properties one value for each key
    /// @return its number
    /// @throws GraphException.AlreadyExists when a vertex of the label has the external id
    long addVertex(String label, String externalId, Map<String, ?> properties);

    /// Adds an edge.
    ///
    /// @return its number
    /// @throws GraphException.NotFound when one of the vertices is not there
    long addEdge(long outVertex, String type, long inVertex, Map<String, ?> properties);

    /// Gives a property of a vertex one value, which replaces all that it had.
    ///
    /// @throws GraphException.NotFound when there is no such vertex
    void setVertexProperty(long vertex, String key, Object value);

    /// Gives a property of a vertex one more value.
    ///
    /// @param meta the properties of the property
    /// @return the value's ordinal
    /// @throws GraphException.NotFound when there is no such vertex
    int addVertexProperty(long vertex, String key, Object value, Map<String, ?> meta);

    /// Replaces one value of a property of a vertex, and its meta-properties.
    ///
    /// @throws GraphException.NotFound when there is no such vertex, or no such value
    void setVertexProperty(long vertex, VertexProperty property);

    /// Removes a property of a vertex with all its values; nothing happens when there is none.
    ///
    /// @throws GraphException.NotFound when there is no such vertex
    void removeVertexProperty(long vertex, String key);

    /// Removes one value of a property of a vertex; nothing happens when there is none.
    ///
    /// @throws GraphException.NotFound when there is no such vertex
    void removeVertexProperty(long vertex, String key, int ordinal);

    /// Gives a property of an edge a value.
    ///
    /// @throws GraphException.NotFound when there is no such edge
    void setEdgeProperty(long edge, String key, Object value);

    /// Removes a property of an edge; nothing happens when there is none.
    ///
    /// @throws GraphException.NotFound when there is no such edge
    void removeEdgeProperty(long edge, String key);

    /// Removes a vertex and all its edges; nothing happens when there is none.
    void removeVertex(long vertex);

    /// Removes an edge; nothing happens when there is none.
    void removeEdge(long edge);

    /// Commits durably.
    ///
    /// @return the commit's sequence, or the snapshot's when nothing was written
    /// @throws GraphException.Constraint when a constraint, or a unique index, does not hold; nothing was applied
    /// @throws dev.coppice.store.StoreException.Conflict when another transaction won; run this one again
    default long commit() {
        return commit(Durability.DURABLE);
    }

    /// Commits with the given durability. See [#commit()].
    long commit(Durability durability);

    @Override
    void close();
}

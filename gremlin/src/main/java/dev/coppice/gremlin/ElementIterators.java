package dev.coppice.gremlin;

import dev.coppice.graph.Direction;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.VertexCursor;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.util.iterator.IteratorUtils;

/// Iterators over elements.
final class ElementIterators {
    private ElementIterators() {}

    /// The elements that ids stand for, in the order of the ids, without those that are not there.
    ///
    /// @param find gives the element of a number, or null
    static <E extends Element> Iterator<E> byIds(Session session, Class<E> kind, Object[] ids, LongFunction<E> find) {
        if (ids.length == 1) {
            Long id = ElementIds.of(ids[0], kind);
            E found = id == null ? null : find.apply(id);
            return found == null ? Collections.emptyIterator() : IteratorUtils.of(found);
        }
        return Arrays.stream(ids)
                .map(id -> ElementIds.of(id, kind))
                .filter(Objects::nonNull)
                .map(id -> {
                    session.requireOpen();
                    return find.apply(id);
                })
                .filter(Objects::nonNull)
                .iterator();
    }

    /// Vertices, each as it was read.
    static Iterator<Vertex> vertices(CoppiceGraph graph, Session session, VertexCursor cursor) {
        long stamp = session.stamp();
        return new OverVertices(session, cursor) {
            @Override
            Vertex current() {
                return new CoppiceVertex(graph, cursor.vertex(), stamp);
            }
        };
    }

    /// Vertices that are read only when more than their number is asked for.
    ///
    /// @param label the label of all of them, or null
    static Iterator<Vertex> unreadVertices(CoppiceGraph graph, Session session, VertexCursor cursor, String label) {
        return new OverVertices(session, cursor) {
            @Override
            Vertex current() {
                return new CoppiceVertex(graph, cursor.id(), label);
            }
        };
    }

    /// Those vertices that fulfil conditions, each as it was read.
    ///
    /// @param label the label of all vertices of the cursor, or null
    /// @param checks the conditions
    /// @param quickly the same conditions, as long as the transaction changes nothing
    static Iterator<Vertex> vertices(
            CoppiceGraph graph,
            Session session,
            VertexCursor cursor,
            String label,
            List<HasContainer> checks,
            CursorConditions quickly) {
        long stamp = session.stamp();
        return new OverVertices(session, cursor) {
            private CoppiceVertex found;

            @Override
            boolean advance() {
                while (cursor.next()) {
                    if (session.stamp() != stamp) {
                        found = new CoppiceVertex(graph, cursor.id(), label);
                        if (HasContainer.testAll(found, checks)) {
                            return true;
                        }
                    } else if (quickly.test(cursor)) {
                        found = new CoppiceVertex(graph, cursor.vertex(), stamp);
                        return true;
                    }
                }
                return false;
            }

            @Override
            Vertex current() {
                return found;
            }
        };
    }

    /// Edges, each as it was read.
    static Iterator<Edge> edges(CoppiceGraph graph, Session session, EdgeCursor cursor) {
        return edges(graph, session, cursor, List.of(), CursorConditions.of(List.of()));
    }

    /// Those edges that fulfil conditions, each as it was read. See
    /// [#vertices(CoppiceGraph, Session, VertexCursor, String, List, CursorConditions)].
    static Iterator<Edge> edges(
            CoppiceGraph graph,
            Session session,
            EdgeCursor cursor,
            List<HasContainer> checks,
            CursorConditions quickly) {
        long stamp = session.stamp();
        return new CursorIterator<>(session) {
            private CoppiceEdge found;

            @Override
            boolean advance() {
                while (cursor.next()) {
                    boolean isSame = session.stamp() == stamp;
                    if (isSame && !quickly.test(cursor)) {
                        continue;
                    }
                    found = new CoppiceEdge(graph, cursor.edge(), stamp);
                    if (isSame || HasContainer.testAll(found, checks)) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            Edge current() {
                return found;
            }

            @Override
            void closeCursor() {
                cursor.close();
            }
        };
    }

    /// The edges of a vertex, unread.
    ///
    /// @param neighbors null for none
    static Iterator<Edge> edgesOf(CoppiceVertex vertex, Session session, Neighbors neighbors) {
        if (neighbors == null) {
            return Collections.emptyIterator();
        }
        long self = vertex.number();
        return new OverNeighbors<>(session, neighbors) {
            @Override
            Edge current() {
                boolean isOut = neighbors.direction() == Direction.OUT;
                long other = neighbors.vertex();
                return new CoppiceEdge(
                        vertex.graph(), neighbors.edge(), neighbors.type(), isOut ? self : other, isOut ? other : self);
            }
        };
    }

    /// The neighbors of a vertex, unread, each once for each edge.
    ///
    /// @param neighbors null for none
    static Iterator<Vertex> neighborsOf(CoppiceGraph graph, Session session, Neighbors neighbors) {
        if (neighbors == null) {
            return Collections.emptyIterator();
        }
        return new OverNeighbors<>(session, neighbors) {
            @Override
            Vertex current() {
                return new CoppiceVertex(graph, neighbors.vertex());
            }
        };
    }

    private abstract static class OverVertices extends CursorIterator<Vertex> {
        private final VertexCursor cursor;

        OverVertices(Session session, VertexCursor cursor) {
            super(session);
            this.cursor = cursor;
        }

        @Override
        boolean advance() {
            return cursor.next();
        }

        @Override
        void closeCursor() {
            cursor.close();
        }
    }

    private abstract static class OverNeighbors<E> extends CursorIterator<E> {
        private final Neighbors neighbors;

        OverNeighbors(Session session, Neighbors neighbors) {
            super(session);
            this.neighbors = neighbors;
        }

        @Override
        boolean advance() {
            return neighbors.next();
        }

        @Override
        void closeCursor() {
            neighbors.close();
        }
    }
}

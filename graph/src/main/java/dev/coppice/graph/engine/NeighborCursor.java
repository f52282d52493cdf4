package dev.coppice.graph.engine;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.value.OrderedVarint;

/// Walks parts of the adjacency of one vertex, one after the other: all of it, the edges of one direction, or those of
/// one direction and type.
final class NeighborCursor implements Neighbors {
    /// As types: whatever they are.
    static final int[] ALL_TYPES = null;

    private final GraphReads reads;
    private final long vertex;
    private final Direction direction;
    private final int[] types;
    private final int directionAt;
    private AdjacencyCursor cursor;
    private int nextPart;
    private boolean isAtEdge;
    private int otherAt;
    private long other;

    /// @param types the numbers of types, or [#ALL_TYPES]
    NeighborCursor(GraphReads reads, long vertex, Direction direction, int[] types) {
        this.reads = reads;
        this.vertex = vertex;
        this.direction = direction;
        this.types = types;
        directionAt = OrderedVarint.length(vertex);
    }

    @Override
    public boolean next() {
        boolean isThere = isAtEdge && cursor.next();
        while (!isThere && nextPart < parts()) {
            if (cursor == null) {
                cursor = reads.walks.begin(reads);
            }
            isThere = cursor.seek(prefix(nextPart++));
        }
        isAtEdge = isThere;
        if (isThere) {
            otherAt = cursor.after(directionAt + 1);
            other = cursor.number(otherAt);
        }
        return isThere;
    }

    /// In how many pieces what is walked lies.
    private int parts() {
        if (types == ALL_TYPES) {
            return 1;
        }
        return direction == Direction.BOTH ? 2 * types.length : types.length;
    }

    private byte[] prefix(int part) {
        if (types == ALL_TYPES) {
            return direction == Direction.BOTH
                    ? Keys.adjacencyPrefix(vertex)
                    : Keys.adjacencyPrefix(vertex, direction == Direction.OUT ? Keys.OUT : Keys.IN);
        }
        boolean isOut = direction == Direction.OUT || direction == Direction.BOTH && part < types.length;
        return Keys.adjacencyPrefix(vertex, isOut ? Keys.OUT : Keys.IN, types[part % types.length]);
    }

    @Override
    public long edge() {
        requireEdge();
        return cursor.number(cursor.after(otherAt));
    }

    @Override
    public long vertex() {
        requireEdge();
        return other;
    }

    @Override
    public String type() {
        return reads.names.name(Name.TYPE, typeNumber());
    }

    int typeNumber() {
        requireEdge();
        return (int) cursor.number(directionAt + 1);
    }

    @Override
    public Direction direction() {
        requireEdge();
        return cursor.direction(directionAt) == Keys.OUT ? Direction.OUT : Direction.IN;
    }

    private void requireEdge() {
        if (!isAtEdge) {
            throw new IllegalStateException("the cursor does not stand at an edge");
        }
    }

    @Override
    public void close() {
        if (cursor != null) {
            reads.walks.end(cursor);
            cursor = null;
        }
        nextPart = parts();
        isAtEdge = false;
    }
}

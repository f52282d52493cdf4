package dev.coppice.graph.engine;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import java.util.List;

/// Walks ranges of the adjacency of one vertex, one after the other.
final class NeighborCursor implements Neighbors {
    private final GraphReads reads;
    private final List<KeyRange> ranges;
    private final int directionAt;
    private final byte[] key = new byte[Keys.ADJACENCY_MAX];
    private int nextRange;
    private Cursor cursor;
    private boolean isAtEdge;
    private int type;
    private long other;
    private long edge;

    NeighborCursor(GraphReads reads, long vertex, List<KeyRange> ranges) {
        this.reads = reads;
        this.ranges = ranges;
        directionAt = OrderedVarint.length(vertex);
    }

    @Override
    public boolean next() {
        while (true) {
            if (cursor == null) {
                if (nextRange == ranges.size()) {
                    isAtEdge = false;
                    return false;
                }
                cursor = reads.view().cursor(reads.tables.adjacency(), ranges.get(nextRange++));
            }
            if (cursor.next()) {
                decode();
                return true;
            }
            cursor.close();
            cursor = null;
        }
    }

    private void decode() {
        Keys.requireLength(cursor, key.length);
        int length = cursor.copyKey(key);
        int at = directionAt + 1;
        type = (int) OrderedVarint.read(key, at, length);
        at += OrderedVarint.lengthByFirst(key[at]);
        other = OrderedVarint.read(key, at, length);
        at += OrderedVarint.lengthByFirst(key[at]);
        edge = OrderedVarint.read(key, at, length);
        isAtEdge = true;
    }

    @Override
    public long edge() {
        requireEdge();
        return edge;
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
        return type;
    }

    @Override
    public Direction direction() {
        requireEdge();
        return key[directionAt] == Keys.OUT ? Direction.OUT : Direction.IN;
    }

    private void requireEdge() {
        if (!isAtEdge) {
            throw new IllegalStateException("the cursor does not stand at an edge");
        }
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
        nextRange = ranges.size();
        isAtEdge = false;
    }
}

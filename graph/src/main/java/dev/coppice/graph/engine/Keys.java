package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphLimits;
import dev.coppice.graph.value.OrderedVarint;
import java.nio.charset.StandardCharsets;

/// The keys of the tables of a graph. See the package page.
final class Keys {
    static final byte[] FORMAT = ascii("format");
    static final byte[] LINEAGE = ascii("lineage");
    static final byte[] SCHEMA = ascii("schema");

    static final int OUT = 0;
    static final int IN = 1;

    /// The longest key of names and ids alone: of an element, or of a label and an element.
    static final int IDS_MAX = 2 * OrderedVarint.LENGTH_MAX;
    /// The longest key of a neighbor.
    static final int ADJACENCY_MAX = 4 * OrderedVarint.LENGTH_MAX + 1;

    private Keys() {}

    /// Refuses a key that is longer than any that the graph writes.
    ///
    /// @return its length
    static int requireLength(int length, int max) {
        if (length > max) {
            throw new GraphException.Corrupt("a key of " + length + " bytes stands where one of up to " + max
                    + " is expected; run `coppice check`");
        }
        return length;
    }

    private static byte[] ascii(String text) {
        return new RecordWriter().bytes(text.getBytes(StandardCharsets.UTF_8)).toBytes();
    }

    /// The key of a vertex or of an edge in its table.
    static byte[] element(long id) {
        byte[] key = new byte[OrderedVarint.length(id)];
        OrderedVarint.write(key, 0, id);
        return key;
    }

    static byte[] name(GraphFork.Name kind, String name) {
        return new RecordWriter()
                .octet(kind.ordinal())
                .bytes(name.getBytes(StandardCharsets.UTF_8))
                .toBytes();
    }

    static byte[] label(int label, long vertex) {
        return new RecordWriter().orderedVarint(label).orderedVarint(vertex).toBytes();
    }

    static byte[] labelPrefix(int label) {
        return new RecordWriter().orderedVarint(label).toBytes();
    }

    /// @throws GraphException.Invalid when the external id is too long
    static void checkExternalId(String externalId) {
        int length = externalId.getBytes(StandardCharsets.UTF_8).length;
        if (length > GraphLimits.MAX_EXTERNAL_ID_BYTES) {
            throw new GraphException.Invalid("an external id has " + length + " bytes; at most "
                    + GraphLimits.MAX_EXTERNAL_ID_BYTES + " are allowed");
        }
    }

    static byte[] external(int label, String externalId) {
        return new RecordWriter()
                .orderedVarint(label)
                .bytes(externalId.getBytes(StandardCharsets.UTF_8))
                .toBytes();
    }

    static byte[] adjacency(long vertex, int direction, int type, long other, long edge) {
        return new RecordWriter()
                .orderedVarint(vertex)
                .octet(direction)
                .orderedVarint(type)
                .orderedVarint(other)
                .orderedVarint(edge)
                .toBytes();
    }

    /// What the keys of all edges of a vertex begin with.
    static byte[] adjacencyPrefix(long vertex) {
        return element(vertex);
    }

    static byte[] adjacencyPrefix(long vertex, int direction) {
        byte[] prefix = new byte[OrderedVarint.length(vertex) + 1];
        prefix[OrderedVarint.write(prefix, 0, vertex)] = (byte) direction;
        return prefix;
    }

    static byte[] adjacencyPrefix(long vertex, int direction, int type) {
        byte[] prefix = new byte[OrderedVarint.length(vertex) + 1 + OrderedVarint.length(type)];
        int at = OrderedVarint.write(prefix, 0, vertex);
        prefix[at] = (byte) direction;
        OrderedVarint.write(prefix, at + 1, type);
        return prefix;
    }
}

package dev.coppice.graph.engine;

import dev.coppice.graph.Edge;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexProperty;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Compares elements of different histories by what they are: labels and keys by name, values by their canonical bytes,
/// because to Java arrays are equal by identity alone.
final class Elements {
    static final int FINGERPRINT_LENGTH = 32;

    private static final Comparator<VertexProperty> BY_PLACE =
            Comparator.comparing(VertexProperty::key).thenComparingInt(VertexProperty::ordinal);

    private Elements() {}

    /// Whether two vertices have the same label, external id and properties.
    static boolean areSame(Vertex one, Vertex other) {
        return Arrays.equals(bytes(one), bytes(other));
    }

    /// Whether two edges have the same type and properties, wherever they lead.
    static boolean areSame(Edge one, Edge other) {
        return Arrays.equals(bytes(one), bytes(other));
    }

    /// Whether two lists of values of one property are the same.
    static boolean areSame(List<VertexProperty> some, List<VertexProperty> others) {
        return Arrays.equals(bytes(some), bytes(others));
    }

    /// Whether two values are the same; null is the same as null.
    static boolean areSame(Object one, Object other) {
        if (one == null || other == null) {
            return one == other;
        }
        return Arrays.equals(
                new RecordWriter().value(one).toBytes(),
                new RecordWriter().value(other).toBytes());
    }

    static byte[] fingerprint(Vertex vertex) {
        return sha256(bytes(vertex));
    }

    static byte[] fingerprint(Edge edge) {
        return sha256(bytes(edge));
    }

    private static byte[] bytes(Vertex vertex) {
        return new RecordWriter()
                .text(vertex.label())
                .optionalText(vertex.externalId())
                .bytes(bytes(vertex.properties()))
                .toBytes();
    }

    private static byte[] bytes(Edge edge) {
        List<VertexProperty> properties = edge.values().entrySet().stream()
                .map(entry -> new VertexProperty(entry.getKey(), 0, entry.getValue(), Map.of()))
                .toList();
        return new RecordWriter()
                .text(edge.type())
                .optionalText(null)
                .bytes(bytes(properties))
                .toBytes();
    }

    private static byte[] bytes(List<VertexProperty> properties) {
        RecordWriter writer = new RecordWriter().varint(properties.size());
        properties.stream().sorted(BY_PLACE).forEach(property -> {
            writer.text(property.key()).varint(property.ordinal()).value(property.value());
            writer.varint(property.meta().size());
            new TreeMap<>(property.meta())
                    .forEach((key, value) -> writer.text(key).value(value));
        });
        return writer.toBytes();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

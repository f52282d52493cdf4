package dev.coppice.bench.graph.data;

import dev.coppice.bench.data.Mix;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A directed graph in memory, which every engine is given. A vertex has a label, a key that no other vertex has, and a
/// score; an edge has a type and a weight. Vertices and edges are numbered from 0. No edge leads from a vertex to
/// itself. Immutable.
public final class GraphData {
    private static final int WEIGHTS = 1_000;
    private static final int BUFFER_BYTES = 1 << 20;

    private final List<String> labels;
    private final List<String> types;
    private final String[] keys;
    private final byte[] labelOf;
    private final int[] scores;
    private final int[] from;
    private final int[] to;
    private final byte[] typeOf;

    /// A graph of these arrays, which are not copied.
    GraphData(
            List<String> labels,
            List<String> types,
            String[] keys,
            byte[] labelOf,
            int[] scores,
            int[] from,
            int[] to,
            byte[] typeOf) {
        this.labels = List.copyOf(labels);
        this.types = List.copyOf(types);
        this.keys = keys;
        this.labelOf = labelOf;
        this.scores = scores;
        this.from = from;
        this.to = to;
        this.typeOf = typeOf;
    }

    /// The labels that vertices have.
    public List<String> labels() {
        return labels;
    }

    /// The types that edges have.
    public List<String> types() {
        return types;
    }

    /// The number of vertices.
    public int vertices() {
        return keys.length;
    }

    /// The number of edges.
    public int edges() {
        return from.length;
    }

    /// The label of a vertex.
    public String label(int vertex) {
        return labels.get(labelOf[vertex]);
    }

    /// The key of a vertex.
    public String key(int vertex) {
        return keys[vertex];
    }

    /// The score of a vertex.
    public int score(int vertex) {
        return scores[vertex];
    }

    /// The vertex that an edge leads away from.
    public int from(int edge) {
        return from[edge];
    }

    /// The vertex that an edge leads to.
    public int to(int edge) {
        return to[edge];
    }

    /// The type of an edge.
    public String type(int edge) {
        return types.get(typeOf[edge]);
    }

    /// The weight of an edge.
    public int weight(int edge) {
        return (int) Long.remainderUnsigned(Mix.mix(edge), WEIGHTS);
    }

    /// Writes the graph to a file.
    public void write(Path file) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
            writeTexts(out, labels);
            writeTexts(out, types);
            out.writeInt(vertices());
            out.writeInt(edges());
            for (int vertex = 0; vertex < vertices(); vertex++) {
                out.writeUTF(keys[vertex]);
                out.writeByte(labelOf[vertex]);
                out.writeInt(scores[vertex]);
            }
            for (int edge = 0; edge < edges(); edge++) {
                out.writeInt(from[edge]);
                out.writeInt(to[edge]);
                out.writeByte(typeOf[edge]);
            }
        }
    }

    private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            out.writeUTF(text);
        }
    }

    /// Reads a graph that [#write] wrote.
    public static GraphData read(Path file) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            List<String> labels = readTexts(in);
            List<String> types = readTexts(in);
            int vertices = in.readInt();
            int edges = in.readInt();
            GraphData graph = new GraphData(
                    labels,
                    types,
                    new String[vertices],
                    new byte[vertices],
                    new int[vertices],
                    new int[edges],
                    new int[edges],
                    new byte[edges]);
            for (int vertex = 0; vertex < vertices; vertex++) {
                graph.keys[vertex] = in.readUTF();
                graph.labelOf[vertex] = in.readByte();
                graph.scores[vertex] = in.readInt();
            }
            for (int edge = 0; edge < edges; edge++) {
                graph.from[edge] = in.readInt();
                graph.to[edge] = in.readInt();
                graph.typeOf[edge] = in.readByte();
            }
            return graph;
        }
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        String[] texts = new String[in.readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = in.readUTF();
        }
        return List.of(texts);
    }
}

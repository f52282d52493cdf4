package dev.coppice.cli.graph;

/// What a file calls a vertex.
///
/// @param label its label, null when the file does not say: then only one vertex may have the id
/// @param id its external id, unique among vertices of the label
public record VertexName(String label, String id) {
    @Override
    public String toString() {
        return label == null ? "vertex '" + id + "'" : label + " '" + id + "'";
    }
}

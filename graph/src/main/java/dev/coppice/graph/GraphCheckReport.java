package dev.coppice.graph;

import java.util.List;

/// What a check of a graph has found.
///
/// @param forks the number of forks that were looked at
/// @param vertices the number of vertices in all of them, counted once for each fork that has them
/// @param edges the number of edges, counted likewise
/// @param problems what is not as it should be, one sentence each; empty when all is sound
public record GraphCheckReport(long forks, long vertices, long edges, List<String> problems) {
    /// Whether nothing was found.
    public boolean isSound() {
        return problems.isEmpty();
    }
}

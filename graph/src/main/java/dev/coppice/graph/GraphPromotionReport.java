package dev.coppice.graph;

import java.util.List;

/// What a promotion did, or what a preview found that it would do.
///
/// @param vertices what became of the changes of vertices
/// @param edges what became of the changes of edges
/// @param edgesWithoutEnds new edges that were left out, because a vertex that they need is not in the target
/// @param conflicts all conflicts, whatever was chosen
/// @param isFastForward whether the target had no commit since the state that the fork has in common with it, so that
///     nothing was compared with it
/// @param sequence the target's commit sequence afterwards; of a preview, the one that it looked at
public record GraphPromotionReport(
        Counts vertices,
        Counts edges,
        long edgesWithoutEnds,
        List<GraphConflict> conflicts,
        boolean isFastForward,
        long sequence) {
    /// Numbers of changes.
    ///
    /// @param inserted elements that the target did not have
    /// @param updated elements of which the target got properties
    /// @param deleted elements that were deleted
    /// @param alreadySame changes that the target already had
    /// @param kept changes that were not taken over because the target's choice was taken
    public record Counts(long inserted, long updated, long deleted, long alreadySame, long kept) {}

    /// The number of elements written or deleted in the target.
    public long applied() {
        return vertices.inserted + vertices.updated + vertices.deleted + edges.inserted + edges.updated + edges.deleted;
    }
}

package dev.coppice.store;

/// What a promotion or rebase did.
///
/// @param inserted entries that the target did not have
/// @param updated entries whose value was replaced
/// @param deleted entries that were deleted
/// @param alreadySame changes that the target already had
/// @param conflictsForFork conflicts in which the fork's or the merged entry was taken
/// @param conflictsForTarget conflicts in which the target's entry stayed
/// @param sequence the target's commit sequence afterwards
public record Promotion(
        long inserted,
        long updated,
        long deleted,
        long alreadySame,
        long conflictsForFork,
        long conflictsForTarget,
        long sequence) {
    /// The number of entries written or deleted in the target.
    public long applied() {
        return inserted + updated + deleted;
    }
}

package dev.coppice.store.partition;

/// What a manifest says as a whole at one position: everything about a partition but the contents of its pages.
///
/// Immutable but for the file terms, which are a private copy and not to be changed.
///
/// @param state the trees
/// @param maxFilePage the highest file page that may have been handed out, -1 for none
/// @param terms the terms of all files that the manifest carries
/// @param owners whose the files are
/// @param mapping where the logical pages are
public record Manifest(
        PartitionState state, long maxFilePage, FileIdTermMapping terms, FileOwners owners, PageMapping mapping) {
    /// The manifest of a partition to which nothing was written.
    public static Manifest empty() {
        return new Manifest(PartitionState.EMPTY, -1, new FileIdTermMapping(), FileOwners.NONE, PageMapping.EMPTY);
    }

    /// The first file id that nothing in this manifest names and no one may have given out.
    public long nextFileId(int pagesPerFileShift) {
        long aboveMaximum = maxFilePage < 0 ? 0 : FilePages.fileId(maxFilePage, pagesPerFileShift) + 1;
        return Math.max(aboveMaximum, Math.max(terms.highestFileId() + 1, owners.firstOwnFileId()));
    }
}

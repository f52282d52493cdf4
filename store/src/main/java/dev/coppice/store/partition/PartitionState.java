package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;

import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;

/// What a manifest record says about a partition's trees. Where their pages are is said by the mapping beside it.
///
/// @param checkpointSequence the commit up to which, inclusive, the trees hold everything; 0 before the first
/// @param firstLoggedFile commits after that one name no pages in files below this id but those that the mapping has,
///     so what else is in such files is garbage; 0 when nothing is known
/// @param root logical page of the tree's root, [FilePages#NO_PAGE] when it is empty
/// @param height levels of the tree, 0 when it is empty, 1 when the root is a leaf
/// @param entryCount entries in the tree
/// @param expiryRoot root of the tree that orders entries by expiry, [FilePages#NO_PAGE] when it is empty
/// @param expiryHeight levels of that tree
/// @param expiryCount entries in that tree
public record PartitionState(
        long checkpointSequence,
        long firstLoggedFile,
        long root,
        int height,
        long entryCount,
        long expiryRoot,
        int expiryHeight,
        long expiryCount) {
    /// The highest tree that can be. Index pages have at least two children.
    public static final int MAX_HEIGHT = 64;

    /// A partition to which nothing was written.
    public static final PartitionState EMPTY = new PartitionState(0, 0, NO_PAGE, 0, 0, NO_PAGE, 0, 0);

    /// Checks that the parts agree with each other.
    ///
    /// @throws IllegalArgumentException when they do not
    public PartitionState {
        if (checkpointSequence < 0) {
            throw new IllegalArgumentException("negative sequence: " + checkpointSequence);
        }
        if (firstLoggedFile < 0) {
            throw new IllegalArgumentException("negative file id: " + firstLoggedFile);
        }
        checkTree("tree", root, height, entryCount);
        checkTree("expiry tree", expiryRoot, expiryHeight, expiryCount);
    }

    private static void checkTree(String what, long root, int height, long count) {
        boolean isEmpty = root == NO_PAGE;
        if (isEmpty
                ? height != 0 || count != 0
                : root < 0 || root > PageMapping.MAX_LOGICAL_PAGE || height < 1 || height > MAX_HEIGHT || count < 0) {
            throw new IllegalArgumentException(
                    "no such " + what + ": root " + root + ", height " + height + ", count " + count);
        }
    }

    void encode(BodyWriter writer) {
        writer.varint(checkpointSequence);
        writer.varint(firstLoggedFile);
        writer.varint(root + 1);
        writer.varint(height);
        writer.varint(entryCount);
        writer.varint(expiryRoot + 1);
        writer.varint(expiryHeight);
        writer.varint(expiryCount);
    }

    static PartitionState decode(BodyReader reader) {
        long sequence = reader.varint("a checkpoint sequence", Long.MAX_VALUE);
        long firstLoggedFile = reader.varint("the first file of logged pages", Long.MAX_VALUE);
        long root = reader.varint("a root page plus one", PageMapping.MAX_LOGICAL_PAGE + 1) - 1;
        int height = (int) reader.varint("a height", MAX_HEIGHT);
        long entryCount = reader.varint("an entry count", Long.MAX_VALUE);
        long expiryRoot = reader.varint("an expiry root page plus one", PageMapping.MAX_LOGICAL_PAGE + 1) - 1;
        int expiryHeight = (int) reader.varint("an expiry height", MAX_HEIGHT);
        long expiryCount = reader.varint("an expiry count", Long.MAX_VALUE);
        try {
            return new PartitionState(
                    sequence, firstLoggedFile, root, height, entryCount, expiryRoot, expiryHeight, expiryCount);
        } catch (IllegalArgumentException contradiction) {
            throw reader.corrupt("a partition state that agrees with itself", contradiction.getMessage());
        }
    }
}

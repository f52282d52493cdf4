package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;

import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.log.Varints;

/// Encodes changes of a mapping, ascending by logical page, as the steps of a reader that walks along the logical pages
/// and remembers the last file page. Each step is one varint: its kind in the two low bits, its operand above.
///
/// A checkpoint writes pages to the end of a file in order, so most file pages follow the one before; and a bulk load
/// numbers its logical pages in the same order, so thousands of pages become two steps.
final class PageChangeWriter {
    /// Pass over `operand` logical pages, at least 1.
    static final int STEP_SKIP = 0;

    /// Map the page at hand to the last file page plus the zigzag-coded `operand`.
    static final int STEP_MAP = 1;

    /// Map `operand` logical pages, at least 1, each to the file page after the last.
    static final int STEP_MAP_NEXT = 2;

    /// Remove the mapping of `operand` logical pages, at least 1.
    static final int STEP_UNMAP = 3;

    /// Bits of a step that hold its kind.
    static final int KIND_BITS = 2;

    private final BodyWriter writer;
    private final Manifest manifest;
    private final int pagesPerFileShift;
    private long nextLogicalPage;
    private long lastFilePage;
    private long lastFileId = -1;
    private int pendingKind = STEP_SKIP;
    private long pendingCount;

    PageChangeWriter(BodyWriter writer, Manifest manifest, int pagesPerFileShift) {
        this.writer = writer;
        this.manifest = manifest;
        this.pagesPerFileShift = pagesPerFileShift;
    }

    /// A page that is mapped to another file page than before, or to none.
    void change(long logicalPage, long filePageBefore, long filePageAfter) {
        if (filePageAfter == NO_PAGE) {
            moveTo(logicalPage);
            repeat(STEP_UNMAP, 1);
            nextLogicalPage++;
        } else {
            map(logicalPage, filePageAfter);
        }
    }

    /// A page that is mapped.
    ///
    /// @throws IllegalStateException when it lies in a file that the manifest does not carry
    void map(long logicalPage, long filePage) {
        checkFile(filePage);
        moveTo(logicalPage);
        if (filePage == lastFilePage + 1) {
            repeat(STEP_MAP_NEXT, 1);
        } else {
            finish();
            writer.varint(Varints.toZigzag(filePage - lastFilePage) << KIND_BITS | STEP_MAP);
        }
        lastFilePage = filePage;
        nextLogicalPage++;
    }

    /// Ends the last step.
    void finish() {
        if (pendingCount > 0) {
            writer.varint(pendingCount << KIND_BITS | pendingKind);
            pendingCount = 0;
        }
    }

    private void moveTo(long logicalPage) {
        if (logicalPage != nextLogicalPage) {
            repeat(STEP_SKIP, logicalPage - nextLogicalPage);
            nextLogicalPage = logicalPage;
        }
    }

    private void repeat(int kind, long count) {
        if (kind != pendingKind) {
            finish();
            pendingKind = kind;
        }
        pendingCount += count;
    }

    private void checkFile(long filePage) {
        long fileId = FilePages.fileId(filePage, pagesPerFileShift);
        if (fileId != lastFileId) {
            if (!manifest.terms().contains(fileId) || filePage > manifest.maxFilePage()) {
                throw new IllegalStateException("file page " + filePage + " lies in file " + fileId
                        + ", which the manifest does not carry: it has " + manifest.terms()
                        + " and the maximum file page "
                        + manifest.maxFilePage());
            }
            lastFileId = fileId;
        }
    }
}

package dev.coppice.store.tree;

import dev.coppice.store.partition.LogicalPages;
import dev.coppice.store.partition.PageMapping;
import java.util.Arrays;

/// The changes of a page mapping that one piece of work makes, kept apart until they are published, so that the work
/// can be given up without a trace. A logical page that is freed is given again only after publication. Confined to one
/// thread.
public final class PageEdits {
    private static final long UNMAP = -1;
    private static final int MAX_STEP = 255;

    private final LogicalPages logicalPages;
    private long[] logical = new long[64];
    private long[] filePages = new long[64];
    private int count;
    private long[] allocated = new long[16];
    private int allocatedCount;

    /// No changes yet.
    ///
    /// @param logicalPages where logical pages are taken from and given back to
    public PageEdits(LogicalPages logicalPages) {
        this.logicalPages = logicalPages;
    }

    /// Takes a logical page.
    public long allocate() {
        return allocateRun(1);
    }

    /// Takes logical pages with consecutive numbers.
    ///
    /// @return the first of them
    public long allocateRun(long pages) {
        long first = logicalPages.allocateRun(pages);
        if (allocatedCount + 2 > allocated.length) {
            allocated = Arrays.copyOf(allocated, 2 * allocated.length);
        }
        allocated[allocatedCount++] = first;
        allocated[allocatedCount++] = pages;
        return first;
    }

    /// Maps a logical page to a file page.
    public void map(long logicalPage, long filePage) {
        add(logicalPage, filePage);
    }

    /// Frees a run of logical pages.
    public void free(long firstLogicalPage, long pages) {
        for (long i = 0; i < pages; i++) {
            add(firstLogicalPage + i, UNMAP);
        }
    }

    private void add(long logicalPage, long filePage) {
        if (count == logical.length) {
            logical = Arrays.copyOf(logical, 2 * count);
            filePages = Arrays.copyOf(filePages, 2 * count);
        }
        logical[count] = logicalPage;
        filePages[count++] = filePage;
    }

    /// The number of changes.
    public int count() {
        return count;
    }

    /// A mapping with the changes made.
    public PageMapping applyTo(PageMapping mapping) {
        PageMapping.Editor editor = mapping.edit();
        for (int i = 0; i < count; i++) {
            if (filePages[i] == UNMAP) {
                editor.clear(logical[i]);
            } else {
                editor.set(logical[i], filePages[i]);
            }
        }
        return editor.freeze();
    }

    /// Gives the freed logical pages back, once nothing that is published refers to them.
    public void releaseFreed() {
        for (int i = 0; i < count; i++) {
            if (filePages[i] == UNMAP) {
                logicalPages.release(logical[i]);
            }
        }
    }

    /// Gives the logical pages that were taken back, because the work is given up.
    public void rollback() {
        for (int i = 0; i < allocatedCount; i += 2) {
            for (long page = 0; page < allocated[i + 1]; page++) {
                logicalPages.release(allocated[i] + page);
            }
        }
        allocatedCount = 0;
        count = 0;
    }

    /// Visits the changes in the order in which they were made, those of consecutive logical pages together, if their
    /// file pages ascend by steps of at most a byte.
    public void forEachRun(RunVisitor visitor) {
        for (int from = 0; from < count; ) {
            int end = from + 1;
            while (end < count && logical[end] == logical[end - 1] + 1 && isStep(filePages[end - 1], filePages[end])) {
                end++;
            }
            if (filePages[from] == UNMAP) {
                visitor.unmapped(logical[from], end - from);
            } else {
                visitor.mapped(logical[from], Arrays.copyOfRange(filePages, from, end));
            }
            from = end;
        }
    }

    private static boolean isStep(long before, long after) {
        return before == UNMAP || after == UNMAP ? before == after : after >= before && after - before <= MAX_STEP;
    }

    /// Visits the sequences of consecutive logical pages that are mapped to consecutive file pages. Nothing was freed.
    public void forEachSequence(SequenceVisitor visitor) {
        for (int from = 0; from < count; ) {
            int end = from + 1;
            while (end < count && logical[end] == logical[end - 1] + 1 && filePages[end] == filePages[end - 1] + 1) {
                end++;
            }
            visitor.sequence(logical[from], filePages[from], end - from);
            from = end;
        }
    }

    /// Takes runs of changes of consecutive logical pages.
    public interface RunVisitor {
        /// Takes pages that are mapped, with one file page for each.
        void mapped(long firstLogicalPage, long[] filePages);

        /// Takes pages that are freed.
        void unmapped(long firstLogicalPage, int pages);
    }

    /// Takes sequences of mapped pages.
    @FunctionalInterface
    public interface SequenceVisitor {
        /// Takes consecutive logical pages and the first of the consecutive file pages.
        void sequence(long firstLogicalPage, long firstFilePage, int pages);
    }
}

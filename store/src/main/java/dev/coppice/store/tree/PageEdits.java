package dev.coppice.store.tree;

import dev.coppice.store.partition.LogicalPages;
import dev.coppice.store.partition.PageMapping;
import java.util.Arrays;

/// The changes of a page mapping that one piece of work makes, kept apart until they are published, so that the work
/// can be given up without a trace. A logical page that is freed is given again only after publication. Confined to one
/// thread.
public final class PageEdits {
    private static final long UNMAP = -1;

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

    /// Visits the runs of logical pages that were taken and are mapped now.
    public void forEachMapped(RunVisitor visitor) {
        int i = 0;
        while (i < count) {
            int from = i;
            i++;
            while (i < count
                    && filePages[from] != UNMAP
                    && logical[i] == logical[i - 1] + 1
                    && filePages[i] == filePages[i - 1] + 1) {
                i++;
            }
            visitor.run(logical[from], filePages[from], i - from);
        }
    }

    /// Takes runs of mapped pages.
    @FunctionalInterface
    public interface RunVisitor {
        /// Takes one run of consecutive logical pages mapped to consecutive file pages; a file page of -1 unmaps one.
        void run(long firstLogicalPage, long firstFilePage, int pages);
    }
}

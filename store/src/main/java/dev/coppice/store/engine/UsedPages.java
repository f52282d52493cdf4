package dev.coppice.store.engine;

import dev.coppice.store.partition.FilePages;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.Pages;
import java.util.TreeMap;

/// How many of the pages of each data file a table uses. A file page that holds several logical pages, of which some
/// are used, counts in part; how many it was written with is looked at in a sample, spread over the used ones.
final class UsedPages {
    private static final int SAMPLES = 64;

    /// What is used of one file.
    private static final class Use {
        private final long[] samples = new long[SAMPLES];
        private int sampleCount;
        private long stride = 1;
        private long count;

        void add(long logicalPage) {
            if (count++ % stride != 0) {
                return;
            }
            if (sampleCount == SAMPLES) {
                for (int i = 0; i < SAMPLES / 2; i++) {
                    samples[i] = samples[2 * i];
                }
                sampleCount = SAMPLES / 2;
                stride *= 2;
            }
            samples[sampleCount++] = logicalPage;
        }

        double share(Pages pages) {
            double sum = 0;
            for (int i = 0; i < sampleCount; i++) {
                sum += 1.0 / pages.logicalPagesIn(pages.locate(samples[i]));
            }
            return sum / sampleCount;
        }
    }

    private final Pages pages;
    private final TreeMap<Long, Use> files = new TreeMap<>();

    /// @param pages the table's pages
    /// @param mapping which of them are used
    UsedPages(Pages pages, PageMapping mapping) {
        this.pages = pages.with(mapping);
        mapping.forEach((logical, filePage) -> files.computeIfAbsent(
                        FilePages.fileId(filePage, pages.pagesPerFileShift()), id -> new Use())
                .add(logical));
    }

    /// The number of used pages of a file.
    double of(long fileId) {
        Use use = files.get(fileId);
        if (use == null) {
            return 0;
        }
        return pages.images() == null ? use.count : use.count * use.share(pages);
    }
}

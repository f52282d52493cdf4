package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.partition.FilePages;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.Pages;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/// How many of the pages of each data file a table uses. A file page that holds several logical pages, of which some
/// are used, counts in part; how many it was written with is looked at in a sample, spread over the used ones. What was
/// found of a file is remembered, and looked for again when a part of it has gone. Confined to one thread at a time.
final class UsedPages {
    private static final int SAMPLES = 64;

    /// A sample stands for a file until this part of what was used then has gone.
    private static final double OUTDATED = 1.0 / 16;

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
                sum += 1.0 / sharers(pages, samples[i]);
            }
            return sum / sampleCount;
        }

        private static int sharers(Pages pages, long logicalPage) {
            try {
                return pages.logicalPagesIn(pages.locate(logicalPage));
            } catch (StoreException.Corrupt | StoreException.Io damaged) {
                return 1; // whoever reads the page is told
            }
        }
    }

    /// @param count the logical pages of the file that were used when it was looked at
    /// @param share the part of a file page that one of them took, on average
    private record Density(long count, double share) {}

    private final Map<Long, Density> densities = new HashMap<>();

    /// Counts the used pages of each file.
    ///
    /// @param pages the table's pages
    /// @param mapping which of them are used
    /// @return gives the number of used pages of a file
    LongToDoubleFunction count(Pages pages, PageMapping mapping) {
        Map<Long, Use> uses = new HashMap<>();
        mapping.forEach((logical, filePage) -> uses.computeIfAbsent(
                        FilePages.fileId(filePage, pages.pagesPerFileShift()), id -> new Use())
                .add(logical));
        densities.keySet().retainAll(uses.keySet());
        Pages used = pages.with(mapping);
        return fileId -> {
            Use use = uses.get(fileId);
            return use == null ? 0 : use.count * density(fileId, use, used).share();
        };
    }

    private Density density(long fileId, Use use, Pages pages) {
        Density known = densities.get(fileId);
        if (known != null && Math.abs(known.count() - use.count) <= known.count() * OUTDATED) {
            return known;
        }
        Density found = new Density(use.count, use.share(pages));
        densities.put(fileId, found);
        return found;
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.host.IoErrors;
import dev.coppice.store.log.WalFormat;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.FilePages;
import dev.coppice.store.partition.PageMapping;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

/// Whether a fork that is not open has files that could go, told from the names of its files and its manifests, without
/// opening it. What only its log knows of may make it say so in vain; that only some of the logical pages in a file
/// page are in use, it cannot tell.
final class SpaceEstimate {
    private final StoreContext context;
    private final ForkHead head;

    SpaceEstimate(StoreContext context, ForkHead head) {
        this.context = context;
        this.head = head;
    }

    boolean isWorthCompacting() {
        Map<String, TableHead> tables = new HashMap<>();
        for (TableHead table : head.durable().tables()) {
            tables.put(
                    context.directory(head.id(), table.ident(), table.incarnation())
                            .path(),
                    table);
        }
        String directory = StoreContext.forkDirectory(head.id());
        try {
            for (String name : context.storage.list(directory)) {
                String path = directory + "/" + name;
                if (WalFormat.parseSegmentName(name) < 0 && isWorthCompacting(path, tables.get(path))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw IoErrors.wrap("listing " + directory, e);
        }
    }

    private boolean isWorthCompacting(String directory, TableHead table) throws IOException {
        Set<Long> fileIds = new HashSet<>();
        for (String name : context.storage.list(directory)) {
            DataFileName file = DataFileName.parse(name);
            if (file != null) {
                fileIds.add(file.fileId());
            }
        }
        if (fileIds.isEmpty()) {
            return false;
        }
        if (table == null) {
            return true;
        }
        PageMapping mapping = Partition.newestMapping(context, head.id(), table);
        Map<Long, BitSet> used = pagesUsed(mapping, context.format.pagesPerFileShift());
        return !used.keySet().containsAll(fileIds)
                || !victims(context, id -> used.get(id).cardinality(), List.copyOf(fileIds))
                        .isEmpty();
    }

    /// Which pages of each file a mapping refers to. Of one that holds several logical pages, a few may be in use or
    /// all.
    private static Map<Long, BitSet> pagesUsed(PageMapping mapping, int pagesPerFileShift) {
        Map<Long, BitSet> used = new HashMap<>();
        mapping.forEach((logical, filePage) -> used.computeIfAbsent(
                        FilePages.fileId(filePage, pagesPerFileShift), id -> new BitSet())
                .set(FilePages.pageIndex(filePage, pagesPerFileShift)));
        return used;
    }

    /// The files, of some, of which less is used than the configured share, but not nothing.
    ///
    /// @param used gives the number of used pages of a file
    static Set<Long> victims(StoreContext context, LongToDoubleFunction used, List<Long> fileIds) {
        double limit = context.options.compactionFactor() * ((1 << context.format.pagesPerFileShift()) - 1);
        Set<Long> victims = new HashSet<>();
        double pages = 0;
        for (long id : fileIds) {
            double count = used.applyAsDouble(id);
            if (count > 0 && count < limit) {
                victims.add(id);
                pages += count;
            }
        }
        // One small file by itself would only be replaced by another.
        return victims.size() > 1 || pages * 2 < limit ? victims : Set.of();
    }
}

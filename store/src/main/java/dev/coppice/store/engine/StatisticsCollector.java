package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import dev.coppice.store.Statistics;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.WalFormat;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.FilePages;
import dev.coppice.store.partition.ManifestName;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.EntryCount;
import dev.coppice.store.tree.PageImages;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Measures a database. Used once, under the structure lock.
final class StatisticsCollector {
    /// How many pages of a mapping lie in which file.
    private record PageCounts(Map<String, Integer> byFile, int total) {}

    private final DatabaseCore database;
    private final StoreContext context;
    private final Storage storage;
    /// The pages of each data file that something can reach.
    private final Map<String, BitSet> livePages = new HashMap<>();
    // Forks that have not written share the mapping of their parent.
    private final Map<PageMapping, PageCounts> countsOfMapping = new HashMap<>();
    // Files that are being written have their full length from the start.
    private final Map<String, Long> openFiles = new HashMap<>();
    /// Bytes of data files in each directory, those that nothing reaches included.
    private final Map<String, Long> dataFileBytes = new HashMap<>();
    private final UnreadableTables unreadable = new UnreadableTables();
    private final Set<String> unreadableForks = new HashSet<>();
    private long logBytes;

    StatisticsCollector(DatabaseCore database) {
        this.database = database;
        this.context = database.context();
        this.storage = context.storage;
    }

    Statistics collect() {
        database.structure.lock();
        try {
            List<MeasuredFork> forks = new ArrayList<>();
            for (ForkHead head : database.catalog().content().liveForks()) {
                try {
                    forks.add(fork(head));
                } catch (StoreException.Corrupt | StoreException.Io damaged) {
                    unreadableForks.add(StoreContext.forkDirectory(head.id()));
                    head.durable().tables().forEach(table -> unreadable.add(table.ident(), damaged));
                }
            }
            reachOtherStates();
            measureFiles();
            Map<String, Long> reclaimable = reclaimableBytes();
            return new Statistics(
                    forks.stream().map(fork -> fork.statistics(reclaimable)).toList(),
                    sum(dataFileBytes),
                    sum(reclaimable),
                    logBytes,
                    context.term,
                    pageCache());
        } catch (IOException e) {
            throw IoErrors.wrap("measuring " + database.description(), e);
        } finally {
            database.idleForks().closeUnusedFiles();
            database.structure.unlock();
        }
    }

    private Statistics.PageCache pageCache() {
        PageImages images = context.images;
        return images == null
                ? new Statistics.PageCache(0, 0, 0)
                : new Statistics.PageCache(images.cachedBytes(), images.hits(), images.misses());
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    // ---- states

    /// A fork, before it is known what other states reach of its files.
    private record MeasuredFork(String name, long sequence, List<MeasuredTable> tables, long writeBufferBytes) {
        Statistics.ForkStatistics statistics(Map<String, Long> reclaimable) {
            List<Statistics.TableStatistics> all = tables.stream()
                    .map(table -> table.statistics(reclaimable))
                    .sorted(Comparator.comparing(Statistics.TableStatistics::table))
                    .toList();
            return new Statistics.ForkStatistics(name, sequence, all, writeBufferBytes);
        }
    }

    /// A table of a fork, and the directory of the fork's own files of it.
    private record MeasuredTable(
            TableIdent table, String directory, long entries, int height, long liveBytes, long sharedBytes) {
        Statistics.TableStatistics statistics(Map<String, Long> reclaimable) {
            return new Statistics.TableStatistics(
                    table, entries, height, liveBytes, sharedBytes, reclaimable.getOrDefault(directory, 0L));
        }
    }

    private MeasuredFork fork(ForkHead head) {
        ForkCore core = database.coreIfOpen(head.id());
        ForkState state = core != null
                ? core.state()
                : new StateLoader(context).loadLatest(head, false).state();
        List<MeasuredTable> tables = new ArrayList<>();
        for (TableState table : state.tables()) {
            if (table != null) {
                tables.add(table(table));
            }
        }
        return new MeasuredFork(head.name(), state.sequence(), tables, core == null ? 0 : core.unmergedBytes());
    }

    private MeasuredTable table(TableState table) {
        Partition.OpenFile open = table.partition().openFile();
        if (open != null) {
            openFiles.put(open.file().path(), open.usedBytes());
        }
        PageCounts pages = reach(table);
        String own = table.partition().directory().path();
        long shared = 0;
        for (Map.Entry<String, Integer> file : pages.byFile().entrySet()) {
            shared += directoryOf(file.getKey()).equals(own) ? 0 : file.getValue();
        }
        long pageSize = table.pages().pageSize();
        return new MeasuredTable(
                table.partition().ident(),
                own,
                EntryCount.of(table.layers(), KeyRange.all(), context.now()),
                table.entries().height(),
                pages.total() * pageSize,
                shared * pageSize);
    }

    /// What fork points, archives, and whatever is open keep, besides the latest states.
    private void reachOtherStates() {
        database.pins().forEach(pin -> reach(pin.state()));
        Set<StatePointer> seen = new HashSet<>();
        for (StatePointer pointer : database.pinnedPointers()) {
            if (seen.add(pointer)) {
                try {
                    reach(new StateLoader(context).load(pointer, Long.MAX_VALUE));
                } catch (StoreException.Corrupt | StoreException.Io damaged) {
                    pointer.tables().forEach(table -> unreadable.add(table.ident(), damaged));
                }
            }
        }
    }

    /// Whether something that is damaged may use files in a table's directory.
    private boolean isUnknown(String directory) {
        return unreadable.mayUse(directory) || unreadableForks.contains(directoryOf(directory));
    }

    private void reach(ForkState state) {
        for (TableState table : state.tables()) {
            if (table != null) {
                reach(table);
            }
        }
    }

    private PageCounts reach(TableState table) {
        return countsOfMapping.computeIfAbsent(table.pages().mapping(), mapping -> {
            int shift = table.pages().pagesPerFileShift();
            int indexMask = (1 << shift) - 1;
            // A file page may hold several logical pages.
            Map<String, BitSet> reached = new HashMap<>();
            mapping.forEach((logical, filePage) -> {
                DataFile file = table.pages().files().get(FilePages.fileId(filePage, shift));
                reached.computeIfAbsent(file.path(), path -> new BitSet()).set((int) filePage & indexMask);
            });
            Map<String, Integer> counts = new HashMap<>();
            int total = 0;
            for (Map.Entry<String, BitSet> file : reached.entrySet()) {
                livePages.computeIfAbsent(file.getKey(), path -> new BitSet()).or(file.getValue());
                counts.put(file.getKey(), file.getValue().cardinality());
                total += file.getValue().cardinality();
            }
            return new PageCounts(counts, total);
        });
    }

    // ---- files

    private void measureFiles() throws IOException {
        for (String name : Catalog.names(storage.list(""))) {
            logBytes += length(name);
        }
        for (String fork : storage.list("forks")) {
            String directory = "forks/" + fork;
            for (String name : storage.list(directory)) {
                String path = directory + "/" + name;
                if (WalFormat.parseSegmentName(name) >= 0) {
                    logBytes += length(path);
                } else {
                    measurePartition(path);
                }
            }
        }
    }

    private void measurePartition(String directory) throws IOException {
        for (String name : storage.list(directory)) {
            String path = directory + "/" + name;
            if (DataFileName.parse(name) != null) {
                long bytes = Math.min(length(path), openFiles.getOrDefault(path, Long.MAX_VALUE));
                dataFileBytes.merge(directory, bytes, Long::sum);
            } else if (ManifestName.parse(name) != null) {
                logBytes += length(path);
            }
        }
    }

    /// The part of each directory's data files that nothing reaches. The header of a file goes with its last page.
    private Map<String, Long> reclaimableBytes() {
        Map<String, Long> reclaimable = new HashMap<>(dataFileBytes);
        livePages.forEach((path, pages) -> reclaimable.computeIfPresent(
                directoryOf(path),
                (directory, bytes) -> Math.max(0, bytes - (1L + pages.cardinality()) * context.format.pageSize())));
        reclaimable.keySet().removeIf(this::isUnknown);
        return reclaimable;
    }

    private static String directoryOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private long length(String path) throws IOException {
        try (StorageFile file = storage.open(path, Storage.Access.READ)) {
            return file.size();
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }
}

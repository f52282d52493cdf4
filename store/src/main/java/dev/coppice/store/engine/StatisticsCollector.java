package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import dev.coppice.store.Statistics;
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
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
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
    private long dataFileBytes;
    private long logBytes;

    StatisticsCollector(DatabaseCore database) {
        this.database = database;
        this.context = database.context();
        this.storage = context.storage;
    }

    Statistics collect() {
        database.structure.lock();
        try {
            List<Statistics.ForkStatistics> forks = new ArrayList<>();
            for (ForkHead head : database.catalog().content().liveForks()) {
                forks.add(fork(head));
            }
            reachOtherStates();
            measureFiles();
            long live =
                    livePages.values().stream().mapToLong(BitSet::cardinality).sum() * context.format.pageSize();
            return new Statistics(forks, dataFileBytes, Math.max(0, dataFileBytes - live), logBytes, context.term);
        } catch (IOException e) {
            throw IoErrors.wrap("measuring " + database.description(), e);
        } finally {
            database.structure.unlock();
        }
    }

    // ---- states

    private Statistics.ForkStatistics fork(ForkHead head) {
        ForkCore core = database.coreIfOpen(head.id());
        ForkState state = core != null
                ? core.state()
                : new StateLoader(context).loadLatest(head, false).state();
        List<Statistics.TableStatistics> tables = new ArrayList<>();
        for (TableState table : state.tables()) {
            if (table != null) {
                tables.add(table(table));
            }
        }
        tables.sort((a, b) -> a.table().compareTo(b.table()));
        return new Statistics.ForkStatistics(
                head.name(), state.sequence(), tables, core == null ? 0 : core.unmergedBytes());
    }

    private Statistics.TableStatistics table(TableState table) {
        Partition.OpenFile open = table.partition().openFile();
        if (open != null) {
            openFiles.put(open.file().path(), open.usedBytes());
        }
        PageCounts pages = reach(table);
        String own = table.partition().directory().path() + "/";
        long shared = 0;
        for (Map.Entry<String, Integer> file : pages.byFile().entrySet()) {
            shared += file.getKey().startsWith(own) ? 0 : file.getValue();
        }
        long pageSize = table.pages().pageSize();
        return new Statistics.TableStatistics(
                table.partition().ident(),
                EntryCount.of(
                        table.layers(),
                        KeyRange.all(),
                        context.now(),
                        !table.expiries().isEmpty()),
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
                reach(new StateLoader(context).load(pointer, Long.MAX_VALUE));
            }
        }
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
            Map<String, Integer> counts = new HashMap<>();
            int[] total = {0};
            mapping.forEach((logical, filePage) -> {
                DataFile file = table.pages().files().get(FilePages.fileId(filePage, shift));
                livePages.computeIfAbsent(file.path(), path -> new BitSet()).set((int) filePage & indexMask);
                counts.merge(file.path(), 1, Integer::sum);
                total[0]++;
            });
            return new PageCounts(counts, total[0]);
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
                dataFileBytes += Math.min(length(path), openFiles.getOrDefault(path, Long.MAX_VALUE));
            } else if (ManifestName.parse(name) != null) {
                logBytes += length(path);
            }
        }
    }

    private long length(String path) throws IOException {
        try (StorageFile file = storage.open(path, Storage.Access.READ)) {
            return file.size();
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }
}

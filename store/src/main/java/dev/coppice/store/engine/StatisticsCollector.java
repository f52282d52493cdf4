package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import dev.coppice.store.Statistics;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.FilePages;
import dev.coppice.store.tree.EntryCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Measures a database.
final class StatisticsCollector {
    private final DatabaseCore database;
    private final StoreContext context;
    private final Set<String> livePages = new HashSet<>();
    // Files that are being written have their full length from the start.
    private final Map<String, Long> openFiles = new HashMap<>();

    StatisticsCollector(DatabaseCore database) {
        this.database = database;
        this.context = database.context();
    }

    Statistics collect() {
        database.structure.lock();
        try {
            List<Statistics.ForkStatistics> forks = new ArrayList<>();
            for (ForkHead head : database.catalog().content().liveForks()) {
                ForkCore core = database.coreIfOpen(head.id());
                ForkState state = core != null
                        ? core.state()
                        : new StateLoader(context).loadLatest(head, false).state();
                forks.add(fork(head.name(), state, core == null ? 0 : core.unmergedBytes()));
            }
            long[] bytes = measureFiles();
            long live = livePages.size() * (long) context.format.pageSize();
            return new Statistics(forks, bytes[0], Math.max(0, bytes[0] - live), bytes[1], context.term);
        } catch (IOException e) {
            throw IoErrors.wrap("measuring " + database.description(), e);
        } finally {
            database.structure.unlock();
        }
    }

    private Statistics.ForkStatistics fork(String name, ForkState state, long unmergedBytes) {
        List<Statistics.TableStatistics> tables = new ArrayList<>();
        for (TableState table : state.tables()) {
            if (table != null) {
                tables.add(table(table));
            }
        }
        tables.sort((a, b) -> a.table().compareTo(b.table()));
        return new Statistics.ForkStatistics(name, state.sequence(), tables, unmergedBytes);
    }

    private Statistics.TableStatistics table(TableState table) {
        Partition.OpenFile open = table.partition().openFile();
        if (open != null) {
            openFiles.put(open.file().path(), open.usedBytes());
        }
        long[] pages = new long[2];
        int shift = table.pages().pagesPerFileShift();
        String own = table.partition().directory().path() + "/";
        table.pages().mapping().forEach((logical, filePage) -> {
            String path =
                    table.pages().files().get(FilePages.fileId(filePage, shift)).path();
            pages[0]++;
            if (!path.startsWith(own)) {
                pages[1]++;
            }
            livePages.add(path + "#" + filePage);
        });
        int pageSize = table.pages().pageSize();
        return new Statistics.TableStatistics(
                table.partition().ident(),
                EntryCount.of(
                        table.layers(),
                        KeyRange.all(),
                        context.now(),
                        !table.expiries().isEmpty()),
                table.entries().height(),
                pages[0] * pageSize,
                pages[1] * pageSize);
    }

    /// Bytes of data files, and of everything else.
    private long[] measureFiles() throws IOException {
        long[] bytes = new long[2];
        measure("", bytes);
        return bytes;
    }

    private void measure(String directory, long[] bytes) throws IOException {
        Storage storage = context.storage;
        for (String name : storage.list(directory)) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            if (name.equals("forks") || directory.startsWith("forks") && directory.indexOf('/') < 0) {
                measure(path, bytes);
            } else if (DataFileName.parse(name) != null) {
                bytes[0] += Math.min(length(path), openFiles.getOrDefault(path, Long.MAX_VALUE));
            } else if (name.startsWith("wal_") || name.startsWith("manifest_") || name.startsWith("catalog_")) {
                bytes[1] += length(path);
            } else if (directory.startsWith("forks/") && directory.indexOf('/') == directory.lastIndexOf('/')) {
                measure(path, bytes);
            }
        }
    }

    private long length(String path) throws IOException {
        try (StorageFile file = context.storage.open(path, Storage.Access.READ)) {
            return file.size();
        } catch (java.nio.file.NoSuchFileException gone) {
            return 0;
        }
    }
}

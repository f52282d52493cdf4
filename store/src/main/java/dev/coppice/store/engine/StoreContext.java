package dev.coppice.store.engine;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.PageCompression;
import dev.coppice.store.TableIdent;
import dev.coppice.store.host.Host;
import dev.coppice.store.host.Storage;
import dev.coppice.store.log.WalFormat;
import dev.coppice.store.page.DataFileHeader;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.FileIdTermMapping;
import dev.coppice.store.partition.FileIdTermMappings;
import dev.coppice.store.partition.PartitionDirectory;
import dev.coppice.store.tree.PageImages;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// What all parts of one open database share. Thread-safe.
final class StoreContext {
    /// The directory that holds those of the forks.
    static final String FORKS = "forks";
    final Host host;
    final Storage storage;
    final DatabaseFormat format;
    final long term;
    final DatabaseOptions options;
    final LogSizes logSizes;
    /// Compresses pages; null when they are written as they are, and then so is the next.
    final PageCompression compression;
    /// Reads compressed pages.
    final PageImages images;
    final GuardedCallbacks callbacks;
    final TableRegistry tables = new TableRegistry();
    final FileIdTermMappings fileTerms = new FileIdTermMappings();
    private final Map<String, DataFile> dataFiles = new ConcurrentHashMap<>();
    private final Set<Partition> writing = ConcurrentHashMap.newKeySet();

    StoreContext(Host host, DatabaseFormat format, long term, DatabaseOptions options, LogSizes logSizes) {
        this.host = host;
        this.storage = host.storage();
        this.format = format;
        this.term = term;
        this.options = options;
        this.logSizes = logSizes;
        compression = PageCompressions.of(format, options, storage);
        images = compression == null ? null : new PageImages(compression, format.pageSize(), options.pageCacheBytes());
        callbacks = new GuardedCallbacks(storage.description(), options.metrics(), options.listener());
    }

    long databaseId() {
        return format.databaseId();
    }

    long now() {
        return host.clock().millis();
    }

    /// The partitions to which pages are being written that no state refers to yet. Their states may be gone already:
    /// nobody asks a writer before its table is dropped.
    Set<Partition> writing() {
        return writing;
    }

    /// The file terms of a partition: when its latest state is wanted in order to write, those that all who work on the
    /// partition share; else private ones, because what is read of an old state, or followed, must not change them.
    FileIdTermMapping fileTerms(PartitionDirectory directory, boolean pinned) {
        return pinned || options.readOnly() ? new FileIdTermMapping() : fileTerms.getOrCreate(directory);
    }

    /// The numbers of all forks that have a directory.
    static List<Long> forkNumbers(Storage storage) throws IOException {
        return storage.list(FORKS).stream()
                .filter(name -> name.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .toList();
    }

    /// Whether a name in a fork's directory is that of a file of its log; all others are directories of tables.
    static boolean isLog(String name) {
        return WalFormat.parseSegmentName(name) >= 0;
    }

    /// The directory of a fork.
    static String forkDirectory(long forkId) {
        return FORKS + "/" + forkId;
    }

    /// The directory in which a fork keeps its own files of a table.
    PartitionDirectory directory(long forkId, TableIdent ident, long incarnation) {
        String path = forkDirectory(forkId) + "/" + directoryPrefix(ident) + incarnation;
        return new PartitionDirectory(path, databaseId(), forkId, ident, incarnation);
    }

    /// What the name of such a directory begins with, whatever the table's incarnation.
    static String directoryPrefix(TableIdent ident) {
        return ident.name() + "." + ident.partition() + ".";
    }

    /// The incarnation in the path of such a directory; above all others when it has none, and is thus not ours.
    static long incarnationOf(String path) {
        long incarnation = DecimalNumbers.parse(path, path.lastIndexOf('.') + 1, path.length());
        return incarnation < 0 ? Long.MAX_VALUE : incarnation;
    }

    /// The header of a data file in a directory.
    DataFileHeader header(PartitionDirectory directory, long fileId, long term) {
        return new DataFileHeader(
                format.pageSize(),
                format.pagesPerFileShift(),
                databaseId(),
                directory.forkId(),
                directory.table(),
                directory.incarnation(),
                fileId,
                term);
    }

    /// The path of a data file.
    String dataFilePath(PartitionDirectory directory, long fileId, long term) {
        return directory.file(new DataFileName(fileId, term).format());
    }

    /// A data file, opened once for all forks that share it.
    DataFile dataFile(PartitionDirectory directory, long fileId, long term) {
        String path = dataFilePath(directory, fileId, term);
        DataFile known = dataFiles.get(path);
        if (known != null && known.isLost()) {
            // It may have been put back.
            dataFiles.remove(path, known);
        }
        return dataFiles.computeIfAbsent(path, name -> DataFile.open(storage, name, header(directory, fileId, term)));
    }

    /// Creates a data file.
    DataFile createDataFile(PartitionDirectory directory, long fileId, long term) {
        String path = dataFilePath(directory, fileId, term);
        DataFile file = DataFile.create(storage, path, header(directory, fileId, term));
        dataFiles.put(path, file);
        return file;
    }

    /// Closes a file that is going to be deleted.
    void forget(String path) {
        DataFile file = dataFiles.remove(path);
        if (file != null) {
            file.close();
        }
    }

    /// The number of data files that are open.
    int openDataFiles() {
        return dataFiles.size();
    }

    /// Closes data files; whoever needs one of them again opens it again.
    void closeDataFiles(Predicate<DataFile> which) {
        dataFiles.forEach((path, file) -> {
            if (which.test(file)) {
                forget(path);
            }
        });
    }

    void closeDataFiles() {
        dataFiles.values().forEach(DataFile::close);
        dataFiles.clear();
    }
}

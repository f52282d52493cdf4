package dev.coppice.store;

import java.time.Duration;
import java.util.function.Consumer;

/// How a database is opened. Immutable; begin with [#DEFAULT] and refine. The page size, the pages per file and the
/// compression are fixed when a database is created and recorded in it: 0 or null takes what is recorded, or the
/// default for a new database, and any other value must agree.
///
/// @param readOnly whether to open without the right to write, beside a writer or not
/// @param create whether to create the database when it is absent
/// @param pageSize bytes in a page, a power of two from 4,096 to 65,536; 0 for the recorded size or 4,096
/// @param pagesPerFile pages in a data file, a power of two from 16 to 2^20; 0 for the recorded number or 16,384
/// @param compression compresses the pages of a new database, and must have the recorded name for an old one; null
///     for a new database without compression, and for an old one to find what its pages need among the services
/// @param pageCacheBytes bytes of pages that are kept decompressed; without compression none are
/// @param writeBufferBytes bytes of commits of one fork that are held in memory before a checkpoint moves them to
///     pages; writers wait when twice as many have gathered
/// @param compactionFactor the share of reachable pages below which a data file is rewritten, 0 to 1
/// @param maxForks forks that may exist at the same time
/// @param archiveInterval how often primary is archived by itself; null for never
/// @param archivesRetained how many of those archives are kept
/// @param backgroundWork whether checkpoints, compactions and clean-ups run by themselves
/// @param listener is told of background work; null for nobody
/// @param metrics is told of each measurable event
public record DatabaseOptions(
        boolean readOnly,
        boolean create,
        int pageSize,
        int pagesPerFile,
        PageCompression compression,
        long pageCacheBytes,
        long writeBufferBytes,
        double compactionFactor,
        int maxForks,
        Duration archiveInterval,
        int archivesRetained,
        boolean backgroundWork,
        DatabaseListener listener,
        DatabaseMetrics metrics) {
    /// Opens for writing, creates what is absent, writes pages of 4 KiB in files of 64 MiB.
    public static final DatabaseOptions DEFAULT = new DatabaseOptions(
            false, true, 0, 0, null, 64L << 20, 64L << 20, 0.5, 100_000, null, 10, true, null, DatabaseMetrics.NONE);

    /// Checks the ranges.
    public DatabaseOptions {
        requirePowerOfTwo("pageSize", pageSize, 4_096, 65_536);
        requirePowerOfTwo("pagesPerFile", pagesPerFile, 16, 1 << 20);
        require(
                compression == null || compression.name().matches("[a-z0-9]{1,16}"),
                "the name of a compression has 1 to 16 lower-case letters and digits");
        require(pageCacheBytes >= 1 << 16, "pageCacheBytes is at least 65,536, not " + pageCacheBytes);
        require(writeBufferBytes >= 1 << 16, "writeBufferBytes is at least 65,536, not " + writeBufferBytes);
        require(compactionFactor >= 0 && compactionFactor <= 1, "compactionFactor is 0 to 1, not " + compactionFactor);
        require(maxForks >= 1, "maxForks is at least 1, not " + maxForks);
        require(archivesRetained >= 1, "archivesRetained is at least 1, not " + archivesRetained);
        require(metrics != null, "metrics is not null; NONE measures nothing");
    }

    private static void requirePowerOfTwo(String name, int value, int min, int max) {
        require(
                value == 0 || (value >= min && value <= max && Integer.bitCount(value) == 1),
                name + " is a power of two from " + min + " to " + max + ", or 0, not " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new StoreException.Invalid(message);
        }
    }

    /// The same, without the right to write.
    public DatabaseOptions asReadOnly() {
        return edited(draft -> {
            draft.readOnly = true;
            draft.create = false;
        });
    }

    /// The same, failing when the database is absent.
    public DatabaseOptions mustExist() {
        return edited(draft -> draft.create = false);
    }

    /// The same with another page size.
    public DatabaseOptions withPageSize(int bytes) {
        return edited(draft -> draft.pageSize = bytes);
    }

    /// The same with another number of pages per file.
    public DatabaseOptions withPagesPerFile(int pages) {
        return edited(draft -> draft.pagesPerFile = pages);
    }

    /// The same with pages compressed.
    public DatabaseOptions withCompression(PageCompression other) {
        return edited(draft -> draft.compression = other);
    }

    /// The same with another size of the cache of decompressed pages.
    public DatabaseOptions withPageCacheBytes(long bytes) {
        return edited(draft -> draft.pageCacheBytes = bytes);
    }

    /// The same with another size of the write buffer.
    public DatabaseOptions withWriteBufferBytes(long bytes) {
        return edited(draft -> draft.writeBufferBytes = bytes);
    }

    /// The same with another compaction factor.
    public DatabaseOptions withCompactionFactor(double factor) {
        return edited(draft -> draft.compactionFactor = factor);
    }

    /// The same with another limit on the number of forks.
    public DatabaseOptions withMaxForks(int limit) {
        return edited(draft -> draft.maxForks = limit);
    }

    /// The same with archives of primary made by themselves.
    public DatabaseOptions withArchives(Duration interval, int retained) {
        return edited(draft -> {
            draft.archiveInterval = interval;
            draft.archivesRetained = retained;
        });
    }

    /// The same with background work on or off; off, only explicit calls and full write buffers cause it.
    public DatabaseOptions withBackgroundWork(boolean on) {
        return edited(draft -> draft.backgroundWork = on);
    }

    /// The same with a listener.
    public DatabaseOptions withListener(DatabaseListener other) {
        return edited(draft -> draft.listener = other);
    }

    /// The same with metrics.
    public DatabaseOptions withMetrics(DatabaseMetrics other) {
        return edited(draft -> draft.metrics = other);
    }

    private DatabaseOptions edited(Consumer<Draft> edit) {
        Draft draft = new Draft(this);
        edit.accept(draft);
        return draft.toOptions();
    }

    /// Options that may change, inside one call.
    private static final class Draft {
        boolean readOnly;
        boolean create;
        int pageSize;
        int pagesPerFile;
        PageCompression compression;
        long pageCacheBytes;
        long writeBufferBytes;
        double compactionFactor;
        int maxForks;
        Duration archiveInterval;
        int archivesRetained;
        boolean backgroundWork;
        DatabaseListener listener;
        DatabaseMetrics metrics;

        Draft(DatabaseOptions options) {
            readOnly = options.readOnly;
            create = options.create;
            pageSize = options.pageSize;
            pagesPerFile = options.pagesPerFile;
            compression = options.compression;
            pageCacheBytes = options.pageCacheBytes;
            writeBufferBytes = options.writeBufferBytes;
            compactionFactor = options.compactionFactor;
            maxForks = options.maxForks;
            archiveInterval = options.archiveInterval;
            archivesRetained = options.archivesRetained;
            backgroundWork = options.backgroundWork;
            listener = options.listener;
            metrics = options.metrics;
        }

        DatabaseOptions toOptions() {
            return new DatabaseOptions(
                    readOnly,
                    create,
                    pageSize,
                    pagesPerFile,
                    compression,
                    pageCacheBytes,
                    writeBufferBytes,
                    compactionFactor,
                    maxForks,
                    archiveInterval,
                    archivesRetained,
                    backgroundWork,
                    listener,
                    metrics);
        }
    }
}

package dev.coppice.store;

import java.util.List;

/// Sizes and counts of a database.
///
/// @param forks of each fork that can be read
/// @param dataFileBytes bytes of all data files
/// @param reclaimableBytes bytes in data files that surely nothing can reach any more, those of dropped forks and
///     tables included; what a damaged fork or archive may reach is not
/// @param logBytes bytes of all logs, manifests and the catalog
/// @param term the term of the writer that last opened the database
/// @param pageCache the pages that are kept decompressed; all zeros when pages are not compressed
public record Statistics(
        List<ForkStatistics> forks,
        long dataFileBytes,
        long reclaimableBytes,
        long logBytes,
        long term,
        PageCache pageCache) {
    /// Copies the list.
    public Statistics {
        forks = List.copyOf(forks);
    }

    /// Of the cache of decompressed pages.
    ///
    /// @param bytes bytes of the pages in it
    /// @param hits how often a page was read that was in it, since the database was opened
    /// @param misses how often one had to be decompressed
    public record PageCache(long bytes, long hits, long misses) {}

    /// Of one fork.
    ///
    /// @param name the fork's name
    /// @param sequence its last commit
    /// @param tables of each table
    /// @param writeBufferBytes bytes of commits that are only in the log
    public record ForkStatistics(String name, long sequence, List<TableStatistics> tables, long writeBufferBytes) {
        /// Copies the list.
        public ForkStatistics {
            tables = List.copyOf(tables);
        }

        /// Bytes of the pages that the fork's latest state reaches, in all its tables.
        public long liveBytes() {
            return tables.stream().mapToLong(TableStatistics::liveBytes).sum();
        }

        /// Those of them in files of an ancestor.
        public long sharedBytes() {
            return tables.stream().mapToLong(TableStatistics::sharedBytes).sum();
        }

        /// Bytes in the fork's own files of its tables that nothing can reach any more.
        public long reclaimableBytes() {
            return tables.stream().mapToLong(TableStatistics::reclaimableBytes).sum();
        }
    }

    /// Of one table in one fork.
    ///
    /// @param table the table
    /// @param entries entries that have not expired
    /// @param height levels of the tree
    /// @param liveBytes bytes of the pages that the fork's latest state reaches; one that several values share counts
    ///     whole while one of them is reached
    /// @param sharedBytes those of them in files of an ancestor
    /// @param reclaimableBytes bytes in the fork's own files of the table that nothing can reach any more: neither this
    ///     fork nor another one, no fork point, archive or open view
    public record TableStatistics(
            TableIdent table, long entries, int height, long liveBytes, long sharedBytes, long reclaimableBytes) {}
}

package dev.coppice.store.tree;

import dev.coppice.store.StoreException;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.DataFiles;
import dev.coppice.store.partition.PageMapping;

/// Finds pages: the mapping from logical to file pages, and the files, of one version of a partition. Immutable and
/// thread-safe; a page's checksum and identity are verified before its first use.
///
/// @param mapping from logical page to file page
/// @param files the data files by id
/// @param pageSize bytes in a page
/// @param pagesPerFileShift a data file holds `2^pagesPerFileShift` pages
public record Pages(PageMapping mapping, DataFiles files, int pageSize, int pagesPerFileShift) {
    /// The file page of a logical page, verified.
    ///
    /// @throws StoreException.Corrupt when the page is not mapped, or its bytes are not what was written
    public long locate(long logicalPage) {
        long filePage = mapping.get(logicalPage);
        if (filePage < 0) {
            throw unmapped(logicalPage);
        }
        DataFile file = file(filePage);
        if (file == null) {
            throw noFile(logicalPage, filePage);
        }
        if (!file.isVerified(filePage)) {
            file.verify(filePage, logicalPage);
        }
        return filePage;
    }

    /// As [#locate(long)], for a page that must be at a given level of a tree.
    public long locate(long logicalPage, int level) {
        long filePage = locate(logicalPage);
        DataFile file = file(filePage);
        int found = PageHeader.level(file.segment(), file.base(filePage));
        if (found != level) {
            throw new StoreException.Corrupt(
                    file.path(), file.base(filePage), "a page of level " + level, "level " + found);
        }
        return filePage;
    }

    /// The file that holds a file page.
    public DataFile file(long filePage) {
        return files.get(filePage >>> pagesPerFileShift);
    }

    /// The same pages under another mapping.
    public Pages with(PageMapping other) {
        return new Pages(other, files, pageSize, pagesPerFileShift);
    }

    /// The same mapping over other files.
    public Pages with(DataFiles other) {
        return new Pages(mapping, other, pageSize, pagesPerFileShift);
    }

    private static StoreException.Corrupt unmapped(long logicalPage) {
        return new StoreException.Corrupt("the page mapping", 0, "an entry for logical page " + logicalPage, "none");
    }

    private static StoreException.Corrupt noFile(long logicalPage, long filePage) {
        return new StoreException.Corrupt(
                "the page mapping",
                0,
                "a file for file page " + filePage + " of logical page " + logicalPage,
                "no such data file");
    }
}

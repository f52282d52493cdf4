package dev.coppice.store.tree;

import dev.coppice.store.StoreException;
import dev.coppice.store.page.PackPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.ValuePage;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.DataFiles;
import dev.coppice.store.partition.PageMapping;
import java.lang.foreign.MemorySegment;

/// Finds pages: the mapping from logical to file pages, and the files, of one version of a partition. Immutable and
/// thread-safe; a page's checksum and identity are verified before its first use.
///
/// @param mapping from logical page to file page
/// @param files the data files by id
/// @param pageSize bytes in a page
/// @param pagesPerFileShift a data file holds `2^pagesPerFileShift` pages
/// @param images reads pages that are compressed; null when none are
public record Pages(PageMapping mapping, DataFiles files, int pageSize, int pagesPerFileShift, PageImages images) {
    /// Where the bytes of a page are.
    ///
    /// @param file the file that holds it
    /// @param filePage where in that, the page may lie compressed
    /// @param segment holds its bytes as they were before
    /// @param base where in the segment it begins
    public record Place(DataFile file, long filePage, MemorySegment segment, long base) {}

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
        requireLevel(file, filePage, level);
        return filePage;
    }

    /// Checks the level of a page that is not compressed.
    static void requireLevel(DataFile file, long filePage, int level) {
        requireLevel(file, filePage, PageHeader.level(file.segment(), file.base(filePage)), level);
    }

    private static void requireLevel(DataFile file, long filePage, int found, int level) {
        if (found != level) {
            throw new StoreException.Corrupt(
                    file.path(), file.base(filePage), "a page of level " + level, "level " + found);
        }
    }

    /// The bytes of a leaf or overflow page that is compressed, from offset 0 on; null when it lies in its file as it
    /// is.
    ///
    /// @param filePage what [#locate(long)] found
    MemorySegment image(long logicalPage, long filePage) {
        return images == null ? null : images.get(file(filePage), filePage, logicalPage);
    }

    /// Finds a page and its bytes.
    public Place find(long logicalPage) {
        long filePage = locate(logicalPage);
        DataFile file = file(filePage);
        MemorySegment image = image(logicalPage, filePage);
        return image == null ? placeInFile(file, filePage, logicalPage) : new Place(file, filePage, image, 0);
    }

    private Place placeInFile(DataFile file, long filePage, long logicalPage) {
        return ValuePieces.areIn(file, filePage)
                ? new Place(file, filePage, ValuePieces.asPage(file, filePage, logicalPage, pageSize), 0)
                : new Place(file, filePage, file.segment(), file.base(filePage));
    }

    /// As [#find], for a page that must be a leaf.
    Place findLeaf(long logicalPage) {
        Place place = find(logicalPage);
        requireLevel(place.file(), place.filePage(), PageHeader.level(place.segment(), place.base()), 0);
        return place;
    }

    /// As [#find], with the bytes as they are in the file now, and not as they were when they were first read.
    public Place findAnew(long logicalPage) {
        long filePage = locate(logicalPage);
        DataFile file = file(filePage);
        return isPack(filePage)
                ? new Place(file, filePage, images.decompress(file, filePage, logicalPage), 0)
                : placeInFile(file, filePage, logicalPage);
    }

    /// Another file page, verified, that a logical page lies in as well; [PageFormat#NO_PAGE] for most.
    ///
    /// @param filePage what [#locate(long)] found
    public long continuation(long logicalPage, long filePage) {
        DataFile file = file(filePage);
        return ValuePieces.areIn(file, filePage)
                ? ValuePieces.continuation(file, filePage, logicalPage)
                : PageFormat.NO_PAGE;
    }

    private boolean isPack(long filePage) {
        DataFile file = file(filePage);
        return images != null && PageHeader.kind(file.segment(), file.base(filePage)) == PageFormat.KIND_PACK;
    }

    /// Whether a file page, verified, may hold several logical pages.
    public boolean isShared(long filePage) {
        DataFile file = file(filePage);
        return file != null && (isPack(filePage) || ValuePieces.areIn(file, filePage));
    }

    /// The number of logical pages that a file page, verified, was written with.
    public int logicalPagesIn(long filePage) {
        DataFile file = file(filePage);
        if (isPack(filePage)) {
            return PackPage.count(file.segment(), file.base(filePage));
        }
        return ValuePieces.areIn(file, filePage) ? ValuePage.count(file.segment(), file.base(filePage)) : 1;
    }

    /// The file that holds a file page.
    public DataFile file(long filePage) {
        return files.get(filePage >>> pagesPerFileShift);
    }

    /// The same pages under another mapping.
    public Pages with(PageMapping other) {
        return new Pages(other, files, pageSize, pagesPerFileShift, images);
    }

    /// The same mapping over other files.
    public Pages with(DataFiles other) {
        return new Pages(mapping, other, pageSize, pagesPerFileShift, images);
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

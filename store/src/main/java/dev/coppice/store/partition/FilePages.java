package dev.coppice.store.partition;

import dev.coppice.store.page.PageFormat;

/// Arithmetic on file pages: `filePage = fileId << pagesPerFileShift | pageIndex`.
public final class FilePages {
    /// Stands for "no page" wherever a logical or file page is expected.
    public static final long NO_PAGE = PageFormat.NO_PAGE;

    private FilePages() {}

    /// The file that holds a file page.
    public static long fileId(long filePage, int pagesPerFileShift) {
        return filePage >>> pagesPerFileShift;
    }

    /// The index of a file page in its file; 0 is the file's header.
    public static int pageIndex(long filePage, int pagesPerFileShift) {
        return (int) filePage & ((1 << pagesPerFileShift) - 1);
    }

    /// The file page of an index in a file.
    public static long filePage(long fileId, int pageIndex, int pagesPerFileShift) {
        return fileId << pagesPerFileShift | pageIndex;
    }

    /// The highest file id whose pages, and the first page after them, are numbers that are not negative.
    public static long maxFileId(int pagesPerFileShift) {
        return (Long.MAX_VALUE >>> pagesPerFileShift) - 1;
    }
}

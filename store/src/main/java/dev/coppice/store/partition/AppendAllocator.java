package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.page.DataFileHeader;

/// Hands out the file pages of one partition, each exactly once, front to back in files of `2^shift` pages:
/// `filePage = fileId << shift | pageIndex`. Page 0 of every file is its header and is never handed out.
///
/// When the first page of a new file is wanted, the allocator records `(fileId, term)` in the shared
/// [FileIdTermMapping], exactly once, and then calls back, so that the manifest carries the record durably before the
/// file is created or any page of it is used. When the callback fails, that file id is given up: nobody knows whether
/// the manifest carries it, and an id that might be known elsewhere is not given again. The next allocation starts the
/// next file.
///
/// A writer begins with a file id above all that it or any writer before it recorded or that is seen in a file name
/// (`nextFileId`), so it never appends to a file of an older term, and no crash between recording and use lets an id be
/// given twice.
///
/// Thread-safe; the callback runs under the allocator's lock and must not call the allocator.
public final class AppendAllocator {
    private final int pagesPerFileShift;
    private final long pagesPerFile;
    private final long term;
    private final FileIdTermMapping terms;
    private final NewFile newFile;
    private long nextFileId;
    private long nextFilePage; // in the file nextFileId - 1, or a multiple of pagesPerFile when no file is open

    /// An allocator that has handed out nothing.
    ///
    /// @param pagesPerFileShift a file holds `2^pagesPerFileShift` pages; 1 to
    ///     [DataFileHeader#MAX_PAGES_PER_FILE_SHIFT]
    /// @param term the term of this writer, recorded for every file that it starts
    /// @param terms the partition's shared mapping
    /// @param nextFileId the first file id to give; above every id in the mapping
    /// @param newFile makes a new file's record durable and creates the file
    /// @throws IllegalStateException when the mapping has the first file id, or a higher one, already
    public AppendAllocator(
            int pagesPerFileShift, long term, FileIdTermMapping terms, long nextFileId, NewFile newFile) {
        if (pagesPerFileShift < 1 || pagesPerFileShift > DataFileHeader.MAX_PAGES_PER_FILE_SHIFT) {
            throw new IllegalArgumentException("no such shift of pages per file: " + pagesPerFileShift);
        }
        if (nextFileId < 0 || nextFileId > FilePages.maxFileId(pagesPerFileShift)) {
            throw new IllegalArgumentException("no such file id: " + nextFileId);
        }
        if (nextFileId <= terms.highestFileId()) {
            throw new IllegalStateException("file id " + nextFileId + " is not above file id " + terms.highestFileId()
                    + ", which was given before");
        }
        this.pagesPerFileShift = pagesPerFileShift;
        this.pagesPerFile = 1L << pagesPerFileShift;
        this.term = term;
        this.terms = terms;
        this.newFile = newFile;
        this.nextFileId = nextFileId;
        this.nextFilePage = nextFileId << pagesPerFileShift;
    }

    /// Hands out one page.
    ///
    /// @return its file page
    /// @throws StoreException from the callback; no page is handed out
    /// @throws IllegalStateException when the file that would be started is recorded with another term
    public synchronized long allocate() {
        if (!isFileOpen()) {
            startFile();
        }
        return nextFilePage++;
    }

    /// Hands out pages that follow each other in one file: as many as wanted, or as many as the file still has room
    /// for.
    ///
    /// @param wanted at least 1
    /// @throws StoreException from the callback; no page is handed out
    /// @throws IllegalStateException when the file that would be started is recorded with another term
    public synchronized Run allocateRun(int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("a run has at least one page, not " + wanted);
        }
        if (!isFileOpen()) {
            startFile();
        }
        long first = nextFilePage;
        int count = (int) Math.min(wanted, pagesPerFile - pageIndex());
        nextFilePage += count;
        return new Run(first, count);
    }

    /// The highest file page that may have been handed out, at least in the eyes of a reader: every page up to it must
    /// never be handed out again. -1 when that is none. The manifest carries it as the maximum file page.
    public synchronized long maxFilePage() {
        return nextFilePage - 1;
    }

    /// The highest file id that was given, or was taken when this allocator began; -1 for none. A fork's own files
    /// start above it.
    public synchronized long highWaterFileId() {
        return nextFileId - 1;
    }

    // A full file is not open: its last page was handed out, and the next one needs a new file.
    private boolean isFileOpen() {
        return pageIndex() != 0;
    }

    private long pageIndex() {
        return nextFilePage & (pagesPerFile - 1);
    }

    private void startFile() {
        long fileId = nextFileId;
        if (fileId > FilePages.maxFileId(pagesPerFileShift)) {
            throw new IllegalStateException("all file ids of the partition are used up");
        }
        // First out of the id's reach, then all that can fail: an id is given up rather than given twice.
        nextFileId = fileId + 1;
        nextFilePage = nextFileId << pagesPerFileShift;
        terms.record(fileId, term); // an equal record is verified, another term is an error
        newFile.start(fileId, term);
        nextFilePage = (fileId << pagesPerFileShift) + 1;
    }

    /// Makes a new file known and creates it.
    @FunctionalInterface
    public interface NewFile {
        /// Called before any page of the file is handed out, when the shared mapping has the file already. Must return
        /// only after the manifest carries the record durably and the file exists; throws when either failed.
        ///
        /// @param fileId the new file
        /// @param term the term recorded for it
        void start(long fileId, long term);
    }

    /// Pages of one file that follow each other.
    ///
    /// @param firstFilePage the first
    /// @param count how many, at least 1
    public record Run(long firstFilePage, int count) {}
}

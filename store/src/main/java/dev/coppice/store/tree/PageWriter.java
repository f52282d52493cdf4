package dev.coppice.store.tree;

import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.DataFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Appends pages to the data files of one partition, several at a time. Confined to one thread. Nothing is durable
/// before [#sync()].
public final class PageWriter {
    private static final int BUFFER_BYTES = 1 << 18;

    private final PageAllocation allocation;
    private final int pageSize;
    private final ByteBuffer buffer;
    private final List<DataFile> unsynced = new ArrayList<>();
    private DataFile file;
    private long firstPage;
    private int buffered;
    private long pagesWritten;

    /// A writer that has written nothing.
    public PageWriter(PageAllocation allocation, int pageSize) {
        this.allocation = allocation;
        this.pageSize = pageSize;
        buffer = ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES, pageSize));
    }

    /// Takes a file page for a built page, completes its header and writes it, now or by the next [#flush()].
    ///
    /// @return the file page
    public long write(byte[] page, long logicalPage) {
        long filePage = allocation.allocate();
        DataFile target = allocation.file(filePage);
        boolean follows = buffered > 0 && target == file && filePage == firstPage + buffered;
        if (!follows || buffer.remaining() < pageSize) {
            flush();
            file = target;
            firstPage = filePage;
        }
        PageHeader.seal(page, 0, pageSize, target.fileTag(), filePage, logicalPage);
        buffer.put(page, 0, pageSize);
        buffered++;
        pagesWritten++;
        return filePage;
    }

    /// Hands what is buffered to the operating system. When that fails, it stays buffered.
    public void flush() {
        if (buffered == 0) {
            return;
        }
        // The buffer itself stays as it is until the write has succeeded, so that a failed one can be repeated.
        file.write(firstPage, buffer.duplicate().flip());
        buffer.clear();
        buffered = 0;
        if (!unsynced.contains(file)) {
            unsynced.add(file);
        }
    }

    /// Makes all pages written so far durable.
    public void sync() {
        flush();
        for (DataFile each : unsynced) {
            each.sync();
        }
        unsynced.clear();
    }

    /// The number of pages written.
    public long pagesWritten() {
        return pagesWritten;
    }
}

package dev.coppice.store.tree;

import dev.coppice.store.page.PackBuilder;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.DataFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Appends pages to the data files of one partition, several at a time, compressed if the database is; pieces of values
/// that are far from a full page share pages. Confined to one thread. Nothing is durable before [#sync()].
public final class PageWriter {
    /// The buffer begins small, because most checkpoints of most forks write few pages, and doubles while it is filled.
    private static final int BUFFER_BYTES_MIN = 1 << 14;

    private static final int BUFFER_BYTES_MAX = 1 << 18;

    private final PageAllocation allocation;
    private final int pageSize;
    private final Packer packer;
    private final ValuePacker values;
    private final List<DataFile> unsynced = new ArrayList<>();
    private ByteBuffer buffer;
    private DataFile file;
    private long firstPage;
    private int buffered;
    private long pagesWritten;

    /// A writer that has written nothing.
    public PageWriter(PageAllocation allocation, int pageSize) {
        this.allocation = allocation;
        this.pageSize = pageSize;
        buffer = ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES_MIN, pageSize));
        packer = allocation.compression() == null ? null : new Packer(this, allocation, pageSize);
        values = new ValuePacker(this, allocation, pageSize);
    }

    /// Takes a file page for a built page, or room in one that takes several, completes its header and writes it, now
    /// or by the next [#flush()].
    ///
    /// @param page is changed
    /// @return the file page
    public long write(byte[] page, long logicalPage) {
        if (packer != null && PackBuilder.isPackable(page)) {
            long filePage = packer.add(page, logicalPage);
            if (filePage != PageFormat.NO_PAGE) {
                return filePage;
            }
        }
        if (ValuePacker.takes(page)) {
            return values.add(page, logicalPage);
        }
        long filePage = reserve(allocation.allocate());
        place(filePage, page, logicalPage);
        return filePage;
    }

    /// Keeps room in the buffer for a file page, which [#place] must fill before the next [#flush()]; reserving another
    /// may cause one.
    ///
    /// @return the same file page
    long reserve(long filePage) {
        DataFile target = allocation.file(filePage);
        boolean follows = buffered > 0 && target == file && filePage == firstPage + buffered;
        if (!follows || !hasRoom()) {
            flush();
            file = target;
            firstPage = filePage;
        }
        buffer.position(buffer.position() + pageSize);
        buffered++;
        pagesWritten++;
        return filePage;
    }

    /// Whether a page fits into the buffer, if need be into a larger one.
    private boolean hasRoom() {
        if (buffer.remaining() < pageSize && buffer.capacity() < BUFFER_BYTES_MAX) {
            buffer = ByteBuffer.allocateDirect(buffer.capacity() * 2).put(buffer.flip());
        }
        return buffer.remaining() >= pageSize;
    }

    /// Completes a page and puts it where it was reserved.
    void place(long filePage, byte[] page, long logicalPage) {
        PageHeader.seal(page, 0, pageSize, file.fileTag(), filePage, logicalPage);
        buffer.put((int) (filePage - firstPage) * pageSize, page, 0, pageSize);
    }

    /// Hands what is buffered to the operating system. When that fails, it stays buffered.
    public void flush() {
        if (buffered == 0) {
            return;
        }
        if (packer != null) {
            packer.closeAll();
        }
        values.close();
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
        if (packer != null) {
            packer.synced();
        }
    }

    /// The number of file pages written.
    public long pagesWritten() {
        return pagesWritten;
    }
}

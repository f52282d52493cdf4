package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.partition.LogicalPages;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.PageEdits;
import dev.coppice.store.tree.PageWriter;
import dev.coppice.store.tree.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Writes values that are too large for the log straight to overflow pages, ahead of the commit that names them.
/// Confined to one transaction.
final class LargeValues {
    /// Values from this length on are written ahead.
    static final int THRESHOLD = 256 << 10;

    private final Partition partition;
    private final Pages pages;
    private final PageMapping visible;
    private final WritingMark mark;
    private final LogicalPages logicalPages;
    private final PageEdits edits;
    private final PageWriter writer;
    private final List<Long> passedOver = new ArrayList<>();

    /// @param partition the partition that takes the pages
    /// @param pages its latest pages, from which free logical pages are found
    /// @param visible the mapping that the transaction reads through
    LargeValues(Partition partition, Pages pages, PageMapping visible) {
        this.partition = partition;
        this.pages = pages;
        this.visible = visible;
        mark = partition.beginWriting();
        logicalPages = partition.logicalPages(pages.mapping());
        edits = new PageEdits(logicalPages);
        writer = new PageWriter(partition, pages.pageSize());
    }

    static long pageCount(Pages pages, long length) {
        return OverflowPage.pageCount(pages.pageSize(), length);
    }

    /// Writes a value.
    ///
    /// @return its first logical page
    long write(InputStream value, long length) {
        int capacity = OverflowPage.capacity(pages.pageSize());
        long count = pageCount(pages, length);
        long first = allocate(count);
        byte[] page = new byte[pages.pageSize()];
        for (long i = 0; i < count; i++) {
            int part = (int) Math.min(capacity, length - i * capacity);
            fill(value, page, part, length);
            OverflowPage.build(page, 0, pages.pageSize(), i, part);
            edits.map(first + i, writer.write(page, first + i));
        }
        return first;
    }

    /// Takes pages that mean nothing in the transaction's snapshot, in which pages freed since may still be in use: so
    /// the transaction can read through both mappings at once.
    private long allocate(long count) {
        while (true) {
            long first = edits.allocateRun(count);
            boolean isFree = true;
            for (long page = first; page < first + count; page++) {
                isFree &= visible.get(page) < 0;
            }
            if (isFree) {
                return first;
            }
            for (long page = first; page < first + count; page++) {
                passedOver.add(page);
            }
        }
    }

    /// The pages of a transaction's snapshot together with those of its large values.
    Pages over(Pages snapshot) {
        writer.flush();
        return pages.with(edits.applyTo(snapshot.mapping())).with(partition.files());
    }

    private static void fill(InputStream value, byte[] page, int count, long length) {
        try {
            int read = value.readNBytes(page, (int) OverflowPage.offset(0), count);
            if (read < count) {
                throw new StoreException.Invalid("the stream ends before the value's " + length + " bytes");
            }
        } catch (IOException e) {
            throw new StoreException.Io("reading the value failed: " + e.getMessage(), e);
        }
    }

    /// Appends the operations that map the pages.
    void appendTo(CommitRecord record, TableIdent table) {
        edits.forEachMapped((logical, filePage, count) -> record.mapPages(table, logical, filePage, count, true));
    }

    /// Makes the pages durable; before the commit that names them is.
    void sync() {
        writer.sync();
    }

    /// Ends after the commit.
    void committed() {
        passedOver.forEach(logicalPages::release);
        mark.end();
    }

    /// Ends without a commit.
    void giveUp() {
        edits.rollback();
        mark.end();
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.Limits;
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
        long first = allocate(pageCount(pages, length));
        writePages(value, length, first, pages.pageSize(), writer, edits);
        return first;
    }

    /// Writes a value to overflow pages.
    ///
    /// @param first the first of its logical pages, which follow each other
    static void writePages(
            InputStream value, long length, long first, int pageSize, PageWriter writer, PageEdits edits) {
        int capacity = OverflowPage.capacity(pageSize);
        long count = OverflowPage.pageCount(pageSize, length);
        byte[] page = new byte[pageSize];
        for (long i = 0; i < count; i++) {
            int part = (int) Math.min(capacity, length - i * capacity);
            fill(value, page, part, length);
            OverflowPage.build(page, 0, pageSize, i, part);
            edits.map(first + i, writer.write(page, first + i));
        }
    }

    /// Reads a value that is not large into memory.
    static byte[] readAll(InputStream stream, int length) {
        try {
            byte[] value = stream.readNBytes(length);
            if (value.length < length) {
                throw endsEarly(length);
            }
            return value;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static StoreException endsEarly(long length) {
        return new StoreException.Invalid("the stream ends before the value's " + length + " bytes");
    }

    private static StoreException unreadable(IOException cause) {
        return new StoreException.Io("reading the value failed: " + cause.getMessage(), cause);
    }

    /// Refuses lengths that no value has.
    static void checkLength(long length) {
        if (length < 0 || length > Limits.MAX_VALUE_LENGTH) {
            throw new StoreException.Invalid("a value has 0 to " + Limits.MAX_VALUE_LENGTH + " bytes, not " + length);
        }
    }

    /// Refuses times at which no entry expires.
    static void checkExpiry(long expiresAtMillis) {
        if (expiresAtMillis < 0) {
            throw new StoreException.Invalid("an entry cannot expire at " + expiresAtMillis + ", before 1970");
        }
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
                throw endsEarly(length);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// Appends the operations that map the pages.
    void appendTo(CommitRecord record, TableIdent table) {
        edits.forEachSequence((logical, filePage, count) -> record.mapValuePages(table, logical, filePage, count));
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
    ///
    /// @param isInDoubt whether the commit may be found in the log by the next opening all the same: then nobody else
    ///     may get its pages
    void giveUp(boolean isInDoubt) {
        if (!isInDoubt) {
            edits.rollback();
        }
        mark.end();
    }
}

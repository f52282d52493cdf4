package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.BYTE;
import static dev.coppice.store.page.PageFormat.CHILD_SIZE;
import static dev.coppice.store.page.PageFormat.ENTRY_EXPIRY;
import static dev.coppice.store.page.PageFormat.ENTRY_OVERFLOW;
import static dev.coppice.store.page.PageFormat.EXPIRY_SIZE;
import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.HEAD_SIZE;
import static dev.coppice.store.page.PageFormat.INT;
import static dev.coppice.store.page.PageFormat.LONG;
import static dev.coppice.store.page.PageFormat.MAX_KEY_LENGTH;
import static dev.coppice.store.page.PageFormat.MAX_LOGICAL_PAGE;
import static dev.coppice.store.page.PageFormat.OFFSET_SIZE;
import static dev.coppice.store.page.PageFormat.OVERFLOW_REFERENCE_SIZE;
import static dev.coppice.store.page.PageFormat.SHORT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Checks everything that the format says about the bytes of one page. Reading needs less, for what a builder wrote and
/// a checksum covers is well-formed: this finds a builder's bugs, and answers for bytes of unknown origin.
public final class PageStructure {
    private final MemorySegment page;
    private final int pageSize;

    private PageStructure(MemorySegment page) {
        this.page = page;
        this.pageSize = (int) page.byteSize();
    }

    /// Checks a page but for its checksum and the place where it is, which [PageHeader#verify] does. Any bytes are
    /// answered for, in a time that their number bounds.
    ///
    /// @param segment holds the page
    /// @param base the offset of the page in the segment
    /// @param pageSize the page's size in bytes
    /// @return null when the page is well-formed, else the first contradiction
    public static PageDefect verify(MemorySegment segment, long base, int pageSize) {
        PageFormat.checkPageSize(pageSize);
        try {
            new PageStructure(segment.asSlice(base, pageSize)).verify();
            return null;
        } catch (Contradiction e) {
            return e.defect;
        }
    }

    private void verify() {
        int contentLength = PageHeader.contentLength(page, 0);
        expect(
                contentLength >= 0 && contentLength <= pageSize - HEADER_SIZE,
                PageFormat.CONTENT_LENGTH,
                "0 to " + (pageSize - HEADER_SIZE) + " bytes of content",
                contentLength);
        int end = HEADER_SIZE + contentLength;
        switch (PageHeader.kind(page, 0)) {
            case PageFormat.KIND_FILE_HEADER -> verifyFileHeader();
            case PageFormat.KIND_LEAF -> verifyLeaf(end);
            case PageFormat.KIND_INDEX -> verifyIndex(end);
            case PageFormat.KIND_OVERFLOW -> verifyOverflow(contentLength);
            case PageFormat.KIND_PACK -> verifyPack(end);
            case PageFormat.KIND_DICTIONARY -> verifyDictionary(contentLength);
            case PageFormat.KIND_VALUE -> verifyValues(end);
            default -> throw contradiction(PageFormat.KIND, "a kind from 1 to 7", PageHeader.kind(page, 0));
        }
        expectZeros(end, pageSize, "after the content");
    }

    private void verifyFileHeader() {
        PageDefect defect = DataFileHeader.verifyContent(page);
        if (defect != null) {
            throw new Contradiction(defect);
        }
    }

    private void verifyNoKeys() {
        expectField(PageFormat.LEVEL, PageHeader.level(page, 0), "level", 0);
        expectField(PageFormat.PREFIX_LENGTH, PageHeader.prefixLength(page, 0), "prefix length", 0);
        expectField(PageFormat.FLAGS, PageHeader.flags(page, 0), "flags", 0);
    }

    private void verifyPack(int end) {
        verifyNoKeys();
        int count = PackPage.count(page, 0);
        expect(count > 0, PageFormat.ENTRY_COUNT, "at least 1 page", count);
        int next = HEADER_SIZE + PackPage.directorySize(count);
        expect(next <= end, PageFormat.ENTRY_COUNT, "a directory that ends by byte " + end, count);
        long dictionary = PackPage.dictionary(page, 0);
        int maxIndex = 1 << DataFileHeader.MAX_PAGES_PER_FILE_SHIFT;
        expect(
                dictionary >= 0 && dictionary < maxIndex,
                PageFormat.PACK_DICTIONARY,
                "a page of the file or 0",
                dictionary);
        for (int i = 0; i < count; i++) {
            int at = HEADER_SIZE + i * Integer.BYTES;
            long logicalPage = PackPage.logicalPage(page, 0, i);
            expect(logicalPage <= MAX_LOGICAL_PAGE, at, "a logical page", logicalPage);
            expect(i == 0 || logicalPage > PackPage.logicalPage(page, 0, i - 1), at, "a larger number", logicalPage);
            long offset = PackPage.offset(page, 0, i);
            expect(i == 0 ? offset == next : offset > next && offset < end, at, "a page after the one before", offset);
            next = (int) offset;
        }
        expect(next < end, PageFormat.CONTENT_LENGTH, "bytes of the last page", end);
    }

    private void verifyValues(int end) {
        expectField(PageFormat.LEVEL, PageHeader.level(page, 0), "level", 0);
        expectField(PageFormat.FLAGS, PageHeader.flags(page, 0), "flags", 0);
        int count = ValuePage.count(page, 0);
        int continued = ValuePage.continuedLength(page, 0);
        expect(count > 0 || continued > 0, PageFormat.ENTRY_COUNT, "at least 1 overflow page", count);
        int next = HEADER_SIZE + ValuePage.directorySize(count) + continued;
        expect(next <= end, PageFormat.ENTRY_COUNT, "a directory that ends by byte " + end, next);
        long more = ValuePage.more(page, 0);
        expect(
                more >= 0 && more < 1 << DataFileHeader.MAX_PAGES_PER_FILE_SHIFT && (more == 0 || count > 0),
                PageFormat.VALUE_MORE,
                "a page of the file or 0",
                more);
        long[] logicalPages = new long[count];
        for (int i = 0; i < count; i++) {
            logicalPages[i] = ValuePage.logicalPage(page, 0, i);
            expect(logicalPages[i] <= MAX_LOGICAL_PAGE, ValuePage.logicalOffset(i), "a logical page", logicalPages[i]);
            next = verifyValue(i, count, next, end, more != 0 && i == count - 1);
        }
        expectField(PageFormat.CONTENT_LENGTH, end, "end of content", Math.min(next, end));
        Arrays.sort(logicalPages);
        for (int i = 1; i < count; i++) {
            expect(logicalPages[i] != logicalPages[i - 1], HEADER_SIZE, "a logical page once", logicalPages[i]);
        }
    }

    /// Checks where one overflow page lies, and returns where the next one begins.
    private int verifyValue(int position, int count, int start, int end, boolean goesOn) {
        int at = ValuePage.lengthOffset(count, position);
        int length = ValuePage.length(page, 0, position);
        int capacity = OverflowPage.capacity(pageSize);
        expect(length > 0 && length < capacity, at, "1 to " + (capacity - 1) + " bytes", length);
        expectField(
                ValuePage.offsetOffset(count, position),
                ValuePage.offset(page, 0, position),
                "overflow page's offset",
                start);
        expect(start < end, at, "an overflow page that begins before byte " + end, start);
        expect(
                goesOn ? start + length > end : start + length <= end,
                at,
                "an overflow page that ends by byte " + end,
                length);
        expect(!goesOn || end == pageSize, PageFormat.CONTENT_LENGTH, "a full page before another one", end);
        return start + length;
    }

    private void verifyDictionary(int contentLength) {
        verifyNoKeys();
        expect(contentLength > 0, PageFormat.CONTENT_LENGTH, "at least 1 byte of the dictionary", contentLength);
        int count = DictionaryPage.pageCount(page, 0);
        expect(
                count > 0 && count <= DictionaryPage.MAX_PAGES,
                PageFormat.ENTRY_COUNT,
                "1 to " + DictionaryPage.MAX_PAGES + " pages",
                count);
        long index = DictionaryPage.index(page, 0);
        expect(index >= 0 && index < count, PageFormat.OVERFLOW_INDEX, "an index below " + count, index);
        expect(
                index == count - 1 || contentLength == OverflowPage.capacity(pageSize),
                PageFormat.CONTENT_LENGTH,
                "a full page",
                contentLength);
    }

    private void verifyOverflow(int contentLength) {
        verifyNoKeys();
        expectField(PageFormat.ENTRY_COUNT, PageHeader.entryCount(page, 0), "entry count", 0);
        expect(contentLength > 0, PageFormat.CONTENT_LENGTH, "at least 1 byte of the value", contentLength);
        long index = OverflowPage.index(page, 0);
        expect(
                index >= 0 && index <= MAX_LOGICAL_PAGE,
                PageFormat.OVERFLOW_INDEX,
                "an index from 0 to " + MAX_LOGICAL_PAGE,
                index);
    }

    private void verifyLeaf(int end) {
        expectField(PageFormat.LEVEL, PageHeader.level(page, 0), "level", 0);
        int count = PageHeader.entryCount(page, 0);
        int slots = verifyPrefix(end);
        int offsets = slots + count * HEAD_SIZE;
        int next = offsets + count * OFFSET_SIZE;
        expect(next <= end, PageFormat.ENTRY_COUNT, "slots of entries that end by byte " + end, count);
        long minExpiry = Long.MAX_VALUE;
        boolean hasExpiry = false;
        for (int i = 0; i < count; i++) {
            expectField(offsets + i * OFFSET_SIZE, offsetAt(offsets, i), "entry's offset", next);
            next = verifyLeafEntry(i, slots, next, end);
            long expiry = LeafPage.expiry(page, 0, i);
            if (expiry != 0) {
                hasExpiry = true;
                minExpiry = Math.min(minExpiry, expiry);
            }
        }
        expectField(PageFormat.CONTENT_LENGTH, end, "end of content", next);
        expectField(PageFormat.FLAGS, PageHeader.flags(page, 0), "flags", hasExpiry ? PageFormat.PAGE_HAS_EXPIRY : 0);
        expectField(PageFormat.MIN_EXPIRY, LeafPage.minExpiry(page, 0), "smallest expiry", minExpiry);
        verifyLeafOrder(slots, count);
    }

    /// Checks an entry but for its key's order, and returns where it ends.
    private int verifyLeafEntry(int index, int slots, int entry, int end) {
        if (entry >= end) {
            throw contradiction(entry, "entry " + index, "the end of content");
        }
        int flags = page.get(BYTE, entry);
        expect((flags & ~(ENTRY_OVERFLOW | ENTRY_EXPIRY)) == 0, entry, "an entry's known flags", flags);
        int lengthSize = varintSize(entry + 1, end);
        int suffixLength = verifySuffix(index, slots, entry + 1);
        int at = entry + 1 + lengthSize;
        int valueLengthSize = varintSize(at, end);
        long valueLength = Varint.read(page, at);
        expect(valueLength >= 0, at, "a value's length below 2^63", valueLength);
        at += valueLengthSize;
        if ((flags & ENTRY_EXPIRY) != 0) {
            expect(at + EXPIRY_SIZE <= end, at, "an expiry before the end of content", end);
            expect(page.get(LONG, at) > 0, at, "an expiry above 0", page.get(LONG, at));
            at += EXPIRY_SIZE;
        }
        at += Math.max(suffixLength - HEAD_SIZE, 0);
        boolean isOverflow = (flags & ENTRY_OVERFLOW) != 0;
        long inlineLength = isOverflow ? OVERFLOW_REFERENCE_SIZE : valueLength;
        if (inlineLength > end - at) {
            throw contradiction(entry, "entry " + index + " to end by byte " + end, "one that does not");
        }
        if (isOverflow) {
            verifyOverflowReference(at, valueLength);
        }
        return at + (int) inlineLength;
    }

    private void verifyOverflowReference(int at, long valueLength) {
        long first = Integer.toUnsignedLong(page.get(INT, at));
        long pages = OverflowPage.pageCount(pageSize, valueLength);
        expect(pages > 0, at, "an overflow value of at least 1 byte", valueLength);
        if (pages > MAX_LOGICAL_PAGE + 1 - first) {
            throw contradiction(at, "overflow pages up to " + MAX_LOGICAL_PAGE, pages + " from " + first);
        }
    }

    private void verifyLeafOrder(int slots, int count) {
        byte[] previous = new byte[MAX_KEY_LENGTH];
        for (int i = 1; i < count; i++) {
            int length = LeafPage.copyKey(page, 0, i - 1, previous);
            int order = LeafPage.compareKey(page, 0, i, previous, length);
            if (order <= 0) {
                throw contradiction(slots + i * HEAD_SIZE, "a key after that of entry " + (i - 1), "one that is not");
            }
        }
    }

    private void verifyIndex(int end) {
        expect(PageHeader.level(page, 0) > 0, PageFormat.LEVEL, "a level of at least 1", 0);
        expectField(PageFormat.FLAGS, PageHeader.flags(page, 0), "flags", 0);
        expectField(PageFormat.MIN_EXPIRY, page.get(LONG, PageFormat.MIN_EXPIRY), "unused field", 0);
        int count = PageHeader.entryCount(page, 0);
        expect(count > 0, PageFormat.ENTRY_COUNT, "at least 1 child", count);
        int slots = verifyPrefix(end);
        int children = slots + count * HEAD_SIZE;
        int offsets = children + count * CHILD_SIZE;
        int next = offsets + count * OFFSET_SIZE;
        expect(next <= end, PageFormat.ENTRY_COUNT, "slots of children that end by byte " + end, count);
        for (int i = 0; i < count; i++) {
            long child = Integer.toUnsignedLong(page.get(INT, children + i * CHILD_SIZE));
            expect(child <= MAX_LOGICAL_PAGE, children + i * CHILD_SIZE, "a logical page", child);
            expectField(offsets + i * OFFSET_SIZE, offsetAt(offsets, i), "separator's offset", next);
            int lengthSize = varintSize(next, end);
            int suffixLength = i == 0 ? verifyFirstSeparator(slots, next) : verifySuffix(i, slots, next);
            next += lengthSize + Math.max(suffixLength - HEAD_SIZE, 0);
            expect(next <= end, offsets + i * OFFSET_SIZE, "a separator that ends with the content", next);
        }
        expectField(PageFormat.CONTENT_LENGTH, end, "end of content", next);
        verifyIndexOrder(slots, count);
    }

    private int verifyFirstSeparator(int slots, int entry) {
        expectField(slots, page.get(INT, slots), "head of the first separator", 0);
        expectField(entry, page.get(BYTE, entry), "length of the first separator", 0);
        return 0;
    }

    private void verifyIndexOrder(int slots, int count) {
        byte[] previous = new byte[MAX_KEY_LENGTH];
        for (int i = 2; i < count; i++) {
            int length = IndexPage.copySeparator(page, 0, i - 1, previous);
            int order = IndexPage.compareSeparator(page, 0, i, previous, length);
            if (order <= 0) {
                throw contradiction(slots + i * HEAD_SIZE, "a separator after number " + (i - 1), "one that is not");
            }
        }
    }

    /// Checks the prefix and what pads it, and returns where the slots start.
    private int verifyPrefix(int end) {
        int prefixLength = PageHeader.prefixLength(page, 0);
        expect(
                prefixLength <= MAX_KEY_LENGTH,
                PageFormat.PREFIX_LENGTH,
                "a prefix of at most " + MAX_KEY_LENGTH + " bytes",
                prefixLength);
        int slots = PageFormat.slotsOffset(prefixLength);
        expect(slots <= end, PageFormat.PREFIX_LENGTH, "a prefix that ends before byte " + end, prefixLength);
        expectZeros(HEADER_SIZE + prefixLength, slots, "between prefix and slots");
        return slots;
    }

    /// Checks the length of a key after the prefix and the zeros in its head, and returns the length.
    private int verifySuffix(int index, int slots, int at) {
        long suffixLength = Varint.read(page, at);
        int room = MAX_KEY_LENGTH - PageHeader.prefixLength(page, 0);
        if (suffixLength < 0 || suffixLength > room) {
            throw contradiction(at, "at most " + room + " bytes of key " + index + " after the prefix", suffixLength);
        }
        int padding = Math.max(HEAD_SIZE - (int) suffixLength, 0);
        int head = Slots.head(page, slots, index);
        long beyond = Integer.toUnsignedLong(head) & (1L << Byte.SIZE * padding) - 1;
        expect(beyond == 0, slots + index * HEAD_SIZE, "zeros in the head past the key's end", head);
        return (int) suffixLength;
    }

    private int varintSize(int at, int end) {
        int size = Varint.verifiedSize(page, at, end);
        if (size == 0) {
            throw contradiction(at, "a varint", "none");
        }
        return size;
    }

    private int offsetAt(int offsets, int index) {
        return Short.toUnsignedInt(page.get(SHORT, offsets + index * OFFSET_SIZE));
    }

    private void expectZeros(int from, int to, String where) {
        for (int at = from; at < to; at++) {
            if (page.get(BYTE, at) != 0) {
                throw contradiction(at, "zeros " + where, page.get(BYTE, at));
            }
        }
    }

    private static void expectField(int offset, long found, String what, long expected) {
        if (found != expected) {
            throw contradiction(offset, what + " " + expected, found);
        }
    }

    private static void expect(boolean holds, int offset, String expected, long found) {
        if (!holds) {
            throw contradiction(offset, expected, found);
        }
    }

    private static Contradiction contradiction(int offset, String expected, Object found) {
        return new Contradiction(PageDefect.of(offset, expected, found));
    }

    /// Ends the check at the first defect; never leaves this class.
    private static final class Contradiction extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient PageDefect defect;

        Contradiction(PageDefect defect) {
            super(defect.toString(), null, false, false);
            this.defect = defect;
        }
    }
}

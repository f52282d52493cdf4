package dev.coppice.store.page;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;

import dev.coppice.store.Limits;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The constants of page format 1: sizes, limits, kinds, flags, and the header's layout. The package page tells what
/// they mean; a test holds the two together.
public final class PageFormat {
    /// The version that a data file's header carries.
    public static final int FORMAT_VERSION = 1;

    /// The smallest page, in bytes.
    public static final int MIN_PAGE_SIZE = 4 << 10;

    /// The largest page, in bytes. An offset in a page fits 16 bits.
    public static final int MAX_PAGE_SIZE = 64 << 10;

    /// The longest key, in bytes. A page of [#MIN_PAGE_SIZE] holds four separators of this length.
    public static final int MAX_KEY_LENGTH = Limits.MAX_KEY_LENGTH;

    /// Stands for "no logical page".
    public static final long NO_PAGE = -1;

    /// The largest logical page id: all 32-bit numbers but the last, which stays free as a mark.
    public static final long MAX_LOGICAL_PAGE = 0xFFFF_FFFEL;

    /// The bytes of the header that every page begins with.
    public static final int HEADER_SIZE = 48;

    /// Kind of page 0 of a data file.
    public static final int KIND_FILE_HEADER = 1;

    /// Kind of a page with entries.
    public static final int KIND_LEAF = 2;

    /// Kind of a page with separators and children.
    public static final int KIND_INDEX = 3;

    /// Kind of a page with a piece of a large value.
    public static final int KIND_OVERFLOW = 4;

    /// Kind of a page with several leaf and overflow pages, compressed.
    public static final int KIND_PACK = 5;

    /// Kind of a page with a piece of a dictionary.
    public static final int KIND_DICTIONARY = 6;

    /// Kind of a page with several overflow pages that are not full.
    public static final int KIND_VALUE = 7;

    /// Flag of a leaf page: some entry has an expiry.
    public static final int PAGE_HAS_EXPIRY = 1;

    /// Flag of an entry: the value lies in overflow pages.
    public static final int ENTRY_OVERFLOW = 1;

    /// Flag of an entry: an expiry follows the lengths.
    public static final int ENTRY_EXPIRY = 1 << 1;

    /// The bytes of a key after the page's prefix that stand in the slot array.
    static final int HEAD_SIZE = 4;

    static final int CHILD_SIZE = 4;
    static final int OFFSET_SIZE = 2;
    static final int EXPIRY_SIZE = 8;
    static final int OVERFLOW_REFERENCE_SIZE = 4;

    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static final VarHandle SHORT_IN_ARRAY = inArray(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT_IN_ARRAY = inArray(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG_IN_ARRAY = inArray(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle BIG_ENDIAN_INT_IN_ARRAY = inArray(int[].class, ByteOrder.BIG_ENDIAN);

    static final StructLayout HEADER = MemoryLayout.structLayout(
            INT.withName("checksum"),
            BYTE.withName("kind"),
            BYTE.withName("level"),
            SHORT.withName("entryCount"),
            LONG.withName("fileTag"),
            LONG.withName("filePage"),
            LONG.withName("logicalPage"),
            SHORT.withName("prefixLength"),
            SHORT.withName("flags"),
            INT.withName("contentLength"),
            LONG.withName("minExpiry"));

    static final int CHECKSUM = offsetOf("checksum");
    static final int KIND = offsetOf("kind");
    static final int LEVEL = offsetOf("level");
    static final int ENTRY_COUNT = offsetOf("entryCount");
    static final int FILE_TAG = offsetOf("fileTag");
    static final int FILE_PAGE = offsetOf("filePage");
    static final int LOGICAL_PAGE = offsetOf("logicalPage");
    static final int PREFIX_LENGTH = offsetOf("prefixLength");
    static final int FLAGS = offsetOf("flags");
    static final int CONTENT_LENGTH = offsetOf("contentLength");
    static final int MIN_EXPIRY = offsetOf("minExpiry");

    /// The overflow page's use of the last header field.
    static final int OVERFLOW_INDEX = MIN_EXPIRY;

    /// The pack's use of the last header field.
    static final int PACK_DICTIONARY = MIN_EXPIRY;

    /// The value page's use of the last header field.
    static final int VALUE_MORE = MIN_EXPIRY;

    private PageFormat() {}

    /// Whether pages may have this size: a power of two from [#MIN_PAGE_SIZE] to [#MAX_PAGE_SIZE].
    public static boolean isPageSize(int size) {
        return size >= MIN_PAGE_SIZE && size <= MAX_PAGE_SIZE && Integer.bitCount(size) == 1;
    }

    /// Whether a leaf page can hold an entry with its value inline when it holds nothing else. What does not fit goes
    /// to overflow pages.
    ///
    /// @param keyLength the key's length in bytes, 0 to [#MAX_KEY_LENGTH]
    /// @param hasExpiry whether the entry has an expiry
    /// @param valueLength the value's length in bytes
    public static boolean fitsInline(int pageSize, int keyLength, boolean hasExpiry, long valueLength) {
        // One entry alone is all prefix: an empty suffix, whose length takes one byte.
        int fixed = slotsOffset(keyLength) + HEAD_SIZE + OFFSET_SIZE + 2 + (hasExpiry ? EXPIRY_SIZE : 0);
        return valueLength <= pageSize && fixed + Varint.size(valueLength) + valueLength <= pageSize;
    }

    /// Refuses a size that pages cannot have.
    static int checkPageSize(int size) {
        if (!isPageSize(size)) {
            throw new IllegalArgumentException(
                    "a page has a power of two from " + MIN_PAGE_SIZE + " to " + MAX_PAGE_SIZE + " bytes, not " + size);
        }
        return size;
    }

    /// Refuses a number that no logical page has.
    static void checkLogicalPage(long page) {
        if (page < 0 || page > MAX_LOGICAL_PAGE) {
            throw new IllegalArgumentException("a logical page is 0 to " + MAX_LOGICAL_PAGE + ", not " + page);
        }
    }

    /// Where the heads of a leaf or index page start: after the prefix, at the next multiple of four.
    static int slotsOffset(int prefixLength) {
        return HEADER_SIZE + (prefixLength + 3 & ~3);
    }

    private static int offsetOf(String field) {
        return Math.toIntExact(HEADER.byteOffset(groupElement(field)));
    }

    private static VarHandle inArray(Class<?> view, ByteOrder order) {
        return MethodHandles.byteArrayViewVarHandle(view, order).withInvokeExactBehavior();
    }
}

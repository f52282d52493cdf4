package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.ENTRY_EXPIRY;
import static dev.coppice.store.page.PageFormat.ENTRY_OVERFLOW;
import static dev.coppice.store.page.PageFormat.EXPIRY_SIZE;
import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.HEAD_SIZE;
import static dev.coppice.store.page.PageFormat.INT_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.LONG_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.OFFSET_SIZE;
import static dev.coppice.store.page.PageFormat.OVERFLOW_REFERENCE_SIZE;
import static dev.coppice.store.page.PageFormat.SHORT_IN_ARRAY;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Collects entries in key order and writes them as a leaf page. Made once and used for page after page; then it
/// allocates nothing but room for entries of a size that it has not met before. Confined to one thread.
///
/// What is added is copied. Keys have 0 to [PageFormat#MAX_KEY_LENGTH] bytes and ascend strictly, else an
/// [IllegalArgumentException] tells of a bug in the caller. An expiry is in milliseconds since 1970 and above 0; 0
/// means that the entry has none. Whether an entry fits is exact: the page is full to the last byte that the format can
/// use.
public final class LeafBuilder {
    private final int pageSize;
    private final KeyRun keys = new KeyRun();
    private byte[] flags = new byte[64];
    private long[] valueLengths = new long[64];
    private long[] expiries = new long[64];
    private int otherBytes; // of the entries, apart from their suffixes
    private int pageFlags;
    private long minExpiry;
    private int nextPrefixLength; // of the entry that was last found to fit, and is appended next
    private int nextSuffixBytes;

    /// Prepares for pages of one size.
    ///
    /// @param pageSize the size in bytes, one of those that [PageFormat#isPageSize] allows
    public LeafBuilder(int pageSize) {
        this.pageSize = PageFormat.checkPageSize(pageSize);
        reset();
    }

    /// Forgets all entries.
    public void reset() {
        keys.clear();
        otherBytes = 0;
        pageFlags = 0;
        minExpiry = Long.MAX_VALUE;
    }

    /// The number of entries.
    public int count() {
        return keys.count();
    }

    /// Whether there are no entries.
    public boolean isEmpty() {
        return keys.count() == 0;
    }

    /// The bytes that the page would use now, its header included; at most the page's size.
    public int size() {
        return sizeOf(keys.count(), keys.prefixLength(), keys.suffixBytes() + otherBytes);
    }

    /// Whether an entry with its value inline can be added.
    public boolean fits(byte[] key, int keyOffset, int keyLength, long expiry, long valueLength) {
        return valueLength <= pageSize && prepare(key, keyOffset, keyLength, expiry, valueLength, (int) valueLength);
    }

    /// Whether an entry with its value in overflow pages can be added.
    public boolean fitsOverflow(byte[] key, int keyOffset, int keyLength, long expiry, long valueLength) {
        return prepare(key, keyOffset, keyLength, expiry, valueLength, OVERFLOW_REFERENCE_SIZE);
    }

    /// Adds an entry when it fits.
    ///
    /// @return whether it fitted; if not, nothing changed
    public boolean add(
            byte[] key, int keyOffset, int keyLength, long expiry, byte[] value, int valueOffset, int valueLength) {
        if (!fits(key, keyOffset, keyLength, expiry, valueLength)) {
            return false;
        }
        int at = copyKey(key, keyOffset, keyLength, valueLength);
        System.arraycopy(value, valueOffset, keys.bytes(), at, valueLength);
        append(keyLength, valueLength, 0, expiry, valueLength);
        return true;
    }

    /// Adds an entry when it fits.
    ///
    /// @return whether it fitted; if not, nothing changed
    public boolean add(
            byte[] key,
            int keyOffset,
            int keyLength,
            long expiry,
            MemorySegment value,
            long valueOffset,
            int valueLength) {
        if (!fits(key, keyOffset, keyLength, expiry, valueLength)) {
            return false;
        }
        int at = copyKey(key, keyOffset, keyLength, valueLength);
        MemorySegment.copy(value, ValueLayout.JAVA_BYTE, valueOffset, keys.bytes(), at, valueLength);
        append(keyLength, valueLength, 0, expiry, valueLength);
        return true;
    }

    /// Adds an entry whose value lies in overflow pages, when it fits.
    ///
    /// @param valueLength the whole value's length in bytes
    /// @param firstPage the logical page with the first of them, 0 to [PageFormat#MAX_LOGICAL_PAGE]
    /// @return whether it fitted; if not, nothing changed
    public boolean addOverflow(
            byte[] key, int keyOffset, int keyLength, long expiry, long valueLength, long firstPage) {
        PageFormat.checkLogicalPage(firstPage);
        if (!fitsOverflow(key, keyOffset, keyLength, expiry, valueLength)) {
            return false;
        }
        int at = copyKey(key, keyOffset, keyLength, OVERFLOW_REFERENCE_SIZE);
        INT_IN_ARRAY.set(keys.bytes(), at, (int) firstPage);
        append(keyLength, OVERFLOW_REFERENCE_SIZE, ENTRY_OVERFLOW, expiry, valueLength);
        return true;
    }

    /// Adds an entry of another leaf page, whatever its kind, when it fits.
    ///
    /// @param segment holds a verified leaf page at `base`
    /// @param index the entry in it
    /// @return whether it fitted; if not, nothing changed
    public boolean addEntry(MemorySegment segment, long base, int index) {
        long entry = LeafPage.entry(segment, base, index);
        long expiry = LeafPage.expiryAt(segment, entry);
        long valueLength = LeafPage.valueLengthAt(segment, entry);
        int overflow = segment.get(PageFormat.BYTE, entry) & ENTRY_OVERFLOW;
        if (overflow == 0 && valueLength > pageSize) {
            return false;
        }
        int inlineLength = overflow == 0 ? (int) valueLength : OVERFLOW_REFERENCE_SIZE;
        int at = keys.reserve(PageFormat.MAX_KEY_LENGTH + inlineLength);
        int keyLength = LeafPage.copyKey(segment, base, index, keys.bytes(), at);
        if (!prepare(keys.bytes(), at, keyLength, expiry, valueLength, inlineLength)) {
            return false;
        }
        long value = LeafPage.inlineOffset(segment, entry);
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, value, keys.bytes(), at + keyLength, inlineLength);
        append(keyLength, inlineLength, overflow, expiry, valueLength);
        return true;
    }

    /// Copies an entry's key to the start of an array.
    ///
    /// @param target has room for the key; [PageFormat#MAX_KEY_LENGTH] bytes always do
    /// @return the key's length in bytes
    public int copyKey(int index, byte[] target) {
        int length = keys.keyLength(index);
        System.arraycopy(keys.bytes(), keys.start(index), target, 0, length);
        return length;
    }

    /// The first entry of the second half, by bytes, of at least two entries.
    public int middle() {
        int half = keys.start(keys.count()) / 2;
        int index = 1;
        while (index < keys.count() - 1 && keys.start(index) < half) {
            index++;
        }
        return index;
    }

    /// Moves the entries from `from` on behind those of another builder for the same page size.
    ///
    /// @param target has room for them, as an empty one always has
    public void moveTail(int from, LeafBuilder target) {
        byte[] bytes = keys.bytes();
        for (int i = from; i < keys.count(); i++) {
            int start = keys.start(i);
            int keyLength = keys.keyLength(i);
            int inlineLength = keys.start(i + 1) - start - keyLength;
            if (!target.prepare(bytes, start, keyLength, expiries[i], valueLengths[i], inlineLength)) {
                throw new IllegalArgumentException("entry " + i + " does not fit behind the target's");
            }
            int at = target.copyKey(bytes, start, keyLength, inlineLength);
            System.arraycopy(bytes, start + keyLength, target.keys.bytes(), at, inlineLength);
            target.append(keyLength, inlineLength, flags[i] & ENTRY_OVERFLOW, expiries[i], valueLengths[i]);
        }
        keys.truncate(from);
        otherBytes = 0;
        pageFlags = 0;
        minExpiry = Long.MAX_VALUE;
        for (int i = 0; i < from; i++) {
            int inlineLength = keys.start(i + 1) - keys.start(i) - keys.keyLength(i);
            countOther(expiries[i], valueLengths[i], inlineLength);
        }
    }

    /// Writes the page with all entries but does not [#reset]; [PageHeader#seal] completes it.
    ///
    /// @param target has room for a page at `at`; all of it is overwritten
    public void build(byte[] target, int at) {
        int count = keys.count();
        int prefixLength = keys.prefixLength();
        int size = size();
        PageHeader.write(
                target,
                at,
                pageSize,
                PageFormat.KIND_LEAF,
                0,
                count,
                prefixLength,
                pageFlags,
                size - HEADER_SIZE,
                minExpiry);
        int heads = keys.writePrefix(target, at);
        int offsets = heads + count * HEAD_SIZE;
        int next = offsets + count * OFFSET_SIZE;
        byte[] bytes = keys.bytes();
        for (int i = 0; i < count; i++) {
            INT_IN_ARRAY.set(target, heads + i * HEAD_SIZE, keys.head(i));
            SHORT_IN_ARRAY.set(target, offsets + i * OFFSET_SIZE, (short) (next - at));
            int suffixLength = keys.keyLength(i) - prefixLength;
            target[next] = flags[i];
            next = Varint.write(target, next + 1, suffixLength);
            next = Varint.write(target, next, valueLengths[i]);
            if (expiries[i] != 0) {
                LONG_IN_ARRAY.set(target, next, expiries[i]);
                next += EXPIRY_SIZE;
            }
            // The rest of the key and the value lie together, here as in the page.
            int rest = keys.start(i) + prefixLength + Math.min(suffixLength, HEAD_SIZE);
            int restLength = keys.start(i + 1) - rest;
            System.arraycopy(bytes, rest, target, next, restLength);
            next += restLength;
        }
        if (next != at + size) {
            throw new AssertionError("a leaf of " + size + " bytes took " + (next - at));
        }
    }

    /// Finds out what one more entry would make of the page, and whether it fits. An entry that does is then appended
    /// without asking again.
    private boolean prepare(byte[] key, int keyOffset, int keyLength, long expiry, long valueLength, int inlineLength) {
        if (valueLength < 0 || expiry < 0) {
            throw new IllegalArgumentException(
                    "neither a value's length nor an expiry is below 0: " + valueLength + ", " + expiry);
        }
        nextPrefixLength = keys.sharedWith(key, keyOffset, keyLength);
        nextSuffixBytes = keys.suffixBytesWith(nextPrefixLength, keyLength);
        int other = otherBytes + otherSize(expiry, valueLength, inlineLength);
        return sizeOf(keys.count() + 1, nextPrefixLength, nextSuffixBytes + other) <= pageSize;
    }

    /// Copies the key to where it will be appended, and returns where what follows it goes.
    private int copyKey(byte[] key, int keyOffset, int keyLength, int inlineLength) {
        int at = keys.reserve(keyLength + inlineLength);
        System.arraycopy(key, keyOffset, keys.bytes(), at, keyLength);
        return at + keyLength;
    }

    private void append(int keyLength, int inlineLength, int overflow, long expiry, long valueLength) {
        int index = keys.count();
        if (index == flags.length) {
            flags = Arrays.copyOf(flags, 2 * index);
            valueLengths = Arrays.copyOf(valueLengths, 2 * index);
            expiries = Arrays.copyOf(expiries, 2 * index);
        }
        flags[index] = (byte) (expiry == 0 ? overflow : overflow | ENTRY_EXPIRY);
        valueLengths[index] = valueLength;
        expiries[index] = expiry;
        keys.append(keyLength, inlineLength, nextPrefixLength, nextSuffixBytes);
        countOther(expiry, valueLength, inlineLength);
    }

    private void countOther(long expiry, long valueLength, int inlineLength) {
        otherBytes += otherSize(expiry, valueLength, inlineLength);
        if (expiry != 0) {
            pageFlags = PageFormat.PAGE_HAS_EXPIRY;
            minExpiry = Math.min(minExpiry, expiry);
        }
    }

    private static int otherSize(long expiry, long valueLength, int inlineLength) {
        return 1 + Varint.size(valueLength) + (expiry == 0 ? 0 : EXPIRY_SIZE) + inlineLength;
    }

    private static int sizeOf(int count, int prefixLength, int entryBytes) {
        return PageFormat.slotsOffset(prefixLength) + count * (HEAD_SIZE + OFFSET_SIZE) + entryBytes;
    }
}

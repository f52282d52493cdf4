package dev.coppice.store.tree;

import dev.coppice.store.StoreException;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.page.LeafPage;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Where a value lies: in a chunk of the in-memory delta, in a leaf, or in overflow pages that either of them names.
/// Reusable and confined to one thread, so that finding a value allocates nothing.
public final class ValueLocation {
    private byte[] chunk;
    private MemorySegment segment;
    private long offset;
    private long length;
    private long expiry;
    private long overflowPage;

    /// Points at the value of a mutation that puts.
    public void setMutation(byte[] chunk, int at) {
        this.chunk = chunk;
        segment = null;
        offset = Mutation.valueOffset(chunk, at);
        expiry = Mutation.expiry(chunk, at);
        if (Mutation.isOverflow(chunk, at)) {
            length = Mutation.overflowLength(chunk, at);
            overflowPage = Mutation.overflowPage(chunk, at);
        } else {
            length = Mutation.valueLength(chunk, at);
            overflowPage = Tree.NO_PAGE;
        }
    }

    /// Points at the value of a leaf's entry.
    public void setPage(MemorySegment page, long base, int index) {
        chunk = null;
        segment = page;
        long entry = LeafPage.entry(page, base, index);
        offset = LeafPage.inlineOffset(page, entry);
        length = LeafPage.valueLengthAt(page, entry);
        expiry = LeafPage.expiryAt(page, entry);
        overflowPage = LeafPage.isOverflowAt(page, entry) ? LeafPage.overflowPageAt(page, entry) : Tree.NO_PAGE;
    }

    /// Another location of the same value.
    public ValueLocation copy() {
        ValueLocation copy = new ValueLocation();
        copy.chunk = chunk;
        copy.segment = segment;
        copy.offset = offset;
        copy.length = length;
        copy.expiry = expiry;
        copy.overflowPage = overflowPage;
        return copy;
    }

    /// Lets go of what is pointed at.
    public void clear() {
        chunk = null;
        segment = null;
    }

    /// The length of the value in bytes.
    public long length() {
        return length;
    }

    /// When the entry expires in milliseconds since 1970, 0 for never.
    public long expiry() {
        return expiry;
    }

    /// Whether the entry is absent at the given time.
    public boolean isExpired(long nowMillis) {
        return expiry != 0 && expiry <= nowMillis;
    }

    /// Whether the value lies in overflow pages.
    public boolean isOverflow() {
        return overflowPage != Tree.NO_PAGE;
    }

    /// The first logical page of a value in overflow pages.
    public long overflowPage() {
        return overflowPage;
    }

    /// Copies as much of the value as fits, and allocates nothing unless it lies in overflow pages.
    ///
    /// @return the length of the whole value
    public long copyTo(Pages pages, MemorySegment target) {
        long count = Math.min(length, target.byteSize());
        if (isOverflow()) {
            OverflowValue.copy(pages, overflowPage, length, 0, target, 0, count);
        } else if (chunk != null) {
            MemorySegment.copy(chunk, (int) offset, target, ValueLayout.JAVA_BYTE, 0, (int) count);
        } else {
            MemorySegment.copy(segment, offset, target, 0, count);
        }
        return length;
    }

    /// A copy of the value.
    public byte[] toArray(Pages pages) {
        if (length > Integer.MAX_VALUE - 8) {
            throw new StoreException.Invalid(
                    "a value of " + length + " bytes does not fit an array; read it as a stream");
        }
        if (!isOverflow() && chunk != null) {
            return Arrays.copyOfRange(chunk, (int) offset, (int) (offset + length));
        }
        byte[] value = new byte[(int) length];
        if (isOverflow()) {
            copyTo(pages, MemorySegment.ofArray(value));
        } else {
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, value, 0, value.length);
        }
        return value;
    }

    /// The value in place where it lies in one piece, a copy where it does not; read-only.
    public MemorySegment toSegment(Pages pages) {
        if (isOverflow()) {
            MemorySegment inPlace = OverflowValue.inPlace(pages, overflowPage, length);
            return inPlace != null
                    ? inPlace
                    : MemorySegment.ofArray(toArray(pages)).asReadOnly();
        }
        MemorySegment whole = chunk != null ? MemorySegment.ofArray(chunk).asReadOnly() : segment;
        return whole.asSlice(offset, length);
    }

    /// The value as a stream that reads pages as it goes.
    public InputStream open(Pages pages) {
        return isOverflow()
                ? OverflowValue.stream(pages, overflowPage, length)
                : new java.io.ByteArrayInputStream(toArray(pages));
    }

    /// Whether two locations hold equal values and expiries. Pages that both share are not read.
    public boolean sameAs(Pages pages, ValueLocation other, Pages otherPages) {
        if (length != other.length || expiry != other.expiry) {
            return false;
        }
        if (isOverflow() && other.isOverflow() && OverflowValue.shared(this, pages, other, otherPages)) {
            return true;
        }
        return OverflowValue.equal(this, pages, other, otherPages);
    }
}

package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.BYTE;
import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.INT;
import static dev.coppice.store.page.PageFormat.INT_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.LONG;
import static dev.coppice.store.page.PageFormat.LONG_IN_ARRAY;
import static java.lang.foreign.MemoryLayout.PathElement.groupElement;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What page 0 of a data file says: which database, fork, table and term the file belongs to, and how it is divided.
///
/// @param pageSize the size of a page in bytes, one of those that [PageFormat#isPageSize] allows
/// @param pagesPerFileShift the file has two to the power of this many pages, this one included; 1 to
///     [#MAX_PAGES_PER_FILE_SHIFT]
/// @param databaseId the database's identity
/// @param forkId the fork that wrote the file
/// @param table the table and partition
/// @param incarnation tells a table from an earlier one of the same name
/// @param fileId the file's number in its partition, not negative
/// @param term the term that created the file, not negative
public record DataFileHeader(
        int pageSize,
        int pagesPerFileShift,
        long databaseId,
        long forkId,
        TableIdent table,
        long incarnation,
        long fileId,
        long term) {
    /// The largest [#pagesPerFileShift]: a file of 64 GiB at the largest page size.
    public static final int MAX_PAGES_PER_FILE_SHIFT = 20;

    /// The bytes `COPPICE1`, read as a little-endian number.
    static final long MAGIC = 0x3145_4349_5050_4F43L;

    /// The bytes `DATA`, read as a little-endian number.
    static final int ROLE = 0x4154_4144;

    static final StructLayout CONTENT = MemoryLayout.structLayout(
            LONG.withName("magic"),
            INT.withName("role"),
            INT.withName("formatVersion"),
            INT.withName("pageSize"),
            INT.withName("pagesPerFileShift"),
            LONG.withName("databaseId"),
            LONG.withName("forkId"),
            LONG.withName("incarnation"),
            LONG.withName("fileId"),
            LONG.withName("term"),
            INT.withName("partition"),
            INT.withName("nameLength"),
            MemoryLayout.sequenceLayout(TableIdent.MAX_NAME_LENGTH, BYTE).withName("name"));

    private static final int MAGIC_AT = offsetOf("magic");
    private static final int ROLE_AT = offsetOf("role");
    private static final int FORMAT_VERSION_AT = offsetOf("formatVersion");
    private static final int PAGE_SIZE_AT = offsetOf("pageSize");
    private static final int PAGES_PER_FILE_SHIFT_AT = offsetOf("pagesPerFileShift");
    private static final int DATABASE_ID_AT = offsetOf("databaseId");
    private static final int FORK_ID_AT = offsetOf("forkId");
    private static final int INCARNATION_AT = offsetOf("incarnation");
    private static final int FILE_ID_AT = offsetOf("fileId");
    private static final int TERM_AT = offsetOf("term");
    private static final int PARTITION_AT = offsetOf("partition");
    private static final int NAME_LENGTH_AT = offsetOf("nameLength");
    private static final int NAME_AT = offsetOf("name");

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException when a number is outside its range
    public DataFileHeader {
        PageFormat.checkPageSize(pageSize);
        if (pagesPerFileShift < 1 || pagesPerFileShift > MAX_PAGES_PER_FILE_SHIFT) {
            throw new IllegalArgumentException(
                    "pagesPerFileShift is 1 to " + MAX_PAGES_PER_FILE_SHIFT + ", not " + pagesPerFileShift);
        }
        if (fileId < 0 || fileId > Long.MAX_VALUE >>> pagesPerFileShift || term < 0) {
            throw new IllegalArgumentException("no file has the id " + fileId + " and the term " + term);
        }
    }

    /// The identity that every page of the file carries. It is computed anew by each call: keep it.
    public long fileTag() {
        byte[] page = new byte[NAME_AT + TableIdent.MAX_NAME_LENGTH];
        return tagOf(page, writeContent(page));
    }

    /// The file page of this header.
    public long filePage() {
        return fileId << pagesPerFileShift;
    }

    /// The header as a sealed page.
    public byte[] encode() {
        byte[] page = new byte[pageSize];
        int contentLength = writeContent(page);
        PageHeader.write(page, 0, pageSize, PageFormat.KIND_FILE_HEADER, 0, 0, 0, 0, contentLength, 0);
        PageHeader.seal(page, 0, pageSize, tagOf(page, contentLength), filePage(), PageFormat.NO_PAGE);
        return page;
    }

    /// Reads a header page.
    ///
    /// @param file the file's name, for messages
    /// @param page the page from position to limit; both stay
    /// @throws StoreException.NotADatabase when the file is not one of Coppice's data files, or of a newer format
    /// @throws StoreException.Corrupt when it is, but its header contradicts the format
    public static DataFileHeader decode(String file, ByteBuffer page) {
        PageDefect defect = PageHeader.verifyChecksum(page);
        MemorySegment bytes = MemorySegment.ofBuffer(page);
        if (bytes.byteSize() >= HEADER_SIZE + CONTENT.byteSize()) {
            checkFormat(file, bytes, defect == null);
        }
        if (defect == null) {
            defect = verifyContent(bytes);
        }
        if (defect != null) {
            throw defect.inFile(file, 0);
        }
        return read(bytes);
    }

    /// Whether a page is the intact header of a data file of another format version.
    ///
    /// @param page the page from position to limit; both stay
    public static boolean isOfOtherFormat(ByteBuffer page) {
        MemorySegment bytes = MemorySegment.ofBuffer(page);
        return PageHeader.verifyChecksum(page) == null
                && bytes.byteSize() >= HEADER_SIZE + CONTENT.byteSize()
                && bytes.get(LONG, MAGIC_AT) == MAGIC
                && bytes.get(INT, ROLE_AT) == ROLE
                && bytes.get(INT, FORMAT_VERSION_AT) != PageFormat.FORMAT_VERSION;
    }

    /// Checks the content of a header page of good checksum, and that the header of the page agrees with it.
    ///
    /// @return null when it is good, else what is wrong
    static PageDefect verifyContent(MemorySegment page) {
        int nameLength = page.get(INT, NAME_LENGTH_AT);
        if (PageHeader.kind(page, 0) != PageFormat.KIND_FILE_HEADER || page.get(LONG, MAGIC_AT) != MAGIC) {
            return PageDefect.of(PageFormat.KIND, "the header of a data file", "kind " + PageHeader.kind(page, 0));
        }
        if (page.get(INT, PAGE_SIZE_AT) != page.byteSize()) {
            return PageDefect.of(PAGE_SIZE_AT, "pages of " + page.byteSize() + " bytes", page.get(INT, PAGE_SIZE_AT));
        }
        if (nameLength < 1 || nameLength > TableIdent.MAX_NAME_LENGTH) {
            return PageDefect.of(NAME_LENGTH_AT, "a name of 1 to " + TableIdent.MAX_NAME_LENGTH + " bytes", nameLength);
        }
        DataFileHeader header;
        try {
            header = read(page);
        } catch (StoreException.Invalid | IllegalArgumentException e) {
            return PageDefect.of(HEADER_SIZE, "a data file's identity", e.getMessage());
        }
        byte[] expected = header.encode();
        int from = PageFormat.KIND; // the checksum before it is not a matter of the content
        long mismatch = MemorySegment.mismatch(
                page, from, page.byteSize(), MemorySegment.ofArray(expected), from, expected.length);
        if (mismatch < 0) {
            return null;
        }
        long at = from + mismatch;
        return PageDefect.of(at, "0x" + hex(expected[(int) at]), "0x" + hex(page.get(BYTE, at)));
    }

    private static void checkFormat(String file, MemorySegment page, boolean isIntact) {
        boolean hasMagic = page.get(LONG, MAGIC_AT) == MAGIC;
        boolean hasRole = page.get(INT, ROLE_AT) == ROLE;
        // A flipped bit spoils one of the two only, and what is spoiled is corrupt and not another program's.
        if (isIntact ? !(hasMagic && hasRole) : !(hasMagic || hasRole)) {
            throw new StoreException.NotADatabase(file + " does not start as a data file of Coppice does");
        }
        int version = page.get(INT, FORMAT_VERSION_AT);
        if (isIntact && version != PageFormat.FORMAT_VERSION) {
            throw new StoreException.NotADatabase(file + " has format version " + Integer.toUnsignedString(version)
                    + "; this release knows version " + PageFormat.FORMAT_VERSION + " only");
        }
    }

    private static DataFileHeader read(MemorySegment page) {
        byte[] name = page.asSlice(NAME_AT, page.get(INT, NAME_LENGTH_AT)).toArray(BYTE);
        return new DataFileHeader(
                page.get(INT, PAGE_SIZE_AT),
                page.get(INT, PAGES_PER_FILE_SHIFT_AT),
                page.get(LONG, DATABASE_ID_AT),
                page.get(LONG, FORK_ID_AT),
                new TableIdent(new String(name, StandardCharsets.ISO_8859_1), page.get(INT, PARTITION_AT)),
                page.get(LONG, INCARNATION_AT),
                page.get(LONG, FILE_ID_AT),
                page.get(LONG, TERM_AT));
    }

    /// Writes the content and returns its length.
    private int writeContent(byte[] page) {
        byte[] name = table.name().getBytes(StandardCharsets.ISO_8859_1);
        LONG_IN_ARRAY.set(page, MAGIC_AT, MAGIC);
        INT_IN_ARRAY.set(page, ROLE_AT, ROLE);
        INT_IN_ARRAY.set(page, FORMAT_VERSION_AT, PageFormat.FORMAT_VERSION);
        INT_IN_ARRAY.set(page, PAGE_SIZE_AT, pageSize);
        INT_IN_ARRAY.set(page, PAGES_PER_FILE_SHIFT_AT, pagesPerFileShift);
        LONG_IN_ARRAY.set(page, DATABASE_ID_AT, databaseId);
        LONG_IN_ARRAY.set(page, FORK_ID_AT, forkId);
        LONG_IN_ARRAY.set(page, INCARNATION_AT, incarnation);
        LONG_IN_ARRAY.set(page, FILE_ID_AT, fileId);
        LONG_IN_ARRAY.set(page, TERM_AT, term);
        INT_IN_ARRAY.set(page, PARTITION_AT, table.partition());
        INT_IN_ARRAY.set(page, NAME_LENGTH_AT, name.length);
        System.arraycopy(name, 0, page, NAME_AT, name.length);
        return NAME_AT + name.length - HEADER_SIZE;
    }

    private static long tagOf(byte[] page, int contentLength) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(page, HEADER_SIZE, contentLength);
            return (long) LONG_IN_ARRAY.get(digest.digest(), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static int offsetOf(String field) {
        return HEADER_SIZE + Math.toIntExact(CONTENT.byteOffset(groupElement(field)));
    }

    private static String hex(byte value) {
        return Integer.toHexString(Byte.toUnsignedInt(value));
    }
}

package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.page.DataFileHeader;
import dev.coppice.store.page.PageDefect;
import dev.coppice.store.page.PageHeader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;

/// One data file: `2^pagesPerFileShift` pages, each written once and never changed, of which the first is the header.
///
/// A page is read through the mapping of the file, [#segment()] at [#base], and only after [#isVerified] or [#verify]
/// said that it is the page that it should be. What was verified stays so. The mapping outlives [#close()] for as long
/// as it is reachable, so a reader never touches memory that is gone.
///
/// Thread-safe. [#isVerified], [#base] and [#segment()] take no lock and allocate nothing.
public final class DataFile implements AutoCloseable {
    private static final MemorySegment NO_BYTES = MemorySegment.ofArray(new byte[0]);
    private static final VarHandle WORD =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    private final String path;
    private final StorageFile file;
    private final DataFileHeader header;
    private final long fileTag;
    private final int pageSize;
    private final int pageIndexMask;
    private final MemorySegment segment;
    private final FileDictionaries dictionaries = new FileDictionaries(this);
    // A bit for each page, set once and for all. Read without ordering: a page does not change after it was written, so
    // who misses a fresh bit verifies once more, and who sees it needs nothing else from whoever set it.
    private final long[] verified;
    private volatile StoreException poison;
    private volatile boolean isClosed;

    /// @param file null for a file that is lost
    private DataFile(String path, StorageFile file, DataFileHeader header, MemorySegment segment) {
        this.path = path;
        this.file = file;
        this.header = header;
        this.fileTag = header.fileTag();
        this.pageSize = header.pageSize();
        this.pageIndexMask = (1 << header.pagesPerFileShift()) - 1;
        this.segment = segment;
        this.verified = new long[(pageIndexMask >>> 6) + 1];
    }

    /// Creates a file and makes it durable: its full size, its header, and its name. The blocks of pages not yet
    /// written take up no space where the storage has sparse files.
    ///
    /// @param path the file's path in the storage; its last part is a [DataFileName]
    /// @param header who the file is
    /// @throws StoreException.Full or [StoreException.Io] when it could not be created; something may be left
    public static DataFile create(Storage storage, String path, DataFileHeader header) {
        StorageFile file = null;
        try {
            file = storage.create(path);
            MemorySegment segment = file.map(0, sizeOf(header));
            file.write(ByteBuffer.wrap(header.encode()), 0);
            file.sync();
            storage.syncDirectory(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
            return new DataFile(path, file, header, segment);
        } catch (IOException e) {
            throw closeAfter(IoErrors.wrap("creating " + path, e), file);
        }
    }

    /// Opens a file for reading.
    ///
    /// A damaged header makes nothing unreadable: who the file should be is known, each page says whose it is, and is
    /// refused when it says otherwise. So is each page of a file that is cut short, or lost altogether. [#damage()]
    /// tells what is wrong with the file as a whole.
    ///
    /// @param path the file's path in the storage
    /// @param expected who the file should be
    /// @throws StoreException.NotADatabase when the file is of a newer format
    /// @throws StoreException.Io when it cannot be read
    public static DataFile open(Storage storage, String path, DataFileHeader expected) {
        StorageFile file = null;
        try {
            file = storage.open(path, Storage.Access.READ);
            long size = Math.min(file.size(), sizeOf(expected));
            MemorySegment segment = size == 0 ? NO_BYTES : file.map(0, size);
            DataFile opened = new DataFile(path, file, expected, segment);
            report(opened.damage());
            return opened;
        } catch (NoSuchFileException e) {
            DataFile lost = new DataFile(path, null, expected, NO_BYTES);
            report(lost.damage());
            return lost;
        } catch (IOException e) {
            throw closeAfter(IoErrors.wrap("opening " + path, e), file);
        } catch (StoreException e) {
            throw closeAfter(e, file);
        }
    }

    private static void report(StoreException.Corrupt damage) {
        if (damage != null) {
            Loggers.of(DataFile.class)
                    .log(
                            System.Logger.Level.WARNING,
                            damage.getMessage() + "; pages that are whole are read all the same");
        }
    }

    /// Whether the file was not there when it was opened.
    public boolean isLost() {
        return file == null;
    }

    /// Looks at the header again.
    ///
    /// @return what is wrong with the file as a whole; null when nothing is, or it was closed
    /// @throws StoreException.NotADatabase when the file is of a newer format
    /// @throws StoreException.Io when it cannot be read
    public StoreException.Corrupt damage() {
        if (isLost()) {
            return new StoreException.Corrupt(path, 0, "a data file", "no such file");
        }
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        try {
            read(page, 0);
            DataFileHeader found = DataFileHeader.decode(path, page.flip());
            return found.equals(header)
                    ? null
                    : new StoreException.Corrupt(path, 0, header.toString(), found.toString());
        } catch (StoreException.Corrupt damaged) {
            return damaged;
        } catch (StoreException.NotADatabase other) {
            if (DataFileHeader.isOfOtherFormat(page)) {
                throw other;
            }
            return new StoreException.Corrupt(path, 0, header.toString(), "no header of a data file");
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + path, e);
        }
    }

    /// The file's number in its partition.
    public long fileId() {
        return header.fileId();
    }

    /// Who the file is.
    public DataFileHeader header() {
        return header;
    }

    /// The identity that every page of the file carries, to seal pages with.
    public long fileTag() {
        return fileTag;
    }

    /// The path of the file in its storage.
    public String path() {
        return path;
    }

    /// The whole file in memory.
    public MemorySegment segment() {
        return segment;
    }

    /// The dictionaries in this file.
    public FileDictionaries dictionaries() {
        return dictionaries;
    }

    /// Where in [#segment()] a page of this file begins.
    public long base(long filePage) {
        return (long) pageIndex(filePage) * pageSize;
    }

    /// Whether a page of this file was verified before.
    public boolean isVerified(long filePage) {
        int index = pageIndex(filePage);
        return (verified[index >>> 6] >>> index & 1) != 0;
    }

    /// Verifies a page of this file before its first use: that it can be read, has the right checksum, and was written
    /// for this place. Reads it the way that reports a failing disk as an error, which a mapping cannot.
    ///
    /// @param filePage the page, of this file
    /// @param logicalPage the logical page that it should be
    /// @throws StoreException.Corrupt when it is not
    /// @throws StoreException.Io when it cannot be read
    public void verify(long filePage, long logicalPage) {
        long base = base(filePage);
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        if (isLost()) {
            throw damage();
        }
        int length;
        try {
            length = read(page, base);
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + path + " at offset " + base, e);
        }
        if (length < pageSize || base + pageSize > segment.byteSize()) {
            throw new StoreException.Corrupt(
                    path, base, "logical page " + logicalPage + " of " + pageSize + " bytes", "the end of the file");
        }
        PageDefect defect = PageHeader.verify(page.flip(), fileTag, filePage, logicalPage);
        if (defect != null) {
            throw defect.inFile(path, base);
        }
        int index = pageIndex(filePage);
        long unused = (long) WORD.getAndBitwiseOr(verified, index >>> 6, 1L << index);
    }

    // A file that nothing reaches any more is closed and deleted while a reader that began before still looks at it.
    // Its bytes are there as long as the mapping is.
    private int read(ByteBuffer page, long base) throws IOException {
        if (!isClosed) {
            try {
                return file.read(page, base);
            } catch (ClosedChannelException e) {
                if (!isClosed) {
                    throw e;
                }
            }
        }
        int length = Math.clamp(segment.byteSize() - base, 0, pageSize);
        page.clear().put(segment.asSlice(base, length).asByteBuffer());
        return length;
    }

    /// Writes pages that follow each other. They are durable after [#sync()].
    ///
    /// @param firstFilePage the first, of this file, handed out by the [AppendAllocator] and not written before
    /// @param pages whole pages, sealed for this file
    /// @throws StoreException.Full or [StoreException.Io] when not all could be written. The write may be repeated
    public void write(long firstFilePage, ByteBuffer pages) {
        int index = pageIndex(firstFilePage);
        int count = pages.remaining() / pageSize;
        if (index == 0 || count * pageSize != pages.remaining() || count > pageIndexMask + 1 - index) {
            throw new IllegalArgumentException(
                    pages.remaining() + " bytes are no pages from page " + index + " of " + path);
        }
        ensureUsable();
        try {
            file.write(pages, (long) index * pageSize);
        } catch (IOException e) {
            throw IoErrors.wrap("writing " + path, e);
        }
    }

    /// Makes all that was written durable.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when that failed. Nobody knows then what reached the disk,
    ///     and every later write and sync throws the same error; what is verified, or verifies, can still be read
    public void sync() {
        ensureUsable();
        try {
            file.sync();
        } catch (IOException e) {
            poison = IoErrors.wrap("syncing " + path, e);
            throw poison;
        }
    }

    /// Cuts off what lies behind the last page that was handed out, in a file that no page will be added to. Not
    /// durable: what comes back after a crash are zeros that nothing refers to.
    ///
    /// @param lastFilePage the last page in use, of this file
    /// @throws StoreException.Io when that failed; the file is as good as before
    public void cutAfter(long lastFilePage) {
        try {
            file.truncate(base(lastFilePage) + pageSize);
        } catch (IOException e) {
            throw IoErrors.wrap("cutting " + path, e);
        }
    }

    /// Closes the file. Its pages can still be verified and read through the mapping.
    @Override
    public void close() {
        isClosed = true;
        if (isLost()) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw IoErrors.wrap("closing " + path, e);
        }
    }

    @Override
    public String toString() {
        return path;
    }

    private int pageIndex(long filePage) {
        return (int) filePage & pageIndexMask;
    }

    private void ensureUsable() {
        if (poison != null) {
            throw poison;
        }
    }

    private static long sizeOf(DataFileHeader header) {
        return (long) header.pageSize() << header.pagesPerFileShift();
    }

    private static StoreException closeAfter(StoreException error, StorageFile file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                error.addSuppressed(e);
            }
        }
        return error;
    }
}

package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads the records of one log file in order, and judges how the log ends.
///
/// At the first bytes that are not the valid next record there are three verdicts, never a guess:
/// - only zeros follow, or nothing: the log ends there ([End#CLEAN]);
/// - something follows, but no later record proves that it had been durable: an interrupted write that nobody was
///   promised ([End#TORN]); a writer may cut the file at [#validLength()];
/// - a later record proves that what is missing had been durable: [StoreException.Corrupt].
///
/// What has a good checksum and still contradicts the format (a number left out, a field out of range) is corrupt at
/// once; a newer format version is [StoreException.NotADatabase].
///
/// May read a file that a writer appends to at the same time: what is half written then looks torn, and is never taken
/// for corrupt. Trusts no length that a checksum does not cover, and allocates no more than the file has left.
/// Confined to one thread. Does not close the file.
public final class RecordReader {
    /// How a log ended.
    public enum End {
        /// At the end of the file, or at zeros that reach to it.
        CLEAN,
        /// At the record with which its writer closed it.
        SEALED,
        /// At bytes that are no record and that nothing proves to have been one.
        TORN
    }

    private static final int WINDOW_LENGTH = 64 << 10;
    private static final int READ_LENGTH_MAX = 1 << 20;

    private final StorageFile file;
    private final String fileName;
    private final long tag;
    private final LogPolicy policy;
    private final long pinnedLength; // -1: read what there is
    private final byte[] window;
    private long windowStart;
    private int windowLength;

    private long limit;
    private long validLength;
    private long lastNumber;
    private byte[] record;
    private int recordLength;
    private long position = -1;
    private End end;
    private String flaw = "the end of the file";

    /// A reader of a whole file, from its start.
    ///
    /// @param file opened for reading
    /// @param fileName its name, for messages
    /// @param tag identity of the file; records of another one are not taken
    /// @param policy the rule of this kind of log
    /// @param lastNumber the number before the first record, -1 for logs that begin with 0
    public RecordReader(StorageFile file, String fileName, long tag, LogPolicy policy, long lastNumber) {
        this(file, fileName, tag, policy, lastNumber, -1);
    }

    private RecordReader(
            StorageFile file, String fileName, long tag, LogPolicy policy, long lastNumber, long pinnedLength) {
        this.file = file;
        this.fileName = fileName;
        this.tag = tag;
        this.policy = policy;
        this.lastNumber = lastNumber;
        this.pinnedLength = pinnedLength;
        this.limit = readableLength();
        this.window = new byte[Math.clamp(limit, RecordFormat.HEADER_LENGTH, WINDOW_LENGTH)];
    }

    /// A reader of the first bytes of a file, all of which are known to have been durable, records up to the last
    /// byte: anything else is corrupt.
    ///
    /// @param length bytes to read, from the start of the file
    public static RecordReader pinned(
            StorageFile file, String fileName, long tag, LogPolicy policy, long lastNumber, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a pinned length of " + length);
        }
        return new RecordReader(file, fileName, tag, policy, lastNumber, length);
    }

    /// Reads the next record.
    ///
    /// @return false at the end of the log; [#end()] then says which
    /// @throws StoreException.Corrupt when something durable is damaged or missing
    /// @throws StoreException.NotADatabase when the record is of a newer format version
    /// @throws StoreException.Io when the file cannot be read
    public boolean next() {
        if (end != null) {
            return false;
        }
        if (tryRead() || isEndRefuted()) {
            return true;
        }
        record = null;
        return false;
    }

    /// The record's kind.
    public int kind() {
        return RecordFormat.kind(record, 0);
    }

    /// The record's number.
    public long number() {
        return RecordFormat.number(record, 0);
    }

    /// The highest number that was durable when the record was written.
    public long syncedNumber() {
        return RecordFormat.syncedNumber(record, 0);
    }

    /// The record, header included: a new array for each record, of exactly its length, which the caller may keep. The
    /// body begins at [RecordFormat#HEADER_LENGTH].
    public byte[] record() {
        return record;
    }

    /// The length of the record's body in bytes.
    public int bodyLength() {
        return recordLength - RecordFormat.HEADER_LENGTH;
    }

    /// The record's offset in the file.
    public long position() {
        return position;
    }

    /// Bytes of the file up to the end of the last good record.
    public long validLength() {
        return validLength;
    }

    /// The number of the last good record, or what the reader was given when there was none.
    public long lastNumber() {
        return lastNumber;
    }

    /// How the log ended, or null while it has not.
    public End end() {
        return end;
    }

    /// What stands at [#validLength()] instead of a record, for a person; meaningful once the log has ended.
    public String flaw() {
        return flaw;
    }

    /// The error that something at [#validLength()] is missing, for callers who know that there must be more.
    ///
    /// @param expected what is missing
    public StoreException.Corrupt missing(String expected) {
        return new StoreException.Corrupt(fileName, validLength, expected, flaw);
    }

    // Whether the bytes at validLength are the valid next record; if so it becomes the current one. If not, flaw says
    // why.
    private boolean tryRead() {
        long remaining = limit - validLength;
        if (remaining < RecordFormat.HEADER_LENGTH) {
            flaw = remaining == 0 ? "the end of the file" : remaining + " bytes, too few for a record header";
            return false;
        }
        int at = load(validLength, RecordFormat.HEADER_LENGTH);
        if (at < 0 || !RecordFormat.isHeaderIntact(window, at)) {
            flaw = at < 0 ? "the end of the file" : "a record header whose checksum does not fit";
            return false;
        }
        if (RecordFormat.tag(window, at) != tag) {
            refuseNewerVersion(at);
            flaw = "a record of another log file";
            return false;
        }
        RecordFormat.checkFields(window, at, fileName, validLength);
        checkNumber(at);
        int length = RecordFormat.HEADER_LENGTH + RecordFormat.bodyLength(window, at);
        int paddedLength = RecordFormat.paddedLength(length);
        if (paddedLength > remaining) {
            flaw = "a record of " + paddedLength + " bytes where the file has " + remaining + " left";
            return false;
        }
        byte[] bytes = readRecord(at, length);
        if (bytes == null || !RecordFormat.isBodyIntact(bytes, 0) || !isPaddingZero(length, paddedLength)) {
            flaw = "a record body whose checksum does not fit";
            return false;
        }
        accept(bytes, paddedLength);
        return true;
    }

    private void accept(byte[] bytes, int paddedLength) {
        record = bytes;
        recordLength = bytes.length;
        position = validLength;
        validLength += paddedLength;
        lastNumber = number();
        if (policy.endsLog(kind())) {
            end = End.SEALED;
            flaw = "the end of the log";
        }
    }

    private void refuseNewerVersion(int at) {
        if (RecordFormat.version(window, at) > RecordFormat.VERSION) {
            RecordFormat.checkFields(window, at, fileName, validLength);
        }
    }

    private void checkNumber(int at) {
        long number = RecordFormat.number(window, at);
        long expected = policy.expectedNumber(lastNumber, RecordFormat.kind(window, at));
        if (number != expected) {
            throw new StoreException.Corrupt(
                    fileName, validLength, "record number " + expected, "record number " + number);
        }
    }

    // No valid record follows. Decides how the log ends, or finds that it does not: a writer that appends while this
    // reads may have completed the record just after it was looked at. If a later record proves it durable, a second
    // look must see it whole.
    private boolean isEndRefuted() {
        if (isZeroToLimit()) {
            if (validLength < limit) {
                flaw = "zeros";
            }
            end = End.CLEAN;
        } else {
            long proof = findProof(searchStart());
            if (proof >= 0) {
                windowLength = 0;
                limit = readableLength();
                if (tryRead()) {
                    return true;
                }
                throw new StoreException.Corrupt(
                        fileName,
                        validLength,
                        "record number " + (lastNumber + 1) + ", which the record at offset " + proof
                                + " proves to have been durable",
                        flaw);
            }
            end = End.TORN;
        }
        if (pinnedLength >= 0 && validLength != pinnedLength) {
            throw missing("records up to offset " + pinnedLength);
        }
        return false;
    }

    // Where a later record may begin: behind the damaged one if its own header, and so its length, is good. The bytes
    // of its body may be anything a user stores, the image of a log included.
    private long searchStart() {
        int at = limit - validLength < RecordFormat.HEADER_LENGTH ? -1 : load(validLength, RecordFormat.HEADER_LENGTH);
        if (at >= 0 && RecordFormat.isHeaderIntact(window, at) && RecordFormat.tag(window, at) == tag) {
            int length = RecordFormat.HEADER_LENGTH + RecordFormat.bodyLength(window, at);
            return validLength + RecordFormat.paddedLength(length);
        }
        return validLength + RecordFormat.ALIGNMENT;
    }

    private long findProof(long from) {
        long start = from;
        while (limit - start >= RecordFormat.HEADER_LENGTH) {
            int at = load(start, RecordFormat.HEADER_LENGTH);
            if (at < 0) {
                return -1;
            }
            for (; at + RecordFormat.HEADER_LENGTH <= windowLength; at += RecordFormat.ALIGNMENT) {
                if (RecordFormat.tag(window, at) == tag && isProof(at)) {
                    return windowStart + at;
                }
            }
            start = windowStart + at;
        }
        return -1;
    }

    private boolean isProof(int at) {
        if (!RecordFormat.isHeaderIntact(window, at) || RecordFormat.number(window, at) <= lastNumber) {
            return false;
        }
        RecordFormat.checkFields(window, at, fileName, windowStart + at);
        return policy.provesDurable(lastNumber + 1, RecordFormat.syncedNumber(window, at));
    }

    private boolean isZeroToLimit() {
        long start = validLength;
        while (start < limit) {
            int at = load(start, 1);
            if (at < 0) {
                return true;
            }
            if (!RecordFormat.isZero(window, at, windowLength)) {
                return false;
            }
            start = windowStart + windowLength;
        }
        return true;
    }

    private byte[] readRecord(int at, int length) {
        byte[] bytes = new byte[length];
        int buffered = Math.min(length, windowLength - at);
        System.arraycopy(window, at, bytes, 0, buffered);
        return read(bytes, buffered, length, validLength + buffered) == length ? bytes : null;
    }

    private boolean isPaddingZero(int length, int paddedLength) {
        if (length == paddedLength) {
            return true;
        }
        int at = load(validLength + length, paddedLength - length);
        return at >= 0 && RecordFormat.isZero(window, at, at + paddedLength - length);
    }

    // Brings bytes of the file into the window, if they are not there. Returns where in the window they are, or -1 when
    // the file has become shorter than it was.
    private int load(long from, int length) {
        if (from < windowStart || from + length > windowStart + windowLength) {
            int wanted = (int) Math.min(window.length, limit - from);
            windowStart = from;
            windowLength = read(window, 0, wanted, from);
            if (windowLength < length) {
                windowLength = 0;
                return -1;
            }
        }
        return (int) (from - windowStart);
    }

    // In pieces, because the JDK keeps a direct buffer as long as the longest read for each thread.
    private int read(byte[] target, int from, int to, long filePosition) {
        int done = from;
        try {
            while (done < to) {
                int piece = Math.min(to - done, READ_LENGTH_MAX);
                int count = file.read(ByteBuffer.wrap(target, done, piece), filePosition + done - from);
                done += count;
                if (count < piece) {
                    break;
                }
            }
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + fileName, e);
        }
        return done;
    }

    private long readableLength() {
        try {
            return pinnedLength >= 0 ? Math.min(pinnedLength, file.size()) : file.size();
        } catch (IOException e) {
            throw IoErrors.wrap("reading the size of " + fileName, e);
        }
    }
}

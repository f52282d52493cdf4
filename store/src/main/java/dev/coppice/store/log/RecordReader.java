package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

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

    // A file is read in windows: a short one, in which most small logs end, then longer ones. The part of a record at
    // the end of a window is read again with the next, so windows are made for records of equal lengths.
    private static final int FIRST_WINDOW_LENGTH = 64 << 10;
    private static final int WINDOW_LENGTH = 4 << 20;
    // The JDK keeps a direct buffer as long as the longest read for each thread, and copies from it: so in pieces,
    // which the processor still has in its cache then.
    private static final int READ_LENGTH_MAX = 256 << 10;

    private final StorageFile file;
    private final String fileName;
    private final long tag;
    private final LogPolicy policy;
    private final long pinnedLength; // -1: read what there is
    // What was read last. Once a record in it was handed out it is not written to any more.
    private byte[] window = new byte[0];
    private long windowStart;
    private int windowLength;
    private final int maxWindowLength;
    private boolean isHandedOut;

    private long limit;
    private long validLength;
    private long lastNumber;
    private byte[] record; // null when there is none
    private int recordAt;
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
        this(file, fileName, tag, policy, lastNumber, -1, WINDOW_LENGTH);
    }

    /// As the public constructor and [#pinned].
    ///
    /// @param pinnedLength bytes to read, -1 for all
    /// @param maxWindowLength how much is read at a time, longer records aside
    RecordReader(
            StorageFile file,
            String fileName,
            long tag,
            LogPolicy policy,
            long lastNumber,
            long pinnedLength,
            int maxWindowLength) {
        this.file = file;
        this.fileName = fileName;
        this.tag = tag;
        this.policy = policy;
        this.lastNumber = lastNumber;
        this.pinnedLength = pinnedLength;
        this.maxWindowLength = maxWindowLength;
        this.limit = readableLength();
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
        return new RecordReader(file, fileName, tag, policy, lastNumber, length, WINDOW_LENGTH);
    }

    /// As the constructor, of a file of which the first bytes were read a moment ago.
    ///
    /// @param bytes what was read, from the start of the file; the reader's own from now on
    static RecordReader ahead(
            StorageFile file, String fileName, long tag, LogPolicy policy, long lastNumber, byte[] bytes) {
        RecordReader reader = new RecordReader(file, fileName, tag, policy, lastNumber);
        reader.window = bytes;
        reader.windowLength = bytes.length;
        return reader;
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
        return RecordFormat.kind(record, recordAt);
    }

    /// The record's number.
    public long number() {
        return RecordFormat.number(record, recordAt);
    }

    /// The highest number that was durable when the record was written.
    public long syncedNumber() {
        return RecordFormat.syncedNumber(record, recordAt);
    }

    /// An array that holds the record, header included, at [#recordOffset()]. It begins with a record of the file, this
    /// one or one before, and may hold more after it; half of it is records or more. The caller may keep it and must
    /// not write to it, and nor does the reader.
    public byte[] record() {
        return record;
    }

    /// Where in [#record()] the record begins; its body follows [RecordFormat#HEADER_LENGTH] bytes later.
    public int recordOffset() {
        return recordAt;
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
        at = load(validLength, paddedLength);
        if (at < 0
                || !RecordFormat.isBodyIntact(window, at)
                || !RecordFormat.isZero(window, at + length, at + paddedLength)) {
            flaw = "a record body whose checksum does not fit";
            return false;
        }
        if (!isHandedOut) {
            cutWindow();
        }
        accept(at, length, paddedLength);
        return true;
    }

    private void accept(int at, int length, int paddedLength) {
        record = window;
        recordAt = at;
        recordLength = length;
        isHandedOut = true;
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

    // Brings bytes of the file into the window, if they are not there; there must be as many up to the limit. Returns
    // where in the window they are, or -1 when the file has become shorter than it was.
    private int load(long from, int length) {
        if (from < windowStart || from + length > windowStart + windowLength) {
            int wanted = (int) Math.min(Math.max(length, nextWindowLength()), limit - from);
            if (isHandedOut || window.length < wanted) {
                window = new byte[wanted];
                isHandedOut = false;
            }
            windowStart = from;
            windowLength = read(window, 0, wanted, from);
            if (windowLength < length) {
                windowLength = 0;
                return -1;
            }
        }
        return (int) (from - windowStart);
    }

    private int nextWindowLength() {
        if (record == null) {
            return Math.min(FIRST_WINDOW_LENGTH, maxWindowLength);
        }
        int likelyLength = RecordFormat.paddedLength(recordLength);
        return Math.max(1, maxWindowLength / likelyLength) * likelyLength;
    }

    // Cuts what is not records off a window that begins with one, if it is the larger part, before they are handed out:
    // who keeps them does not keep the zeros by which a log is extended. The headers are looked at without a check,
    // because what they say only decides how much is read again.
    private void cutWindow() {
        long end = 0;
        while (windowLength - end >= RecordFormat.HEADER_LENGTH
                && RecordFormat.tag(window, (int) end) == tag
                && RecordFormat.bodyLength(window, (int) end) >= 0) {
            long next = end + RecordFormat.HEADER_LENGTH + RecordFormat.bodyLength(window, (int) end);
            if (next > windowLength) {
                break;
            }
            end = RecordFormat.paddedLength((int) next);
        }
        if (end <= window.length / 2) {
            windowLength = (int) Math.min(end, windowLength);
            window = Arrays.copyOf(window, windowLength);
        }
    }

    private int read(byte[] target, int from, int to, long filePosition) {
        try {
            return read(file, target, from, to, filePosition);
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + fileName, e);
        }
    }

    /// Reads bytes of a file into an array, from `from` to `to`, or the end of the file if that comes first.
    ///
    /// @return where in the array what was read ends
    static int read(StorageFile file, byte[] target, int from, int to, long filePosition) throws IOException {
        int done = from;
        while (done < to) {
            int piece = Math.min(to - done, READ_LENGTH_MAX);
            int count = file.read(ByteBuffer.wrap(target, done, piece), filePosition + done - from);
            done += count;
            if (count < piece) {
                break;
            }
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

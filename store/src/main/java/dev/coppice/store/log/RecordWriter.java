package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Appends records to one log file, in batches: [#append] gathers, [#write()] hands the batch to the file in one
/// positional write, [#sync()] makes it durable. What a batch is, the caller decides; it stands or falls as a whole.
///
/// **When a write fails** the whole batch is gone, from the file too, and the writer can be used again: the next batch
/// takes its place. So a full disk is survived, and no record of a failed batch comes back after a crash. Should even
/// the removal fail, it is tried again before anything else is written.
///
/// **When a sync fails** nobody knows what reached the disk, and trying again could succeed without having written
/// anything. The writer then throws the same error for ever; reopen and recover.
///
/// Confined to one thread, or guarded by its owner's lock. Does not close the file.
public final class RecordWriter {
    private static final int BUFFER_LENGTH_MIN = 16 << 10;
    private static final int BUFFER_LENGTH_MAX = 1 << 20;
    private static final int EXTENSION_MIN = 16 << 10;
    private static final int EXTENSION_MAX = 1 << 20;
    // An extension writes its bytes twice. That pays while the sync costs more than the bytes: for batches that are
    // small against the extension.
    private static final int BATCHES_PER_EXTENSION = 4;
    // A log of very few records stays as small as they are: there may be thousands of forks.
    private static final int BATCHES_UNEXTENDED = 2;
    private static final int EXTENDED_BATCH_MAX = EXTENSION_MAX / 16;
    private static final int ZEROS_LENGTH = 64 << 10;
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(ZEROS_LENGTH).asReadOnlyBuffer();

    private final StorageFile file;
    private final String fileName;
    private final long tag;

    // batchStart <= spilled <= fileLength. The batch is what the file has from batchStart to spilled, then what the
    // buffer has. Behind spilled, to fileLength, the file has only zeros.
    private ByteBuffer buffer;
    private long batchStart;
    private long spilled;
    private long fileLength;
    private int extension = EXTENSION_MIN;
    private int batchesUnextended;

    private long lastNumber;
    private long writtenNumber;
    private long syncedNumber;
    private boolean isSynced = true;
    private boolean needsCut;
    private StoreException poison;

    /// A writer that goes on at a position of a file.
    ///
    /// @param file opened for writing
    /// @param fileName its name, for messages
    /// @param tag identity of the file
    /// @param position where the next record goes, a multiple of [RecordFormat#ALIGNMENT]; the file ends there
    /// @param lastNumber the number of the record before, durable; -1 for none
    /// @throws StoreException.Io when the size of the file cannot be read
    public RecordWriter(StorageFile file, String fileName, long tag, long position, long lastNumber) {
        if (position < 0 || position % RecordFormat.ALIGNMENT != 0) {
            throw new IllegalArgumentException("no record starts at " + position);
        }
        this.file = file;
        this.fileName = fileName;
        this.tag = tag;
        this.batchStart = position;
        this.spilled = position;
        this.fileLength = position;
        this.lastNumber = lastNumber;
        this.writtenNumber = lastNumber;
        this.syncedNumber = lastNumber;
    }

    /// Seals a record with the next number and appends it.
    ///
    /// @param kind the record's kind
    /// @param record 48 free bytes, then the body; the header is filled in
    /// @param length bytes of header and body
    /// @return the record's number
    /// @throws StoreException.Full or [StoreException.Io] when the record had to be written and could not; the whole
    ///     batch is dropped
    public long append(int kind, byte[] record, int length) {
        long number = lastNumber + 1;
        RecordFormat.seal(record, length, kind, number, tag, syncedNumber);
        append(record, length);
        return number;
    }

    /// Appends a sealed record to the batch; the array is free again afterwards.
    ///
    /// @param record sealed with this writer's tag
    /// @param length bytes of header and body
    /// @throws StoreException.Full or [StoreException.Io] when the record had to be written and could not; the whole
    ///     batch is dropped
    public void append(byte[] record, int length) {
        if (RecordFormat.tag(record, 0) != tag
                || RecordFormat.bodyLength(record, 0) != length - RecordFormat.HEADER_LENGTH) {
            throw new IllegalArgumentException("the record is not sealed for " + fileName);
        }
        ensureUsable();
        int paddedLength = RecordFormat.paddedLength(length);
        reserve(paddedLength);
        put(record, length);
        for (int i = length; i < paddedLength; i++) {
            if (!buffer.hasRemaining()) {
                spill();
            }
            buffer.put((byte) 0);
        }
        lastNumber = RecordFormat.number(record, 0);
    }

    /// Ends the batch and hands it to the file. It is then seen by whoever reads the file and survives the end of the
    /// process, but not yet of the machine.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when it could not be written; the whole batch is dropped
    public void write() {
        ensureUsable();
        if (position() == batchStart) {
            return;
        }
        long batchLength = position() - batchStart;
        spill();
        extend(batchLength);
        batchStart = spilled;
        writtenNumber = lastNumber;
        isSynced = false;
    }

    /// Writes the batch and makes all that was written so far durable.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when it could not be written; the whole batch is dropped. Or
    ///     when it could not be synced; then this and every later call of any method throws that error
    public void sync() {
        write();
        if (!isSynced) {
            syncFile();
        }
    }

    /// Gives back what the file has been extended by ahead of its records. Part of closing a log; durable after the
    /// next [#sync()].
    public void cutExtension() {
        write();
        if (fileLength > spilled) {
            try {
                file.truncate(spilled);
                fileLength = spilled;
                isSynced = false;
            } catch (IOException e) {
                throw IoErrors.wrap("shortening " + fileName, e);
            }
        }
    }

    /// Whether a sync has failed, so that the writer refuses to go on.
    public boolean hasFailed() {
        return poison != null;
    }

    /// Identity of the file, with which its records are sealed.
    public long tag() {
        return tag;
    }

    /// Where the next record goes: bytes of the file and of the batch.
    public long position() {
        return buffer == null ? spilled : spilled + buffer.position();
    }

    /// The number of the last record appended, or before the writer's first.
    public long lastNumber() {
        return lastNumber;
    }

    /// The highest number known to be durable.
    public long syncedNumber() {
        return syncedNumber;
    }

    /// Bytes that the file occupies, those that it was extended by included.
    public long fileLength() {
        return fileLength;
    }

    private void ensureUsable() {
        if (poison != null) {
            throw poison;
        }
        if (needsCut) {
            StoreException failure = cutBatch();
            if (failure != null) {
                throw failure;
            }
        }
    }

    // Room for a record in the buffer, unless it is so long that it has to go to the file in pieces.
    private void reserve(int length) {
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH_MIN);
        }
        long wanted = (long) buffer.position() + length;
        if (wanted > buffer.capacity() && buffer.capacity() < BUFFER_LENGTH_MAX) {
            long doubled = Long.highestOneBit(wanted - 1) << 1;
            ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.min(doubled, BUFFER_LENGTH_MAX));
            buffer = larger.put(buffer.flip());
        }
    }

    private void put(byte[] source, int length) {
        int done = 0;
        while (done < length) {
            if (!buffer.hasRemaining()) {
                spill();
            }
            int count = Math.min(length - done, buffer.remaining());
            buffer.put(source, done, count);
            done += count;
        }
    }

    private void spill() {
        if (buffer.position() == 0) {
            return;
        }
        int length = buffer.position();
        try {
            file.write(buffer.flip(), spilled);
        } catch (IOException e) {
            throw dropBatch(e);
        }
        buffer.clear();
        spilled += length;
        fileLength = Math.max(fileLength, spilled);
    }

    // A sync of a file that has grown must also journal its new size, which makes it about half as fast as a sync of
    // bytes overwritten. So the file grows ahead of its records, with zeros that are really written: only then are the
    // blocks allocated. Best effort: on a full disk the log grows by its records only.
    private void extend(long batchLength) {
        if (spilled < fileLength || batchLength > EXTENDED_BATCH_MAX) {
            return;
        }
        if (batchesUnextended < BATCHES_UNEXTENDED) {
            batchesUnextended++;
            return;
        }
        while (extension < EXTENSION_MAX && extension < batchLength * BATCHES_PER_EXTENSION) {
            extension *= 2;
        }
        long target = (spilled + extension) & -EXTENSION_MIN;
        try {
            for (long at = spilled; at < target; ) {
                int length = (int) Math.min(target - at, ZEROS_LENGTH);
                file.write(ZEROS.slice(0, length), at);
                at += length;
                fileLength = at;
            }
            extension = Math.min(extension * 2, EXTENSION_MAX);
        } catch (IOException e) {
            if (!IoErrors.isFull(e)) {
                throw dropBatch(e);
            }
        }
    }

    private StoreException dropBatch(IOException cause) {
        StoreException error = IoErrors.wrap("writing " + fileName, cause);
        lastNumber = writtenNumber;
        needsCut = true;
        StoreException failure = cutBatch();
        if (failure != null) {
            error.addSuppressed(failure);
        }
        return error;
    }

    // Removes what a failed batch may have left. Synced at once: its records carry valid checksums and numbers that
    // will be used again, so they must not reappear behind or instead of those that take their place.
    private StoreException cutBatch() {
        if (buffer != null) {
            buffer.clear();
        }
        try {
            file.truncate(batchStart);
        } catch (IOException e) {
            return IoErrors.wrap("removing a failed batch from " + fileName, e);
        }
        spilled = batchStart;
        fileLength = batchStart;
        needsCut = false;
        try {
            syncFile();
        } catch (StoreException e) {
            return e;
        }
        return null;
    }

    private void syncFile() {
        try {
            file.sync();
        } catch (IOException e) {
            poison = IoErrors.wrap("syncing " + fileName, e);
            throw poison;
        }
        syncedNumber = writtenNumber;
        isSynced = true;
    }
}

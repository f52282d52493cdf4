package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;

/// The segment that a write-ahead log is appending to. Same rules as [RecordWriter]: batches, and no going on after a
/// failed sync. Confined to the committer.
final class SegmentWriter {
    private final Storage storage;
    private final String directory;
    private final String name;
    private final StorageFile file;
    private final RecordWriter writer;
    private boolean isDirectorySynced;
    private boolean isEnded;

    private SegmentWriter(Storage storage, String directory, String name, StorageFile file, RecordWriter writer) {
        this.storage = storage;
        this.directory = directory;
        this.name = name;
        this.file = file;
        this.writer = writer;
    }

    /// Creates the file of a segment and writes its first record. Nothing of it is durable before the first [#sync()].
    ///
    /// @throws StoreException.Full or [StoreException.Io] when it could not be written; no file is left, unless even
    ///     its deletion fails, and then it holds no commit
    static SegmentWriter begin(Storage storage, SegmentHeader header) {
        String directory = WalFormat.directory(header.forkId());
        String name = directory + "/" + WalFormat.segmentName(header.number());
        StorageFile file;
        try {
            file = storage.create(name);
        } catch (IOException e) {
            throw IoErrors.wrap("creating " + name, e);
        }
        long tag = WalFormat.tag(header.databaseId(), header.forkId(), header.number());
        RecordWriter writer = new RecordWriter(file, name, tag, 0, header.previousSequence());
        SegmentWriter segment = new SegmentWriter(storage, directory, name, file, writer);
        try {
            byte[] record = header.toRecord();
            writer.append(record, record.length);
            writer.write();
            return segment;
        } catch (StoreException e) {
            segment.abandon(e);
            throw e;
        }
    }

    void append(byte[] record, int length, long sequence, long syncedSequence) {
        RecordFormat.sealHeader(record, WalFormat.KIND_COMMIT, sequence, writer.tag(), syncedSequence);
        writer.append(record, length);
    }

    void write() {
        writer.write();
    }

    /// Makes the segment durable, its name included.
    void sync() {
        writer.sync();
        if (!isDirectorySynced) {
            syncDirectory(storage, directory);
            isDirectorySynced = true;
        }
    }

    /// Makes everything durable, then marks the end of the segment. In this order, because the mark says that all
    /// before it had been durable. Can be repeated when it fails.
    void end() {
        sync();
        if (!isEnded) {
            byte[] record = new byte[RecordFormat.HEADER_LENGTH];
            long last = writer.lastNumber();
            RecordFormat.seal(record, record.length, WalFormat.KIND_END, last, writer.tag(), last);
            writer.append(record, record.length);
            writer.write();
            isEnded = true;
        }
        writer.cutExtension();
        writer.sync();
    }

    void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw IoErrors.wrap("closing " + name, e);
        }
    }

    boolean hasFailed() {
        return writer.hasFailed();
    }

    long lastSequence() {
        return writer.lastNumber();
    }

    /// Bytes of records, those of the batch included.
    long length() {
        return writer.position();
    }

    /// Bytes that the file occupies.
    long fileLength() {
        return writer.fileLength();
    }

    static void syncDirectory(Storage storage, String directory) {
        try {
            storage.syncDirectory(directory);
        } catch (IOException e) {
            throw IoErrors.wrap("syncing the directory " + directory, e);
        }
    }

    private void abandon(StoreException cause) {
        try {
            file.close();
            storage.delete(name);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}

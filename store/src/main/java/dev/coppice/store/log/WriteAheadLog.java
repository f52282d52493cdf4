package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The write-ahead log of one fork: every commit in order, in segment files of a bounded size.
///
/// A committer gathers commits with [#append], then calls [#write()] (seen by other processes, survives this one) or
/// [#sync()] (survives a loss of power). What was appended since the last of these calls that returned is one batch. If
/// a call of the three fails, the whole batch is gone and may be tried again; only a failed sync makes the log refuse
/// everything from then on, because nobody knows what reached the disk.
///
/// A writer never appends to a segment of an earlier one: it begins its own with its first commit, so a log that is
/// opened and not written costs nothing.
///
/// [#append], [#write()], [#sync()] and [#close()] belong to one thread at a time, the committer under its lock. All
/// other methods, [#syncAhead()] among them, may be called by any thread at any time.
public final class WriteAheadLog implements AutoCloseable {
    /// The size in bytes past which a segment is followed by a new one, unless told otherwise.
    public static final long SEGMENT_LENGTH = 16L << 20;

    private static final int COPY_LENGTH_MAX = 1 << 20;

    private final Storage storage;
    private final long databaseId;
    private final long forkId;
    private final long term;
    private final long segmentLength;
    private final Needs needs;
    private final String directory;
    private final long unprovenFrom; // offset in earlierSegment

    // The committer adds segments at the end, trimming removes others. Guarded by itself.
    private final Deque<WalSegment> segments;
    private final Object trimLock = new Object();

    private SegmentWriter current; // the last of segments; null before the first batch, and after a segment ended
    private long nextNumber;
    private String earlierSegment; // of another writer, perhaps not durable; null once it is
    private boolean isBatchOpen;
    private boolean isClosed;
    private StoreException poison;

    private volatile long lastSequence;
    private volatile long syncedSequence;
    private volatile long currentLength;
    private volatile String currentName; // null when nothing may wait for a sync

    /// A log to be continued where its replay ended.
    ///
    /// @param storage the database's files
    /// @param databaseId the database
    /// @param forkId the fork
    /// @param term the term of this writer, put into each segment for whoever inspects it
    /// @param state what a replay with repair returned, or [WalState#empty(long)] for a new fork
    /// @param segmentLength the size in bytes past which a segment is followed by a new one
    /// @param needs whether somebody besides the fork itself needs a part of the log; asked whenever the log is
    ///     trimmed, from the trimming thread
    public WriteAheadLog(
            Storage storage, long databaseId, long forkId, long term, WalState state, long segmentLength, Needs needs) {
        this.storage = storage;
        this.databaseId = databaseId;
        this.forkId = forkId;
        this.term = term;
        this.segmentLength = segmentLength;
        this.needs = needs;
        this.directory = WalFormat.directory(forkId);
        this.segments = new ArrayDeque<>(state.segments());
        this.nextNumber = segments.isEmpty() ? 1 : segments.getLast().number() + 1;
        boolean isProven = state.syncedSequence() >= state.lastSequence();
        this.earlierSegment = isProven ? null : nameOf(segments.getLast().number());
        this.unprovenFrom = state.unprovenFrom();
        this.lastSequence = state.lastSequence();
        this.syncedSequence = state.syncedSequence();
    }

    /// Reads the log of a fork.
    ///
    /// A torn end is normal: after a crash, and for a reader that follows a writer at work. Everything else that is not
    /// as it was written is an error, if it could have been acknowledged.
    ///
    /// @param afterSequence the commits through this one are known already, from the checkpoint or the fork's origin
    /// @param throughSequence the last commit wanted, which must be there; [Long#MAX_VALUE] for all that there are
    /// @param repair whether to cut a torn tail off the newest segment, as a writer must before it goes on
    /// @param visitor receives the commits after `afterSequence` in order
    /// @return where the log ends
    /// @throws StoreException.Corrupt when a commit that could have been acknowledged is missing or damaged
    /// @throws StoreException.NotADatabase when the log is of a newer format version
    /// @throws StoreException.Io when a file cannot be read
    public static WalState replay(
            Storage storage,
            long databaseId,
            long forkId,
            long afterSequence,
            long throughSequence,
            boolean repair,
            CommitVisitor visitor) {
        try (WalReplay replay = new WalReplay(storage, databaseId, forkId, afterSequence, throughSequence)) {
            return replay.run(repair, visitor);
        }
    }

    /// The highest term of a writer that began a segment of a fork's log, as far as their beginnings can be read; -1
    /// when there is none.
    public static long highestTerm(Storage storage, long databaseId, long forkId) throws IOException {
        String directory = WalFormat.directory(forkId);
        long highest = -1;
        for (long number : segmentNumbers(storage, directory)) {
            String name = directory + "/" + WalFormat.segmentName(number);
            try (StorageFile file = storage.open(name, Storage.Access.READ)) {
                SegmentHeader header = SegmentHeader.read(file, name, databaseId, forkId, number);
                highest = Math.max(highest, header == null ? -1 : header.term());
            } catch (StoreException.Corrupt ofAnother) {
                // What it says is not about this log.
            }
        }
        return highest;
    }

    /// Appends a commit to the batch. Fills in the header of the record; the array may be used again afterwards.
    ///
    /// @param record 48 bytes for the header, then the body, sealed with [RecordFormat#sealBody]
    /// @param length bytes of header and body
    /// @param sequence the commit's number, [#lastSequence()] + 1
    /// @throws StoreException.Full or [StoreException.Io] when it could not be written; the whole batch is dropped
    public void append(byte[] record, int length, long sequence) {
        ensureUsable();
        if (sequence != lastSequence + 1) {
            throw new IllegalArgumentException("commit " + sequence + " after commit " + lastSequence);
        }
        if (!isBatchOpen) {
            prepareSegment();
        }
        try {
            current.append(record, length, sequence, syncedSequence);
            isBatchOpen = true;
        } catch (StoreException e) {
            isBatchOpen = false;
            throw e;
        } finally {
            lastSequence = current.lastSequence();
        }
    }

    /// Ends the batch and hands it to the operating system.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when it could not be written; the whole batch is dropped
    public void write() {
        ensureUsable();
        if (current != null) {
            isBatchOpen = false;
            try {
                current.write();
            } finally {
                lastSequence = current.lastSequence();
                currentLength = current.fileLength();
            }
        }
    }

    /// Ends the batch and makes it, and all before it, durable.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when it could not be written; the whole batch is dropped. Or
    ///     when it could not be synced; then this and every later call throws that error
    public void sync() {
        write();
        syncEarlierSegment();
        if (current != null) {
            try {
                current.sync();
            } catch (StoreException e) {
                poison = e;
                throw e;
            }
        }
        syncedSequence = lastSequence;
    }

    /// Brings what was written so far to the disk, while others append and write, so that the next [#sync()] has less
    /// to wait for. Makes nothing durable that the log would know of.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when that failed: nobody knows then what reached the disk,
    ///     and the caller must let nothing more be written
    public void syncAhead() {
        String name = currentName;
        if (name == null) {
            return;
        }
        try (StorageFile file = storage.open(name, Storage.Access.READ_WRITE)) {
            file.sync();
        } catch (NoSuchFileException trimmed) {
            // A checkpoint has made the segment superfluous meanwhile.
        } catch (IOException e) {
            throw IoErrors.wrap("syncing " + name, e);
        }
    }

    /// The last commit appended; after a failed batch, the last before it.
    public long lastSequence() {
        return lastSequence;
    }

    /// The highest commit known to be durable.
    public long syncedSequence() {
        return syncedSequence;
    }

    /// Bytes that the segments occupy.
    public long retainedBytes() {
        long bytes = currentLength;
        synchronized (segments) {
            for (WalSegment segment : segments) {
                bytes += segment.length();
            }
        }
        return bytes;
    }

    /// Deletes the segments that hold only commits that nobody needs: none after a sequence, and none that somebody
    /// named at construction needs. The newest segment always stays. What is left may have gaps; a replay asks for a
    /// range without one.
    ///
    /// @param throughSequence the last commit that a durable checkpoint of the fork contains
    /// @throws StoreException.Io when a file could not be deleted; the next call tries again
    public void trim(long throughSequence) {
        synchronized (trimLock) {
            for (WalSegment segment : trimmable(throughSequence)) {
                String name = nameOf(segment.number());
                try {
                    storage.delete(name);
                } catch (IOException e) {
                    throw IoErrors.wrap("deleting " + name, e);
                }
                synchronized (segments) {
                    segments.remove(segment);
                }
            }
        }
    }

    /// Makes everything durable and marks the end of the log, so that whoever reads it can tell damage from an
    /// interrupted write. A log that refuses to go on is only let go of.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when the log could not be ended; all that was synced before
    ///     stays durable, and the log is closed all the same
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        currentName = null;
        SegmentWriter closing = current;
        current = null;
        if (closing == null) {
            if (poison == null) {
                syncEarlierSegment();
            }
            return;
        }
        try {
            if (poison == null && !closing.hasFailed()) {
                closing.end();
                syncedSequence = lastSequence;
            }
        } finally {
            closing.close();
        }
    }

    static List<Long> segmentNumbers(Storage storage, String directory) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (String name : storage.list(directory)) { // sorted, and names sort as their numbers do
            long number = WalFormat.parseSegmentName(name);
            if (number >= 0) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private void ensureUsable() {
        if (isClosed) {
            throw new StoreException.Closed("the log in " + directory + " is closed");
        }
        if (poison != null) {
            throw poison;
        }
    }

    // A segment to append to, before the first record of a batch: a batch never spans two.
    private void prepareSegment() {
        if (current != null && current.length() >= segmentLength) {
            endSegment();
        }
        if (current == null) {
            beginSegment();
        }
    }

    private void endSegment() {
        SegmentWriter ended = current;
        ended.end();
        syncedSequence = lastSequence;
        synchronized (segments) {
            WalSegment begun = segments.removeLast();
            segments.addLast(new WalSegment(begun.number(), begun.startSequence(), ended.fileLength()));
            currentLength = 0;
        }
        current = null;
        currentName = null;
        ended.close();
    }

    // The header of the new segment says that all commits before it are durable, so first of all they have to be.
    private void beginSegment() {
        syncEarlierSegment();
        long number = nextNumber++; // used up even by a failure, which may leave a file behind
        current = SegmentWriter.begin(storage, new SegmentHeader(databaseId, forkId, number, term, lastSequence));
        synchronized (segments) {
            segments.addLast(new WalSegment(number, lastSequence, 0));
            currentLength = current.fileLength();
        }
        currentName = nameOf(number);
    }

    // A process that was killed, or whose sync failed, may have left commits that only the operating system's memory
    // holds, and that the system takes for written after a failed sync. So they are written once more. A write that
    // fails has changed nothing, because the bytes were the same before; it is done again next time.
    private void syncEarlierSegment() {
        if (earlierSegment == null) {
            return;
        }
        try (StorageFile file = storage.open(earlierSegment, Storage.Access.READ_WRITE)) {
            rewrite(file);
            syncEarlierSegment(file);
        } catch (IOException e) {
            throw IoErrors.wrap("writing " + earlierSegment + " again", e);
        }
        earlierSegment = null;
        syncedSequence = lastSequence;
    }

    private void rewrite(StorageFile file) throws IOException {
        int bufferLength = (int) Math.clamp(file.size() - unprovenFrom, 1L, COPY_LENGTH_MAX);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferLength);
        for (long at = unprovenFrom; file.read(buffer, at) > 0; buffer.clear()) {
            int length = buffer.flip().remaining();
            file.write(buffer, at);
            at += length;
        }
    }

    private void syncEarlierSegment(StorageFile file) {
        try {
            try {
                file.sync();
            } catch (IOException e) {
                throw IoErrors.wrap("syncing " + earlierSegment, e);
            }
            SegmentWriter.syncDirectory(storage, directory);
        } catch (StoreException e) {
            poison = e;
            throw e;
        }
    }

    // The commits of a segment are those after its start, through the start of the next one at most.
    private List<WalSegment> trimmable(long throughSequence) {
        List<WalSegment> present;
        synchronized (segments) {
            present = List.copyOf(segments);
        }
        List<WalSegment> found = new ArrayList<>();
        for (int i = 0; i + 1 < present.size(); i++) {
            WalSegment segment = present.get(i);
            long last = present.get(i + 1).startSequence();
            if (last <= throughSequence && !needs.any(segment.startSequence(), last)) {
                found.add(segment);
            }
        }
        return found;
    }

    /// Says which parts of a log are still needed.
    @FunctionalInterface
    public interface Needs {
        /// Whether somebody needs a commit of a range.
        ///
        /// @param after the range is the commits after this sequence
        /// @param through up to and including this one
        boolean any(long after, long through);
    }

    private String nameOf(long number) {
        return directory + "/" + WalFormat.segmentName(number);
    }
}

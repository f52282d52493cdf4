package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Ahead;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Scheduler;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.RecordReader.End;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One pass over the segments of a write-ahead log.
///
/// Every segment but the newest was complete and durable before its successor was begun, and the successor says with
/// which sequence it was complete. So whether a segment lost commits needs no guess: it must hold all those up to where
/// the next one starts. What it may hold beyond is left of an interrupted write, which the writer of the next one has
/// not seen. Only the newest ends as a log may end after a crash.
///
/// Other threads may read segments from the disk ahead of it ([#readAhead]); all that is judged and passed on is by the
/// one thread that uses it.
public final class WalReplay implements AutoCloseable {
    private static final int LISTINGS_MAX = 100;
    private static final long UNKNOWN = -1;

    private static final int SEGMENTS_AHEAD = 4;
    // Shorter ones are not worth a thread, longer ones not worth an array.
    private static final long READ_AHEAD_MIN = 256 << 10;
    private static final long READ_AHEAD_MAX = 64 << 20;

    private final Storage storage;
    private final long databaseId;
    private final long forkId;
    private final String directory;
    private final long afterSequence;
    private final long throughSequence;

    private List<Segment> segments;
    private Scheduler scheduler; // null: nothing is read ahead
    private final Map<Long, Ahead<byte[]>> ahead = new TreeMap<>(); // by the number of the segment
    private long shortestAhead;
    private int nextAhead;
    private CommitVisitor visitor;
    private long lastSequence;
    private long syncedSequence;
    private Segment lastRead;
    private RecordReader newest; // of lastRead

    // Where in the segment the commits begin that nothing proves durable; at most one interval between two syncs too
    // early, which saves remembering where each of them is.
    private long unprovenFrom;
    private long nextMarkSequence;
    private long nextMark;

    /// A replay that has not begun.
    ///
    /// @param afterSequence the commits through this one are known already, from the checkpoint or the fork's origin
    /// @param throughSequence the last commit wanted, which must be there; [Long#MAX_VALUE] for all that there are
    public WalReplay(Storage storage, long databaseId, long forkId, long afterSequence, long throughSequence) {
        this.storage = storage;
        this.databaseId = databaseId;
        this.forkId = forkId;
        this.directory = WalFormat.directory(forkId);
        this.afterSequence = afterSequence;
        this.throughSequence = throughSequence;
        this.lastSequence = afterSequence;
        this.syncedSequence = afterSequence;
    }

    /// Has segments read from now on, as far as the threads of a scheduler are free for it. The log is then the one of
    /// this moment.
    ///
    /// @throws StoreException.Corrupt when a segment is not one of this log
    /// @throws StoreException.Io when a file cannot be read
    public void readAhead(Scheduler threads) {
        readAhead(threads, READ_AHEAD_MIN);
    }

    void readAhead(Scheduler threads, long shortest) {
        scheduler = threads;
        shortestAhead = shortest;
        segments = openAll();
        nextAhead = firstNeeded(segments);
        readAheadThrough(nextAhead + SEGMENTS_AHEAD);
    }

    /// Passes on the commits. May be called once.
    ///
    /// @param repair whether to cut a torn tail off the newest segment, as a writer must before it goes on
    /// @param commits receives the wanted commits in order
    /// @return where the log ends
    /// @throws StoreException.Corrupt when a commit that could have been acknowledged is missing or damaged
    /// @throws StoreException.NotADatabase when the log is of a newer format version
    /// @throws StoreException.Io when a file cannot be read
    public WalState run(boolean repair, CommitVisitor commits) {
        visitor = commits;
        if (segments == null) {
            segments = openAll();
        }
        for (int i = firstNeeded(segments); i < segments.size() && lastSequence < throughSequence; i++) {
            readAheadThrough(i + SEGMENTS_AHEAD);
            read(segments.get(i), Math.min(throughSequence, nextStart(segments, i)));
        }
        if (throughSequence != Long.MAX_VALUE && lastSequence < throughSequence) {
            throw missing("commits through " + throughSequence);
        }
        if (repair && lastRead != null && lastRead == segments.getLast() && newest.end() != null) {
            cutTail(lastRead);
        }
        return new WalState(
                lastSequence,
                syncedSequence,
                unprovenFrom,
                newest == null ? End.CLEAN : newest.end(),
                newest == null ? "no segment" : newest.flaw(),
                describe(segments));
    }

    @Override
    public void close() {
        for (Ahead<byte[]> each : ahead.values()) {
            if (!each.withdraw()) {
                each.await(); // it reads from a file that is closed next
            }
        }
        ahead.clear();
        if (segments != null) {
            segments.forEach(Segment::close);
        }
    }

    private void readAheadThrough(int index) {
        if (scheduler == null) {
            return;
        }
        for (; nextAhead < segments.size() && nextAhead <= index; nextAhead++) {
            Segment segment = segments.get(nextAhead);
            long length = segment.length();
            if (segment.start < throughSequence && length >= shortestAhead && length <= READ_AHEAD_MAX) {
                ahead.put(segment.number, Ahead.begin(scheduler, "reading of " + segment.name, segment::bytes));
            }
        }
    }

    // All are opened before the first commit is passed on, so that a writer that deletes old segments meanwhile leads
    // to a new listing and never to half a replay.
    private List<Segment> openAll() {
        NoSuchFileException gone = null;
        for (int i = 0; i < LISTINGS_MAX; i++) {
            List<Segment> segments = new ArrayList<>();
            boolean complete = false;
            try {
                for (long number : WriteAheadLog.segmentNumbers(storage, directory)) {
                    segments.add(open(number));
                }
                complete = true;
                return segments;
            } catch (NoSuchFileException e) {
                gone = e;
            } catch (IOException e) {
                throw IoErrors.wrap("opening the log in " + directory, e);
            } finally {
                if (!complete) {
                    segments.forEach(Segment::close);
                }
            }
        }
        throw IoErrors.wrap("opening the log in " + directory, gone);
    }

    private Segment open(long number) throws IOException {
        String name = directory + "/" + WalFormat.segmentName(number);
        StorageFile file = storage.open(name, Storage.Access.READ);
        try {
            SegmentHeader header = SegmentHeader.read(file, name, databaseId, forkId, number);
            return new Segment(number, name, file, header == null ? UNKNOWN : header.previousSequence());
        } catch (StoreException e) {
            file.close();
            throw e;
        }
    }

    // The last segment that starts at or before what is wanted; those before it hold nothing that is.
    private int firstNeeded(List<Segment> segments) {
        for (int i = segments.size() - 1; i > 0; i--) {
            long start = segments.get(i).start;
            if (start != UNKNOWN && start <= afterSequence) {
                return i;
            }
        }
        return 0;
    }

    private static long nextStart(List<Segment> segments, int index) {
        for (Segment segment : segments.subList(index + 1, segments.size())) {
            if (segment.start != UNKNOWN) {
                return segment.start;
            }
        }
        return Long.MAX_VALUE;
    }

    private void read(Segment segment, long lastWanted) {
        if (segment.start != UNKNOWN) {
            checkStart(segment);
        }
        long start = segment.start == UNKNOWN ? lastSequence : segment.start;
        long tag = WalFormat.tag(databaseId, forkId, segment.number);
        lastRead = segment;
        Ahead<byte[]> begun = ahead.remove(segment.number);
        byte[] bytes = begun == null || begun.withdraw() ? null : begun.join();
        newest = bytes == null
                ? new RecordReader(segment.file, segment.name, tag, LogPolicy.WRITE_AHEAD, start)
                : RecordReader.ahead(segment.file, segment.name, tag, LogPolicy.WRITE_AHEAD, start, bytes);
        unprovenFrom = 0;
        nextMark = 0;
        syncedSequence = Math.max(syncedSequence, start);
        while (newest.lastNumber() < lastWanted && newest.next()) {
            checkPlace(segment);
            if (newest.kind() == WalFormat.KIND_COMMIT) {
                visit();
            }
            prove();
        }
    }

    private void prove() {
        syncedSequence = Math.max(syncedSequence, newest.syncedNumber());
        if (newest.kind() == WalFormat.KIND_COMMIT && (nextMark == 0 || syncedSequence >= nextMarkSequence)) {
            unprovenFrom = nextMark;
            nextMark = newest.validLength();
            nextMarkSequence = newest.number();
        }
    }

    private void checkStart(Segment segment) {
        if (segment.start > lastSequence) {
            if (newest != null) {
                throw missing("commit " + (lastSequence + 1) + ", before segment " + segment.number
                        + " which starts after commit " + segment.start);
            }
            throw new StoreException.Corrupt(
                    segment.name,
                    0,
                    "a log that begins at or before commit " + (lastSequence + 1),
                    "one that begins after commit " + segment.start);
        }
    }

    private void checkPlace(Segment segment) {
        int kind = newest.kind();
        boolean isFirst = newest.position() == 0;
        if (kind > WalFormat.KIND_END || isFirst != (kind == WalFormat.KIND_SEGMENT)) {
            throw new StoreException.Corrupt(
                    segment.name,
                    newest.position(),
                    isFirst ? "the start of a segment" : "a commit or the end of a segment",
                    "a record of kind " + kind);
        }
    }

    private void visit() {
        long sequence = newest.number();
        if (sequence > afterSequence) {
            int bodyOffset = newest.recordOffset() + RecordFormat.HEADER_LENGTH;
            visitor.commit(newest.record(), bodyOffset, newest.bodyLength(), sequence);
            lastSequence = sequence;
        }
    }

    private StoreException.Corrupt missing(String expected) {
        return newest == null
                ? new StoreException.Corrupt(directory, 0, expected, "no segment of the log")
                : newest.missing(expected);
    }

    // A torn tail is cut, so that no later reader has to judge it again. Zeros are only space: nothing depends on
    // whether they stay, so cutting them waits for no disk.
    private void cutTail(Segment segment) {
        try {
            if (segment.file.size() <= newest.validLength()) {
                return;
            }
            try (StorageFile file = storage.open(segment.name, Storage.Access.READ_WRITE)) {
                file.truncate(newest.validLength());
                if (newest.end() == End.TORN) {
                    file.sync();
                }
            }
        } catch (IOException e) {
            throw IoErrors.wrap("cutting the torn tail of " + segment.name, e);
        }
    }

    // A segment without a beginning has no commits, so it starts where the next one does.
    private List<WalSegment> describe(List<Segment> segments) {
        WalSegment[] described = new WalSegment[segments.size()];
        long nextStart = lastSequence;
        for (int i = described.length - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            nextStart = segment.start == UNKNOWN ? nextStart : segment.start;
            described[i] = new WalSegment(segment.number, nextStart, segment.length());
        }
        return List.of(described);
    }

    private record Segment(long number, String name, StorageFile file, long start) {
        /// What the file holds; null when it cannot be read, which whoever reads it next will report.
        byte[] bytes() {
            try {
                byte[] bytes = new byte[(int) Math.min(file.size(), READ_AHEAD_MAX)];
                int length = RecordReader.read(file, bytes, 0, bytes.length, 0);
                return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            } catch (IOException unreadable) {
                return null;
            }
        }

        long length() {
            try {
                return file.size();
            } catch (IOException e) {
                throw IoErrors.wrap("reading the size of " + name, e);
            }
        }

        void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw IoErrors.wrap("closing " + name, e);
            }
        }
    }
}

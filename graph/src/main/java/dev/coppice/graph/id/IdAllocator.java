package dev.coppice.graph.id;

import dev.coppice.graph.GraphException;
import dev.coppice.store.StoreException;
import dev.coppice.store.object.ObjectStore;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Hands out the ids of the vertices and edges of one fork: unsigned numbers of 64 bits, from 0 upward, each kind for
/// itself, and none of them ever twice.
///
/// ```java
/// IdAllocator ids = IdAllocator.open(objects, IdPaths.PRIMARY);
/// long vertex = ids.allocateVid();
/// long firstOfTen = ids.allocateEids(10);      // and the nine that follow
/// ```
///
/// Ids are reserved in batches by a small object that is durable before the first id of a batch leaves; within a batch
/// nothing is written, and an id costs one atomic exchange. A batch is reserved by the call that takes an id of the
/// last quarter of the one before, while other threads go on taking what is left. What was reserved and not handed out
/// when the program ended is never handed out: ids may be skipped, not repeated.
///
/// Two allocators that are open on one path, of one process or of two, never hand out the same id, because the object
/// is replaced by compare-and-set. Thread-safe. Holds nothing that needs to be closed.
///
/// Ids that one thread takes ascend. A bulk allocation has consecutive ones.
public final class IdAllocator {
    /// How many ids are reserved at a time unless said otherwise.
    public static final int DEFAULT_BATCH_SIZE = 1_000;

    /// How often another allocator on the same path may come first: each time it has made progress.
    private static final int ATTEMPTS_MAX = 100;
    /// More is reserved when less than one part in so many of a batch is left.
    private static final int PARTS_OF_BATCH = 4;

    private static final long END_OF_IDS = IdMarks.UNBOUNDED.vid();

    /// Held while more is reserved. Guards the reservations and the ends of the streams.
    private final ReentrantLock lock = new ReentrantLock();

    private final Reservations reservations;
    private final String name;
    private final long batchSize;
    private final IdStream vertices;
    private final IdStream edges;

    private IdAllocator(String name, Reservations reservations, IdMarks next, IdMarks ends, long batchSize) {
        this.name = name;
        this.reservations = reservations;
        this.batchSize = batchSize;
        long reserveBelow = batchSize / PARTS_OF_BATCH;
        this.vertices = new IdStream(IdKind.VERTEX, next.vid(), ends.vid(), reserveBelow);
        this.edges = new IdStream(IdKind.EDGE, next.eid(), ends.eid(), reserveBelow);
    }

    // ---- Opening

    /// As [#open(ObjectStore, String, int)] with [#DEFAULT_BATCH_SIZE].
    public static IdAllocator open(ObjectStore objects, String path) {
        return open(objects, path, DEFAULT_BATCH_SIZE);
    }

    /// Opens the allocator whose marks are in an object, at those marks. Writes nothing. Where there is no object ids
    /// begin at 0, except at the path of a fork: a fork inherits ids, and has had an object since it was made.
    ///
    /// @param path where the object is: see [IdPaths]
    /// @param batchSize how many ids are reserved at a time, at least 1
    /// @throws GraphException.Corrupt when the object is not what it should be, or a fork has none
    /// @throws GraphException.Io when it cannot be read
    /// @throws GraphException.Invalid when the batch has no room for an id
    public static IdAllocator open(ObjectStore objects, String path, int batchSize) {
        if (batchSize < 1) {
            throw new GraphException.Invalid("a batch of " + batchSize + " ids; it takes at least 1");
        }
        var reservations = StoredReservations.open(objects, path, path.startsWith(IdPaths.FORKS));
        IdMarks marks = reservations.current();
        return new IdAllocator(path, reservations, marks, marks, batchSize);
    }

    /// Opens the allocator of a fork, which [#bootstrapForkFromPrimary] has made.
    ///
    /// @param forkId the fork's number, from 0
    /// @throws GraphException.Corrupt when the fork has no object, or it is not what it should be
    /// @throws GraphException.Io when it cannot be read
    public static IdAllocator openFork(ObjectStore objects, long forkId, int batchSize) {
        return open(objects, IdPaths.ofFork(forkId), batchSize);
    }

    /// An allocator that begins at marks and is forgotten with the object: it persists nothing and reserves nothing, so
    /// its ids are for elements that are never committed. The ids of two of them, and those that the fork itself hands
    /// out later, may be equal.
    ///
    /// @param from the marks of the fork, or of the session, that it starts from
    public static IdAllocator scratch(IdMarks from) {
        return new IdAllocator("a scratch session", Reservations.Everything.INSTANCE, from, IdMarks.UNBOUNDED, 1);
    }

    /// Gives a new fork its object, with the high-water marks of its parent, which may be primary or another fork: so
    /// the ids of the fork lie above all that it inherits. Part of making a fork, never of opening one.
    ///
    /// Take the marks from the parent's open allocator ([#highWaterMarks]) when the fork point is settled, so that they
    /// cover whatever was committed up to it. When there is an object already it stays as it is, whatever it says: so a
    /// call whose outcome is unknown may be repeated with the same marks. A fork that is not finished goes with its
    /// object, and its number is not given again.
    ///
    /// @param forkId the new fork's number, from 0
    /// @param parentMarks where the fork begins
    /// @return whether the object was written, false when there was one
    /// @throws GraphException.Io when it could not be written, or it is unknown whether it was
    public static boolean bootstrapForkFromPrimary(ObjectStore objects, long forkId, IdMarks parentMarks) {
        return StoredReservations.create(objects, IdPaths.ofFork(forkId), parentMarks);
    }

    /// What the object at a path says: the ends of all that was ever reserved there, below which lies each id that was
    /// handed out. Empty when there is none.
    ///
    /// @throws GraphException.Corrupt when it is not what it should be
    /// @throws GraphException.Io when it cannot be read
    public static Optional<IdMarks> persistedMarks(ObjectStore objects, String path) {
        return StoredReservations.read(objects, path);
    }

    // ---- Allocation

    /// The next vertex id.
    ///
    /// @throws GraphException.Exhausted when there are no more
    /// @throws GraphException.Io when a batch had to be reserved and could not be; nothing was handed out
    /// @throws GraphException.Conflict when other allocators on the same path came first every time; run it again
    /// @throws GraphException.Corrupt when a batch had to be reserved and the object is gone, older than it was, or not
    ///     what it should be
    public long allocateVid() {
        return allocate(vertices, 1, batchSize - 1);
    }

    /// The next edge id.
    ///
    /// @throws GraphException as [#allocateVid]
    public long allocateEid() {
        return allocate(edges, 1, batchSize - 1);
    }

    /// Consecutive vertex ids, all or none. When they do not fit the batch, one write reserves them and a batch.
    ///
    /// @param count how many, at least 1
    /// @return the first
    /// @throws GraphException as [#allocateVid], or [GraphException.Invalid] when the count is below 1
    public long allocateVids(long count) {
        return allocate(vertices, requireCount(count), batchSize);
    }

    /// Consecutive edge ids, all or none. When they do not fit the batch, one write reserves them and a batch.
    ///
    /// @param count how many, at least 1
    /// @return the first
    /// @throws GraphException as [#allocateVids]
    public long allocateEids(long count) {
        return allocate(edges, requireCount(count), batchSize);
    }

    /// Reserves a batch of each kind, in one write, when there is nothing left of either: as after an opening, before a
    /// first transaction that is likely to take ids of both. Otherwise it costs two reads of memory, and what runs out
    /// is reserved by who takes the last ones. Hands nothing out.
    ///
    /// @throws GraphException as [#allocateVid]; nothing is reserved then
    public void reserveBoth() {
        if (vertices.isEmpty() && edges.isEmpty()) {
            lock.lock();
            try {
                for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
                    if (!vertices.isEmpty() || !edges.isEmpty() || tryReserveBoth()) {
                        return;
                    }
                }
                throw conflict();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean tryReserveBoth() {
        IdMarks known = reservations.current();
        IdMarks next = new IdMarks(batchBehind(known.vid()), batchBehind(known.eid()));
        boolean isReserved = next.equals(known) || reservations.replace(next);
        if (isReserved) {
            vertices.extendAndTake(known.vid(), next.vid(), 0);
            edges.extendAndTake(known.eid(), next.eid(), 0);
        }
        return isReserved;
    }

    /// The end of the batch that begins at an id.
    private long batchBehind(long first) {
        return first + Math.min(batchSize, spareLeft(END_OF_IDS - first, 0));
    }

    private static long requireCount(long count) {
        if (count < 1) {
            throw new GraphException.Invalid("an allocation of " + count + " ids; ask for at least 1");
        }
        return count;
    }

    private long allocate(IdStream stream, long count, long spare) {
        long first = stream.tryTake(count);
        if (first == IdStream.NONE) {
            first = reserveAndTake(stream, count, spare);
        }
        if (stream.runsLow()) {
            reserveAhead(stream);
        }
        return first;
    }

    private long reserveAndTake(IdStream stream, long count, long spare) {
        lock.lock();
        try {
            for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
                long first = stream.tryTake(count); // another thread may have reserved more while this one waited
                if (first == IdStream.NONE) {
                    first = tryReserveAndTake(stream, count, spare);
                }
                if (first != IdStream.NONE) {
                    return first;
                }
            }
            throw conflict();
        } finally {
            lock.unlock();
        }
    }

    private long tryReserveAndTake(IdStream stream, long count, long spare) {
        IdMarks known = reservations.current();
        long reserved = stream.kind().of(known);
        long first = reserved == stream.end() ? stream.cursor() : reserved;
        long left = END_OF_IDS - first;
        if (Long.compareUnsigned(count, left) > 0) {
            throw new GraphException.Exhausted("no more " + stream.kind() + " ids in " + name + ": " + count
                    + " were asked for, " + Long.toUnsignedString(left) + " are left of 64 bits");
        }
        long newEnd = first + count + Math.min(spare, spareLeft(left, count));
        boolean isReserved = reservations.replace(stream.kind().in(known, newEnd));
        return isReserved ? stream.extendAndTake(reserved, newEnd, count) : IdStream.NONE;
    }

    /// How many are left behind a request, as a number that can be compared with a batch.
    private static long spareLeft(long left, long count) {
        long spare = left - count;
        return spare < 0 ? Long.MAX_VALUE : spare;
    }

    /// Reserves the next batch while there is still some of this one, unless another thread does. The caller has its id
    /// whatever comes of it: an error that lasts will be that of the call that finds too few.
    private void reserveAhead(IdStream stream) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (stream.runsLow() && !tryReserveAhead(stream)) {
                stream.stopReservingAhead();
            }
        } catch (GraphException | StoreException e) {
            stream.stopReservingAhead();
        } finally {
            lock.unlock();
        }
    }

    private boolean tryReserveAhead(IdStream stream) {
        IdMarks known = reservations.current();
        long end = stream.end();
        if (stream.kind().of(known) != end) {
            return false; // what is left here would be given up
        }
        long newEnd = batchBehind(end);
        if (!reservations.replace(stream.kind().in(known, newEnd))) {
            return false;
        }
        stream.extendAndTake(end, newEnd, 0);
        return true;
    }

    // ---- Marks

    /// The marks in memory: all ids handed out before the call are below them, and all those handed out after it by
    /// this allocator are not. When ids are being handed out meanwhile, each mark is one that held during the call.
    public IdMarks highWaterMarks() {
        return new IdMarks(vertices.cursor(), edges.cursor());
    }

    /// Makes sure that what the store holds covers all that was handed out, and writes only when it does not. It always
    /// does, unless the object was deleted or an older copy put in its place: allocation then fails, and this is the
    /// remedy, for whoever knows that no other allocator has used the path meanwhile. Of a scratch session: nothing.
    ///
    /// @throws GraphException.Io when the object could not be read or written
    /// @throws GraphException.Conflict when other allocators on the same path came first every time; run it again
    /// @throws GraphException.Corrupt when the object is not what it should be
    public void checkpoint() {
        lock.lock();
        try {
            for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
                if (reservations.checkpoint()) {
                    return;
                }
            }
            throw conflict();
        } finally {
            lock.unlock();
        }
    }

    /// Gives up all ids below some marks: durably, before it returns. For a fork that takes over elements whose ids
    /// were handed out elsewhere, as by a reset to its parent: its next ids then lie above theirs. Marks that are lower
    /// than its own change nothing.
    ///
    /// @throws GraphException as [#allocateVid]; nothing has changed then
    public void raiseTo(IdMarks marks) {
        lock.lock();
        try {
            for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
                IdMarks known = reservations.current();
                IdMarks covering = known.max(marks);
                if (covering.equals(known) || reservations.replace(covering)) {
                    vertices.raise(marks.vid());
                    edges.raise(marks.eid());
                    return;
                }
            }
            throw conflict();
        } finally {
            lock.unlock();
        }
    }

    private GraphException.Conflict conflict() {
        return new GraphException.Conflict("other allocators on " + name + " came first " + ATTEMPTS_MAX
                + " times; try again, or let fewer of them use larger batches");
    }

    /// Whose ids, and where they have got to, for a person.
    @Override
    public String toString() {
        return "ids of " + name + ": " + highWaterMarks();
    }
}

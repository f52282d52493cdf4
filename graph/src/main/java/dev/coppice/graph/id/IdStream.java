package dev.coppice.graph.id;

import java.util.concurrent.atomic.AtomicLong;

/// The ids of one kind that an allocator may hand out: those from its cursor up to an end. All of them are durably
/// reserved by this allocator and no other.
///
/// Any number of threads take ids, by one atomic exchange each and without a lock, while at most one, which holds the
/// allocator's lock, moves the end. Two rules make that right:
///
/// - the cursor only ever grows, so an exchange that succeeds proves that it did not move since it was read;
/// - to go on behind a gap the cursor is set first and the end then, and a taker reads them in that order. So the end
///   that a taker sees belongs to the cursor that it saw, or its exchange fails. In between the cursor is above the
///   end, and there is nothing to take.
final class IdStream {
    /// No id: the greatest is one less, because the end above it must be a number as well.
    static final long NONE = -1;

    private static final long NEVER = -1;

    private final IdKind kind;
    private final long reserveBelow;
    private final AtomicLong cursor;
    private volatile long end;
    /// A cursor above this should reserve ahead.
    private volatile long lowMark = NEVER;

    /// A stream.
    ///
    /// @param next the first id to be handed out
    /// @param end the exclusive end of those that may be
    /// @param reserveBelow how few must be left for more to be reserved ahead, 0 for never
    IdStream(IdKind kind, long next, long end, long reserveBelow) {
        this.kind = kind;
        this.cursor = new AtomicLong(next);
        this.end = end;
        this.reserveBelow = reserveBelow;
    }

    IdKind kind() {
        return kind;
    }

    long cursor() {
        return cursor.get();
    }

    long end() {
        return end;
    }

    /// Takes consecutive ids.
    ///
    /// @return the first, or [#NONE] when there are not so many
    long tryTake(long count) {
        while (true) {
            long first = cursor.get();
            long limit = end;
            if (Long.compareUnsigned(first, limit) > 0 || Long.compareUnsigned(count, limit - first) > 0) {
                return NONE;
            }
            if (cursor.compareAndSet(first, first + count)) {
                return first;
            }
        }
    }

    /// Adds a range that was reserved, and takes consecutive ids before another thread can. The lock is held.
    ///
    /// @param from where the range begins: at the end, or above it, and then what is left below the end is given up
    /// @param newEnd where the range ends
    /// @param count how many ids to take, may be 0
    /// @return the first of them, or [#NONE] when others took so many meanwhile that these are not left
    long extendAndTake(long from, long newEnd, long count) {
        long first;
        boolean fits;
        long before;
        do {
            before = cursor.get();
            first = from == end ? before : from;
            fits = Long.compareUnsigned(count, newEnd - first) <= 0;
        } while (!cursor.compareAndSet(before, fits ? first + count : first));
        end = newEnd;
        lowMark = reserveBelow == 0 || newEnd == IdMarks.UNBOUNDED.vid() ? NEVER : newEnd - reserveBelow;
        return fits ? first : NONE;
    }

    /// Gives up all ids below one; nothing is left when that lies above the end. The lock is held.
    void raise(long next) {
        cursor.accumulateAndGet(next, (one, other) -> Long.compareUnsigned(one, other) >= 0 ? one : other);
        if (Long.compareUnsigned(next, end) > 0) {
            end = next;
        }
    }

    /// Whether there is nothing to take.
    boolean isEmpty() {
        long first = cursor.get();
        return Long.compareUnsigned(first, end) >= 0;
    }

    /// Whether so few are left that more should be reserved before they are used up.
    boolean runsLow() {
        return Long.compareUnsigned(cursor.get(), lowMark) > 0;
    }

    /// Leaves it to whoever finds too few to reserve more.
    void stopReservingAhead() {
        lowMark = NEVER;
    }
}

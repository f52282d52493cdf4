package dev.coppice.graph.engine;

import java.util.concurrent.atomic.AtomicReference;

/// Keeps the cursor of a walk that has ended for the next one: to open one takes longer than most walks. Thread-safe;
/// each of several walks at once has a cursor of its own.
final class Walks {
    private final AtomicReference<AdjacencyCursor> kept = new AtomicReference<>();
    private volatile boolean isClosed;

    /// A cursor for a walk, which nobody else uses until [#end].
    AdjacencyCursor begin(GraphReads reads) {
        AdjacencyCursor cursor = kept.getAndSet(null);
        if (cursor != null && cursor.isReusable()) {
            reads.requireOpen();
            return cursor;
        }
        if (cursor != null) {
            cursor.close();
        }
        return new AdjacencyCursor(reads);
    }

    /// A walk has ended.
    void end(AdjacencyCursor cursor) {
        if (!cursor.isReusable() || !kept.compareAndSet(null, cursor)) {
            cursor.close();
        } else if (isClosed) {
            closeKept();
        }
    }

    /// Keeps nothing any more.
    void close() {
        isClosed = true;
        closeKept();
    }

    private void closeKept() {
        AdjacencyCursor cursor = kept.getAndSet(null);
        if (cursor != null) {
            cursor.close();
        }
    }
}

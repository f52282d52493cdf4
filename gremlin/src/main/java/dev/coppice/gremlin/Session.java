package dev.coppice.gremlin;

import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.GraphView;
import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import java.util.concurrent.atomic.AtomicLong;

/// What a thread has open of a graph, from its first read or write to the commit or rollback: a transaction, or a
/// snapshot where the graph is read-only or pinned to a state. Confined to its thread, but for [#end].
final class Session {
    private static final AtomicLong STAMPS = new AtomicLong();

    private final GraphView view;
    private final GraphTransaction transaction;
    private final AutoCloseable toClose;
    private long stamp = STAMPS.incrementAndGet();
    private volatile boolean isOpen = true;

    private Session(GraphView view, GraphTransaction transaction, AutoCloseable toClose) {
        this.view = view;
        this.transaction = transaction;
        this.toClose = toClose;
    }

    static Session of(GraphTransaction transaction) {
        return new Session(transaction, transaction, transaction);
    }

    static Session of(GraphSnapshot snapshot) {
        return new Session(snapshot, null, snapshot);
    }

    /// What is read.
    GraphView view() {
        return view;
    }

    /// Where elements are added, which changes nothing that was read.
    GraphTransaction adding() {
        if (transaction == null) {
            throw new StoreException.ReadOnly(
                    "the graph is open read-only, or pinned to a state; to change it, open it without '"
                            + GraphSettings.READ_ONLY + "' and '" + GraphSettings.ARCHIVE + "', or refresh it");
        }
        return transaction;
    }

    /// Where elements are changed or removed. What was read of elements before is to be read again.
    GraphTransaction changing() {
        GraphTransaction changing = adding();
        stamp = STAMPS.incrementAndGet();
        return changing;
    }

    /// A number that no other state of any session has: two reads with one stamp read the same.
    long stamp() {
        return stamp;
    }

    boolean isOpen() {
        return isOpen;
    }

    /// Checks that an iterator may go on.
    void requireOpen() {
        if (!isOpen) {
            throw new IllegalStateException(
                    "the transaction that this iterator reads has ended; iterate to the end, or "
                            + "into a list, before the commit or rollback");
        }
    }

    /// Commits, and ends whatever comes of it.
    void commit(Durability durability) {
        try {
            if (transaction != null) {
                transaction.commit(durability);
            }
        } finally {
            end();
        }
    }

    /// Gives up what was not committed.
    void end() {
        if (isOpen) {
            isOpen = false;
            try {
                toClose.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("views throw no checked exceptions", e);
            }
        }
    }
}

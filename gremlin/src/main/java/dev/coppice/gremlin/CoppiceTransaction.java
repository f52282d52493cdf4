package dev.coppice.gremlin;

import dev.coppice.graph.GraphException;
import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tinkerpop.gremlin.structure.util.AbstractThreadLocalTransaction;

/// The transactions of a graph, one for each thread.
final class CoppiceTransaction extends AbstractThreadLocalTransaction {
    private final CoppiceGraph graph;
    private final Durability durability;
    private final ThreadLocal<Session> ofThread = new ThreadLocal<>();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    CoppiceTransaction(CoppiceGraph graph, Durability durability) {
        super(graph);
        this.graph = graph;
        this.durability = durability;
    }

    /// What this thread has open; opened now if need be and if the thread has not asked to do so itself.
    Session session() {
        Session session = ofThread.get();
        if (session == null || !session.isOpen()) {
            readWrite();
            session = ofThread.get();
        }
        return session;
    }

    @Override
    public boolean isOpen() {
        Session session = ofThread.get();
        return session != null && session.isOpen();
    }

    @Override
    protected void doOpen() {
        Session session = graph.begin();
        open.add(session);
        ofThread.set(session);
    }

    @Override
    protected void doCommit() {
        Session session = taken();
        if (session != null) {
            try {
                session.commit(durability);
            } catch (StoreException.Conflict | GraphException.Conflict e) {
                throw new ConflictException(e);
            }
        }
    }

    @Override
    protected void doRollback() {
        Session session = taken();
        if (session != null) {
            session.end();
        }
    }

    private Session taken() {
        Session session = ofThread.get();
        ofThread.remove();
        if (session != null) {
            open.remove(session);
        }
        return session;
    }

    /// Gives up what any thread has open.
    void endAll() {
        open.forEach(Session::end);
        open.clear();
    }
}

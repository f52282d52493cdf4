package dev.coppice.gremlin;

import java.util.NoSuchElementException;
import org.apache.tinkerpop.gremlin.structure.util.CloseableIterator;

/// Iterates over what a cursor of the graph walks, for as long as the session lasts that it reads. Closes the cursor at
/// its end.
///
/// @param <E> what there is at each place
abstract class CursorIterator<E> implements CloseableIterator<E> {
    private final Session session;
    private E next;
    private boolean isAtEnd;

    CursorIterator(Session session) {
        this.session = session;
    }

    /// Goes to the next place.
    ///
    /// @return whether there is one
    abstract boolean advance();

    /// What is at the place.
    abstract E current();

    abstract void closeCursor();

    @Override
    public final boolean hasNext() {
        if (next == null && !isAtEnd) {
            session.requireOpen();
            if (advance()) {
                next = current();
            } else {
                close();
            }
        }
        return next != null;
    }

    @Override
    public final E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more elements");
        }
        E result = next;
        next = null;
        return result;
    }

    @Override
    public final void close() {
        if (!isAtEnd) {
            isAtEnd = true;
            next = null;
            closeCursor();
        }
    }
}

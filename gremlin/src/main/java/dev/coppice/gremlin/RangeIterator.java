package dev.coppice.gremlin;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.tinkerpop.gremlin.structure.util.CloseableIterator;

/// A part of what another iterator has. Asks it for nothing after the last element, and closes it then.
///
/// @param <E> the elements
final class RangeIterator<E> implements CloseableIterator<E> {
    private final Iterator<E> all;
    private final long high;
    private long skip;
    private long place;

    /// @param low the place of the first element, from 0
    /// @param high the place after the last one; negative for all
    RangeIterator(Iterator<E> all, long low, long high) {
        this.all = all;
        this.high = high;
        skip = low;
        place = low;
    }

    @Override
    public boolean hasNext() {
        if (high >= 0 && place >= high) {
            close();
            return false;
        }
        while (skip > 0 && all.hasNext()) {
            all.next();
            skip--;
        }
        return all.hasNext();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more elements");
        }
        place++;
        return all.next();
    }

    @Override
    public void close() {
        CloseableIterator.closeIterator(all);
    }
}

package dev.coppice.gremlin;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.tinkerpop.gremlin.structure.util.CloseableIterator;

/// Iterators one after the other, each opened when the one before it is at its end.
///
/// @param <E> the elements
final class ConcatenatedIterator<E> implements CloseableIterator<E> {
    private final Iterator<Supplier<Iterator<? extends E>>> unopened;
    private Iterator<? extends E> open = Collections.emptyIterator();

    ConcatenatedIterator(List<Supplier<Iterator<? extends E>>> parts) {
        unopened = parts.iterator();
    }

    @Override
    public boolean hasNext() {
        while (!open.hasNext() && unopened.hasNext()) {
            open = unopened.next().get();
        }
        return open.hasNext();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more elements");
        }
        return open.next();
    }

    @Override
    public void close() {
        CloseableIterator.closeIterator(open);
        unopened.forEachRemaining(part -> {});
    }
}

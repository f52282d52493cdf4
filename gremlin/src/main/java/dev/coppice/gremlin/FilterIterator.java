package dev.coppice.gremlin;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.tinkerpop.gremlin.structure.util.CloseableIterator;

/// The elements of another iterator that fulfil a condition. Closes it when it is closed.
///
/// @param <E> the elements
final class FilterIterator<E> implements CloseableIterator<E> {
    private final Iterator<? extends E> all;
    private final Predicate<? super E> condition;
    private E next;

    /// @param all without nulls
    FilterIterator(Iterator<? extends E> all, Predicate<? super E> condition) {
        this.all = all;
        this.condition = condition;
    }

    @Override
    public boolean hasNext() {
        while (next == null && all.hasNext()) {
            E candidate = all.next();
            if (condition.test(candidate)) {
                next = candidate;
            }
        }
        return next != null;
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more elements");
        }
        E result = next;
        next = null;
        return result;
    }

    @Override
    public void close() {
        CloseableIterator.closeIterator(all);
    }
}

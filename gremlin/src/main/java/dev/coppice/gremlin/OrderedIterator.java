package dev.coppice.gremlin;

import dev.coppice.gremlin.ElementOrder.Placed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.util.CloseableIterator;

/// Elements in the order of a traversal, of which the order of an index is right but for long values that it has cut
/// ([IndexProbes#mayBeMisplaced]). Those are sorted among themselves; but for these, at most one element is read that
/// was not asked for.
final class OrderedIterator implements CloseableIterator<Element> {
    private final Iterator<? extends Element> inOrderOfIndex;
    private final ElementOrder order;
    private final Deque<Element> ready = new ArrayDeque<>();
    private Placed next;

    OrderedIterator(Iterator<? extends Element> inOrderOfIndex, ElementOrder order) {
        this.inOrderOfIndex = inOrderOfIndex;
        this.order = order;
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty()) {
            fill();
        }
        return !ready.isEmpty();
    }

    private void fill() {
        Placed last = next == null ? read() : next;
        next = null;
        List<Placed> group = new ArrayList<>();
        while (last != null) {
            group.add(last);
            Placed following = read();
            if (following == null || !IndexProbes.mayBeMisplaced(last.value(), following.value())) {
                next = following;
                break;
            }
            last = following;
        }
        group.sort(order.comparator());
        group.forEach(placed -> ready.add(placed.element()));
    }

    private Placed read() {
        while (inOrderOfIndex.hasNext()) {
            Placed placed = order.place(inOrderOfIndex.next());
            if (placed != null) {
                return placed;
            }
        }
        return null;
    }

    @Override
    public Element next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more elements");
        }
        return ready.remove();
    }

    @Override
    public void close() {
        CloseableIterator.closeIterator(inOrderOfIndex);
    }
}

package dev.coppice.graph.value;

import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/// A set that was read: in the order of its bytes, without hash codes, and not to be changed.
final class DecodedSet extends AbstractSet<Object> {
    private final EncodedKeys keys;
    private final List<Object> elements;

    DecodedSet(EncodedKeys keys, List<Object> elements) {
        this.keys = keys;
        this.elements = Collections.unmodifiableList(elements);
    }

    @Override
    public Iterator<Object> iterator() {
        return elements.iterator();
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public boolean contains(Object element) {
        return keys.indexOf(element) >= 0;
    }
}

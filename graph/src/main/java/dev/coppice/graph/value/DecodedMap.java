package dev.coppice.graph.value;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A map that was read: in the order of its keys' bytes, without hash codes, and not to be changed.
final class DecodedMap extends AbstractMap<Object, Object> {
    private final EncodedKeys keys;
    private final List<Map.Entry<Object, Object>> entries;

    DecodedMap(EncodedKeys keys, List<Map.Entry<Object, Object>> entries) {
        this.keys = keys;
        this.entries = Collections.unmodifiableList(entries);
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
        return new Entries();
    }

    @Override
    public boolean containsKey(Object key) {
        return keys.indexOf(key) >= 0;
    }

    @Override
    public Object get(Object key) {
        int index = keys.indexOf(key);
        return index < 0 ? null : entries.get(index).getValue();
    }

    private final class Entries extends AbstractSet<Map.Entry<Object, Object>> {
        @Override
        public Iterator<Map.Entry<Object, Object>> iterator() {
            return entries.iterator();
        }

        @Override
        public int size() {
            return entries.size();
        }
    }
}

package dev.coppice.store.engine;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/// An ordered map that never changes: [#with] and [#without] give another one, in time and memory proportional to the
/// logarithm of its size, that shares the rest with this one. Thread-safe.
///
/// A binary tree kept in balance by the sizes of its branches (Adams 1993, with the parameters of Hirai and Yamamoto
/// 2011): none has more than three times as many entries as its sibling, the two themselves counted.
final class PersistentMap<K extends Comparable<K>, V> extends AbstractMap<K, V> {
    private static final int BRANCH_FACTOR_MAX = 3;
    private static final int SINGLE_ROTATION_FACTOR = 2;
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<Long, Object>(null);

    private final Node<K, V> root; // null: empty

    private PersistentMap(Node<K, V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // without an entry, it is of all types
    static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /// The value of a key, or null.
    V find(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /// The same with an entry, in place of one with the same key.
    PersistentMap<K, V> with(K key, V value) {
        return new PersistentMap<>(insert(root, key, value));
    }

    /// The same without the entry of a key, if there is one.
    PersistentMap<K, V> without(K key) {
        return find(key) == null ? this : new PersistentMap<>(remove(root, key));
    }

    @Override
    public int size() {
        return size(root);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new Ascent<>(root);
            }

            @Override
            public int size() {
                return PersistentMap.this.size();
            }
        };
    }

    private static int size(Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }

    private static <K extends Comparable<K>, V> Node<K, V> insert(Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(key, value, node.left, node.right);
        }
        return order < 0
                ? balanced(node, insert(node.left, key, value), node.right)
                : balanced(node, node.left, insert(node.right, key, value));
    }

    private static <K extends Comparable<K>, V> Node<K, V> remove(Node<K, V> node, K key) {
        int order = key.compareTo(node.key);
        if (order < 0) {
            return balanced(node, remove(node.left, key), node.right);
        }
        if (order > 0) {
            return balanced(node, node.left, remove(node.right, key));
        }
        if (node.left == null || node.right == null) {
            return node.left == null ? node.right : node.left;
        }
        Node<K, V> next = node.right;
        while (next.left != null) {
            next = next.left;
        }
        return balanced(next, node.left, remove(node.right, next.key));
    }

    // A node with the entry of another one, over branches of which one may have become too large by one entry.
    private static <K extends Comparable<K>, V> Node<K, V> balanced(
            Node<K, V> entry, Node<K, V> left, Node<K, V> right) {
        int leftWeight = size(left) + 1;
        int rightWeight = size(right) + 1;
        if (rightWeight > BRANCH_FACTOR_MAX * leftWeight) {
            if (size(right.left) + 1 < SINGLE_ROTATION_FACTOR * (size(right.right) + 1)) {
                return right.over(entry.over(left, right.left), right.right);
            }
            Node<K, V> middle = right.left;
            return middle.over(entry.over(left, middle.left), right.over(middle.right, right.right));
        }
        if (leftWeight > BRANCH_FACTOR_MAX * rightWeight) {
            if (size(left.right) + 1 < SINGLE_ROTATION_FACTOR * (size(left.left) + 1)) {
                return left.over(left.left, entry.over(left.right, right));
            }
            Node<K, V> middle = left.right;
            return middle.over(left.over(left.left, middle.left), entry.over(middle.right, right));
        }
        return entry.over(left, right);
    }

    private static final class Node<K, V> {
        final K key;
        final V value;
        final Node<K, V> left;
        final Node<K, V> right;
        final int size;

        Node(K key, V value, Node<K, V> left, Node<K, V> right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.size = PersistentMap.size(left) + 1 + PersistentMap.size(right);
        }

        // A node with the same entry over other branches.
        Node<K, V> over(Node<K, V> newLeft, Node<K, V> newRight) {
            return new Node<>(key, value, newLeft, newRight);
        }
    }

    private static final class Ascent<K, V> implements Iterator<Map.Entry<K, V>> {
        private final Deque<Node<K, V>> ahead = new ArrayDeque<>();

        Ascent(Node<K, V> root) {
            descend(root);
        }

        private void descend(Node<K, V> from) {
            for (Node<K, V> node = from; node != null; node = node.left) {
                ahead.push(node);
            }
        }

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty();
        }

        @Override
        public Map.Entry<K, V> next() {
            if (ahead.isEmpty()) {
                throw new NoSuchElementException();
            }
            Node<K, V> node = ahead.pop();
            descend(node.right);
            return Map.entry(node.key, node.value);
        }
    }
}

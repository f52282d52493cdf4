package dev.coppice.store.partition;

import java.util.Arrays;

/// The nodes of a [PageMapping]: `long[]` at level 0, and arrays of the level below above it. Kept apart so that the
/// one place that must treat them alike, whatever their level, is small.
final class MappingNodes {
    static final int BITS = 10;
    static final int FANOUT = 1 << BITS;
    static final int MASK = FANOUT - 1;

    /// The level of the highest root: four levels of ten bits hold every logical page.
    static final int MAX_LEVEL = 3;

    private static final int MIN_ROOT_LENGTH = 8;

    static final long[] EMPTY_LEAF = new long[FANOUT];
    private static final long[][] EMPTY_1 = filled(new long[FANOUT][], EMPTY_LEAF);
    private static final long[][][] EMPTY_2 = filled(new long[FANOUT][][], EMPTY_1);

    private MappingNodes() {}

    private static <T> T[] filled(T[] node, T child) {
        Arrays.fill(node, child);
        return node;
    }

    /// The shared node of a level below the highest in which nothing is mapped; never written.
    static Object empty(int level) {
        return switch (level) {
            case 0 -> EMPTY_LEAF;
            case 1 -> EMPTY_1;
            case 2 -> EMPTY_2;
            default -> throw new IllegalArgumentException("no empty node of level " + level);
        };
    }

    /// A node of a level in which nothing is mapped, to be written.
    static Object newNode(int level, int length) {
        return switch (level) {
            case 0 -> new long[length];
            case 1 -> filled(new long[length][], EMPTY_LEAF);
            case 2 -> filled(new long[length][][], EMPTY_1);
            case 3 -> filled(new long[length][][][], EMPTY_2);
            default -> throw new IllegalArgumentException("no node of level " + level);
        };
    }

    static Object copy(Object node, int level) {
        return level == 0 ? ((long[]) node).clone() : ((Object[]) node).clone();
    }

    /// A longer copy of a root, or the root itself when it has the length.
    static Object withLength(Object root, int level, int length) {
        int present = level == 0 ? ((long[]) root).length : ((Object[]) root).length;
        if (present == length) {
            return root;
        }
        Object longer = newNode(level, length);
        System.arraycopy(root, 0, longer, 0, present);
        return longer;
    }

    /// The number of logical pages that have a place under a root.
    static long capacity(Object root, int level) {
        long length = level == 0 ? ((long[]) root).length : ((Object[]) root).length;
        return length << spanShift(level);
    }

    /// The length to give a root that needs at least so many children: a power of two, so that growing page by page
    /// copies each word a constant number of times.
    static int rootLength(int needed) {
        if (needed >= FANOUT) {
            return FANOUT;
        }
        return Math.max(MIN_ROOT_LENGTH, Integer.highestOneBit(Math.max(1, needed - 1)) << 1);
    }

    /// A child of a node of this level holds `2^spanShift(level)` logical pages; a word of a leaf one.
    static int spanShift(int level) {
        return level * BITS;
    }

    static long[] leafOf(Object root, int topLevel, long logicalPage) {
        Object node = root;
        for (int level = topLevel; level > 0; level--) {
            node = ((Object[]) node)[(int) (logicalPage >>> spanShift(level)) & MASK];
        }
        return (long[]) node;
    }
}

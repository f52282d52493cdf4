package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;

import dev.coppice.store.page.PageFormat;

/// Where each logical page of a partition is: an immutable array from logical page to file page. A later version, made
/// with [#edit()], shares all that did not change, so that a snapshot or a fork is a pointer, a version costs what it
/// changed, and two versions are compared by what differs.
///
/// Logical pages are 0 to [#MAX_LOGICAL_PAGE]; one that is not mapped has the file page [FilePages#NO_PAGE].
///
/// Immutable and safe to share, also when it is published through a data race. [#get] allocates nothing.
public final class PageMapping {
    /// The highest logical page.
    public static final long MAX_LOGICAL_PAGE = PageFormat.MAX_LOGICAL_PAGE;

    /// Nothing is mapped.
    public static final PageMapping EMPTY = new PageMapping(new long[0], 0, 0, 0);

    // A radix tree with 1,024 children to a node. A leaf is an array of words, `filePage + 1`, so that an array as the
    // virtual machine gives it, all zeros, is a leaf in which nothing is mapped. The node at level n is an array of
    // nodes at level n - 1, typed as such (`long[][]` and so on), so that a look-up of known height is array loads and
    // bounds checks and nothing else: no cast, no null check, no loop. All nodes but the root have full length; a
    // region in which nothing is mapped is the shared empty node of its level. The root is as long as it needs to be,
    // so that a small table's mapping is small.
    //
    // No node knows its owner: an editor owns exactly those nodes that are not the same object in the version from
    // which it started.

    private final int topLevel; // 0: the root is a leaf
    private final long capacity; // pages below have a place in the tree
    private final long[] root0; // the root, in the one field that has its level; the others are null
    private final long[][] root1;
    private final long[][][] root2;
    private final long[][][][] root3;
    private final long size;
    private final long limit;

    private PageMapping(Object root, int topLevel, long size, long limit) {
        this.topLevel = topLevel;
        this.capacity = MappingNodes.capacity(root, topLevel);
        this.root0 = topLevel == 0 ? (long[]) root : null;
        this.root1 = topLevel == 1 ? (long[][]) root : null;
        this.root2 = topLevel == 2 ? (long[][][]) root : null;
        this.root3 = topLevel == 3 ? (long[][][][]) root : null;
        this.size = size;
        this.limit = limit;
    }

    /// The file page of a logical page, [FilePages#NO_PAGE] when it is not mapped or no logical page at all.
    public long get(long logicalPage) {
        if (Long.compareUnsigned(logicalPage, capacity) >= 0) {
            return NO_PAGE;
        }
        int word = (int) logicalPage & MappingNodes.MASK;
        if (topLevel == 1) { // up to a million pages, 4 GiB of 4 KiB: the most frequent by far
            return root1[(int) logicalPage >>> MappingNodes.BITS][word] - 1;
        }
        if (topLevel == 0) {
            return root0[word] - 1;
        }
        int leaf = (int) (logicalPage >>> MappingNodes.BITS) & MappingNodes.MASK;
        int high = (int) (logicalPage >>> 2 * MappingNodes.BITS);
        return topLevel == 2
                ? root2[high][leaf][word] - 1
                : root3[high >>> MappingNodes.BITS][high & MappingNodes.MASK][leaf][word] - 1;
    }

    /// The number of mapped pages.
    public long size() {
        return size;
    }

    /// The highest mapped logical page plus one; 0 when nothing is mapped.
    public long limit() {
        return limit;
    }

    /// Passes every mapped page, ascending by logical page.
    public void forEach(Visitor visitor) {
        if (size > 0) {
            forEach(root(), topLevel, 0, visitor);
        }
    }

    private static void forEach(Object node, int level, long firstLogicalPage, Visitor visitor) {
        if (level == 0) {
            long[] leaf = (long[]) node;
            for (int i = 0; i < leaf.length; i++) {
                if (leaf[i] != 0) {
                    visitor.visit(firstLogicalPage + i, leaf[i] - 1);
                }
            }
            return;
        }
        Object[] inner = (Object[]) node;
        for (int i = 0; i < inner.length; i++) {
            if (inner[i] != MappingNodes.empty(level - 1)) {
                forEach(inner[i], level - 1, firstLogicalPage + ((long) i << MappingNodes.spanShift(level)), visitor);
            }
        }
    }

    /// Passes every logical page that two versions map differently, ascending. Nodes that the versions share are
    /// skipped, so the cost follows from what changed between them and not from their size.
    ///
    /// @return the number of pairs of nodes that were compared, a measure of the cost
    public static long diff(PageMapping before, PageMapping after, DiffVisitor visitor) {
        return diff(before, after, Long.MAX_VALUE, visitor);
    }

    /// As [#diff(PageMapping, PageMapping, DiffVisitor)], for versions in different forks, in which only file pages
    /// below a bound are the same pages: two forks may give the same number to different files. A logical page that
    /// both map to the same number at or above the bound is passed as well.
    ///
    /// @param sharedBelow the bound, see [FileOwners#sharedBelow]
    public static long diff(PageMapping before, PageMapping after, long sharedBelow, DiffVisitor visitor) {
        int level = Math.max(before.topLevel, after.topLevel);
        return diff(before.root(), before.topLevel, after.root(), after.topLevel, level, 0, sharedBelow, visitor);
    }

    // A tree that is lower than the level at hand stands for the first child of a node whose other children are empty.
    private static long diff(
            Object before,
            int beforeLevel,
            Object after,
            int afterLevel,
            int level,
            long first,
            long sharedBelow,
            DiffVisitor visitor) {
        if (before == after) {
            return 0;
        }
        if (level == 0) {
            diffLeaves((long[]) before, (long[]) after, first, sharedBelow, visitor);
            return 1;
        }
        int count = Math.max(childCount(before, beforeLevel, level), childCount(after, afterLevel, level));
        long compared = 1;
        for (int i = 0; i < count; i++) {
            Object beforeChild = child(before, beforeLevel, level, i);
            Object afterChild = child(after, afterLevel, level, i);
            if (beforeChild != afterChild) {
                compared += diff(
                        beforeChild,
                        childLevel(beforeLevel, level, i),
                        afterChild,
                        childLevel(afterLevel, level, i),
                        level - 1,
                        first + ((long) i << MappingNodes.spanShift(level)),
                        sharedBelow,
                        visitor);
            }
        }
        return compared;
    }

    private static int childCount(Object node, int nodeLevel, int level) {
        return nodeLevel < level ? 1 : ((Object[]) node).length;
    }

    private static Object child(Object node, int nodeLevel, int level, int index) {
        if (nodeLevel < level) {
            return index == 0 ? node : MappingNodes.empty(level - 1);
        }
        Object[] inner = (Object[]) node;
        return index < inner.length ? inner[index] : MappingNodes.empty(level - 1);
    }

    private static int childLevel(int nodeLevel, int level, int index) {
        return nodeLevel < level && index == 0 ? nodeLevel : level - 1;
    }

    private static void diffLeaves(long[] before, long[] after, long first, long sharedBelow, DiffVisitor visitor) {
        int common = Math.min(before.length, after.length);
        for (int i = 0; i < common; i++) {
            if (before[i] != after[i] || before[i] > sharedBelow) {
                visitor.visit(first + i, before[i] - 1, after[i] - 1);
            }
        }
        for (int i = common; i < before.length; i++) {
            if (before[i] != 0) {
                visitor.visit(first + i, before[i] - 1, NO_PAGE);
            }
        }
        for (int i = common; i < after.length; i++) {
            if (after[i] != 0) {
                visitor.visit(first + i, NO_PAGE, after[i] - 1);
            }
        }
    }

    /// An editor that starts from this version, which stays as it is.
    public Editor edit() {
        return new Editor(this);
    }

    private Object root() {
        return switch (topLevel) {
            case 0 -> root0;
            case 1 -> root1;
            case 2 -> root2;
            default -> root3;
        };
    }

    /// The node of a level in which a logical page lies, null when this version has none.
    private Object nodeAt(int level, long logicalPage) {
        if (level > topLevel || Long.compareUnsigned(logicalPage, capacity) >= 0) {
            return null;
        }
        Object node = root();
        for (int at = topLevel; at > level; at--) {
            node = ((Object[]) node)[(int) (logicalPage >>> MappingNodes.spanShift(at)) & MappingNodes.MASK];
        }
        return node;
    }

    /// Makes a later version of a mapping. Not thread-safe.
    public static final class Editor {
        private PageMapping base;
        private int topLevel;
        private long capacity;
        private Object root;
        private boolean isRootOwned;
        private boolean isAnyCleared;
        private long size;
        private long limit;
        private long[] lastLeaf; // owned; pages are mostly set in runs
        private long lastLeafIndex = -1;

        private Editor(PageMapping base) {
            startFrom(base);
        }

        private void startFrom(PageMapping version) {
            base = version;
            topLevel = version.topLevel;
            capacity = version.capacity;
            root = version.root();
            isRootOwned = false;
            isAnyCleared = false;
            size = version.size;
            limit = version.limit;
            lastLeaf = null;
            lastLeafIndex = -1;
        }

        /// The file page of a logical page as edited so far, [FilePages#NO_PAGE] when it is not mapped.
        public long get(long logicalPage) {
            if (Long.compareUnsigned(logicalPage, capacity) >= 0) {
                return NO_PAGE;
            }
            return leafWord(MappingNodes.leafOf(root, topLevel, logicalPage), logicalPage) - 1;
        }

        /// The number of mapped pages as edited so far.
        public long size() {
            return size;
        }

        /// Maps a logical page.
        ///
        /// @param filePage not negative
        /// @return the file page to which it was mapped before, [FilePages#NO_PAGE] for none
        public long set(long logicalPage, long filePage) {
            checkLogicalPage(logicalPage);
            if (filePage < 0 || filePage == Long.MAX_VALUE) {
                throw new IllegalArgumentException("no such file page: " + filePage);
            }
            long before = exchange(logicalPage, filePage + 1);
            if (before == 0) {
                size++;
                limit = Math.max(limit, logicalPage + 1);
            }
            return before - 1;
        }

        /// Removes the mapping of a logical page.
        ///
        /// @return the file page to which it was mapped before, [FilePages#NO_PAGE] for none
        public long clear(long logicalPage) {
            checkLogicalPage(logicalPage);
            if (get(logicalPage) == NO_PAGE) {
                return NO_PAGE;
            }
            size--;
            isAnyCleared = true;
            return exchange(logicalPage, 0) - 1;
        }

        /// The version as edited so far. The editor may go on from it; the version stays as it is.
        public PageMapping freeze() {
            if (!isRootOwned) {
                return base;
            }
            if (size == 0) {
                startFrom(EMPTY);
                return EMPTY;
            }
            if (isAnyCleared) {
                replaceEmptied(root, topLevel, 0);
                limit = highestMapped(root, topLevel, 0) + 1;
            }
            PageMapping frozen = new PageMapping(root, topLevel, size, limit);
            startFrom(frozen);
            return frozen;
        }

        private long exchange(long logicalPage, long word) {
            long leafIndex = logicalPage >>> MappingNodes.BITS;
            if (leafIndex != lastLeafIndex || logicalPage >= capacity) {
                growTo(logicalPage);
                lastLeaf = ownedLeaf(logicalPage);
                lastLeafIndex = leafIndex;
            }
            int index = (int) logicalPage & MappingNodes.MASK;
            long before = lastLeaf[index];
            lastLeaf[index] = word;
            return before;
        }

        /// Makes a place for a logical page: a longer root, or a higher one when the longest is too short. The root is
        /// owned afterwards.
        private void growTo(long logicalPage) {
            if (!isRootOwned) {
                root = MappingNodes.copy(root, topLevel);
                isRootOwned = true;
            }
            while (logicalPage >= capacity) {
                long needed = (logicalPage >>> MappingNodes.spanShift(topLevel)) + 1;
                if (needed <= MappingNodes.FANOUT) {
                    root = MappingNodes.withLength(root, topLevel, MappingNodes.rootLength((int) needed));
                } else {
                    Object child = size == 0
                            ? MappingNodes.empty(topLevel)
                            : MappingNodes.withLength(root, topLevel, MappingNodes.FANOUT);
                    topLevel++;
                    root = MappingNodes.newNode(topLevel, 1);
                    ((Object[]) root)[0] = child;
                }
                capacity = MappingNodes.capacity(root, topLevel);
            }
        }

        private long[] ownedLeaf(long logicalPage) {
            Object node = root;
            for (int level = topLevel; level > 0; level--) {
                Object[] inner = (Object[]) node;
                int index = (int) (logicalPage >>> MappingNodes.spanShift(level)) & MappingNodes.MASK;
                Object child = inner[index];
                if (!isOwned(child, level - 1, logicalPage)) {
                    child = MappingNodes.copy(child, level - 1);
                    inner[index] = child;
                }
                node = child;
            }
            return (long[]) node;
        }

        private boolean isOwned(Object node, int level, long logicalPage) {
            return node != MappingNodes.empty(level) && node != base.nodeAt(level, logicalPage);
        }

        /// Puts the shared empty node in the place of every owned node in which nothing is mapped any more.
        private boolean replaceEmptied(Object node, int level, long first) {
            if (level == 0) {
                return isAllZero((long[]) node);
            }
            Object[] inner = (Object[]) node;
            Object empty = MappingNodes.empty(level - 1);
            boolean isEmpty = true;
            for (int i = 0; i < inner.length; i++) {
                long childFirst = first + ((long) i << MappingNodes.spanShift(level));
                if (inner[i] != empty
                        && isOwned(inner[i], level - 1, childFirst)
                        && replaceEmptied(inner[i], level - 1, childFirst)) {
                    inner[i] = empty;
                }
                isEmpty &= inner[i] == empty;
            }
            return isEmpty;
        }

        private static boolean isAllZero(long[] leaf) {
            for (long word : leaf) {
                if (word != 0) {
                    return false;
                }
            }
            return true;
        }

        // Reached only where something is mapped: every node that is not the shared empty one holds a mapped page.
        private static long highestMapped(Object node, int level, long first) {
            if (level == 0) {
                long[] leaf = (long[]) node;
                int i = leaf.length - 1;
                while (leaf[i] == 0) {
                    i--;
                }
                return first + i;
            }
            Object[] inner = (Object[]) node;
            int i = inner.length - 1;
            while (inner[i] == MappingNodes.empty(level - 1)) {
                i--;
            }
            return highestMapped(inner[i], level - 1, first + ((long) i << MappingNodes.spanShift(level)));
        }

        private static long leafWord(long[] leaf, long logicalPage) {
            return leaf[(int) logicalPage & MappingNodes.MASK];
        }

        private static void checkLogicalPage(long logicalPage) {
            if (logicalPage < 0 || logicalPage > MAX_LOGICAL_PAGE) {
                throw new IllegalArgumentException("no such logical page: " + logicalPage);
            }
        }
    }

    /// Receives mapped pages.
    @FunctionalInterface
    public interface Visitor {
        /// Receives one page.
        void visit(long logicalPage, long filePage);
    }

    /// Receives what two versions map differently.
    @FunctionalInterface
    public interface DiffVisitor {
        /// Receives one page. At most one of the file pages is [FilePages#NO_PAGE].
        void visit(long logicalPage, long filePageBefore, long filePageAfter);
    }
}

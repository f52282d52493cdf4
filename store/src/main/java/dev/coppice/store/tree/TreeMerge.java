package dev.coppice.store.tree;

import dev.coppice.store.Limits;
import dev.coppice.store.page.IndexBuilder;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Merges changes into a tree by copy on write, in short steps.
///
/// Changes arrive in key order, so the merge walks the tree once from left to right. On its way it holds the index
/// pages from the root to the current leaf taken apart ([IndexFrame]); an index page is written again only when a child
/// of it was split, joined or removed, because a leaf that still fits one page keeps its logical number. Leaves that
/// change side by side are packed together, which keeps them full (compare the bulk insertion of Graefe, "Modern B-Tree
/// Techniques", 2011).
///
/// Nothing is changed in place: the result is another [Tree], reached through the mapping with [#edits()] applied.
/// Confined to one thread at a time.
public final class TreeMerge {
    private static final int ENTRIES_PER_STEP = 2_048;
    private static final int MAX_RUN_LEAVES = 256;

    private final Pages pages;
    private final MutationSource source;
    private final PageWriter writer;
    private final PageEdits edits;
    private final int pageSize;
    private final byte[] indexPage;
    private final byte[] overflowPage;
    private final LeafOutput output;
    private final IndexBuilder indexBuilder;

    private final Deque<IndexFrame> frames = new ArrayDeque<>();
    /// Index pages written by this merge, with their only child or [Tree#NO_PAGE], for collapsing the root.
    private final Map<Long, Long> onlyChildren = new HashMap<>();

    private final byte[] sourceKey = new byte[Limits.MAX_KEY_LENGTH];
    private int sourceKeyLength;
    private boolean hasSourceKey;
    private long entryCount;
    private Tree result;

    // The run of leaves being merged.
    private boolean inRun;
    private int runStart;
    private int runLeaves;
    private final List<IndexFrame.Child> runOutput = new ArrayList<>();
    private final List<Long> runFreePages = new ArrayList<>();
    // The leaf of the run being merged.
    private boolean inLeaf;
    private MemorySegment leafSegment;
    private long leafBase;
    private int leafIndex;
    private int leafCount;
    private byte[] leafUpper;
    // The overflow pages of the value whose entry was dropped last, unless they were freed or given to another value.
    private long droppedPage;
    private long droppedCount;

    /// A merge that has not begun.
    ///
    /// @param pages the pages of the tree as it is
    /// @param tree the tree as it is
    /// @param source the changes
    /// @param writer takes the new pages
    /// @param edits takes the changes of the mapping
    public TreeMerge(Pages pages, Tree tree, MutationSource source, PageWriter writer, PageEdits edits) {
        this.pages = pages;
        this.source = source;
        this.writer = writer;
        this.edits = edits;
        pageSize = pages.pageSize();
        indexPage = new byte[pageSize];
        overflowPage = new byte[pageSize];
        output = new LeafOutput(pageSize, this::writeLeaf);
        indexBuilder = new IndexBuilder(pageSize);
        entryCount = tree.entryCount();
        frames.push(IndexFrame.aboveRoot(tree));
        loadSourceKey();
    }

    /// The longest value that stays in a leaf; a longer one goes to overflow pages. When an entry changes, its leaf is
    /// written again with the values of all others in it, and those should not be much more than what changed.
    static int maxInline(int pageSize) {
        return (pageSize - PageFormat.HEADER_SIZE) / 8;
    }

    /// Does one step. Nothing happens while the source waits for more input.
    ///
    /// @return whether there is more to do
    public boolean step() {
        if (needsInput()) {
            return true;
        }
        if (source.isValid() && !hasSourceKey) {
            loadSourceKey();
        }
        if (inRun) {
            advanceRun();
            return true;
        }
        if (source.isValid()) {
            beginRun();
            advanceRun();
            return true;
        }
        while (frames.size() > 1) {
            finishFrame();
        }
        result = finishRoot(frames.pop());
        return false;
    }

    /// Whether the source has nothing at present, but has not ended.
    public boolean needsInput() {
        return !source.isValid() && !source.isEnded();
    }

    /// The merged tree, once [#step()] has returned false.
    public Tree result() {
        return result;
    }

    /// The changes of the mapping so far.
    public PageEdits edits() {
        return edits;
    }

    private void loadSourceKey() {
        hasSourceKey = source.isValid();
        if (hasSourceKey) {
            sourceKeyLength = source.keyLength();
            System.arraycopy(source.keyArray(), source.keyOffset(), sourceKey, 0, sourceKeyLength);
        }
    }

    private void nextSource() {
        source.next();
        loadSourceKey();
    }

    private boolean sourceIsBelow(byte[] upper) {
        return source.isValid()
                && (upper == null || Arrays.compareUnsigned(sourceKey, 0, sourceKeyLength, upper, 0, upper.length) < 0);
    }

    // ---- runs of leaves ----

    private void beginRun() {
        while (!sourceIsBelow(frames.peek().upper)) {
            finishFrame();
        }
        IndexFrame frame = frames.peek();
        frame.moveTo(sourceKey, sourceKeyLength);
        while (frame.level > 1) {
            int at = frame.position();
            IndexFrame child =
                    IndexFrame.read(pages, frame.child(at).logicalPage(), frame.level - 1, frame.upperOf(at));
            frames.push(child);
            frame = child;
            frame.moveTo(sourceKey, sourceKeyLength);
        }
        inRun = true;
        runStart = Math.max(0, frame.position());
        runLeaves = 0;
        runOutput.clear();
        runFreePages.clear();
        output.begin();
        enterLeaf(frame);
    }

    private void enterLeaf(IndexFrame frame) {
        inLeaf = true;
        leafIndex = 0;
        if (frame.size() == 0) {
            leafCount = 0;
            leafUpper = frame.upper;
            return;
        }
        int at = runStart + runLeaves++;
        long logicalPage = frame.child(at).logicalPage();
        Pages.Place leaf = pages.findLeaf(logicalPage);
        leafSegment = leaf.segment();
        leafBase = leaf.base();
        leafCount = PageHeader.entryCount(leafSegment, leafBase);
        leafUpper = frame.upperOf(at);
        runFreePages.add(logicalPage);
    }

    private void advanceRun() {
        IndexFrame frame = frames.peek();
        int budget = ENTRIES_PER_STEP;
        while (budget > 0 && !needsInput()) {
            if (!inLeaf) {
                if (!runGoesOn(frame)) {
                    endRun(frame);
                    return;
                }
                enterLeaf(frame);
            }
            budget -= mergeLeaf(budget);
        }
    }

    /// After a leaf of the run is merged: whether its neighbour belongs to the run. It does when it changes as well,
    /// or when what has been merged would leave a page nearly empty.
    private boolean runGoesOn(IndexFrame frame) {
        int next = runStart + runLeaves;
        if (next >= frame.size() || runLeaves >= MAX_RUN_LEAVES) {
            return false;
        }
        return sourceIsBelow(frame.upperOf(next)) || output.isNearlyEmpty();
    }

    private void endRun(IndexFrame frame) {
        int replaced = runLeaves;
        boolean atEnd = runStart + runLeaves >= frame.size() && frame.upper == null;
        output.end(!atEnd);
        for (long page : runFreePages) {
            edits.free(page, 1);
        }
        runFreePages.clear();
        frame.replace(runStart, replaced, runOutput);
        inRun = false;
    }

    private void writeLeaf(byte[] page, byte[] separator) {
        long logicalPage = runFreePages.isEmpty() ? edits.allocate() : runFreePages.removeFirst();
        edits.map(logicalPage, writer.write(page, logicalPage));
        runOutput.add(new IndexFrame.Child(separator, logicalPage));
    }

    /// Merges entries of the current leaf with changes.
    ///
    /// @return how many entries were handled, at most the budget or a little more
    private int mergeLeaf(int budget) {
        int handled = 0;
        while (handled++ < budget && !needsInput()) {
            boolean change = sourceIsBelow(leafUpper);
            if (leafIndex < leafCount) {
                int order =
                        change ? LeafPage.compareKey(leafSegment, leafBase, leafIndex, sourceKey, sourceKeyLength) : -1;
                if (order < 0) {
                    keepEntry();
                } else if (order == 0) {
                    dropEntry();
                    applyChange();
                    freeDropped();
                } else {
                    applyChange();
                }
            } else if (change) {
                applyChange();
            } else {
                inLeaf = false;
                return handled;
            }
        }
        return handled;
    }

    private void keepEntry() {
        output.addEntry(leafSegment, leafBase, leafIndex);
        leafIndex++;
    }

    private void dropEntry() {
        if (LeafPage.isOverflow(leafSegment, leafBase, leafIndex)) {
            long length = LeafPage.valueLength(leafSegment, leafBase, leafIndex);
            droppedCount = OverflowPage.pageCount(pageSize, length);
            droppedPage = LeafPage.overflowPage(leafSegment, leafBase, leafIndex);
        }
        leafIndex++;
        entryCount--;
    }

    private void freeDropped() {
        if (droppedCount > 0) {
            edits.free(droppedPage, droppedCount);
            droppedCount = 0;
        }
    }

    /// Logical pages for a value: those of the value that it replaces, if they are as many, which keeps the numbers of
    /// neighbours together and the changes of the mapping few.
    private long allocateOverflow(long count) {
        if (droppedCount == count) {
            droppedCount = 0;
            return droppedPage;
        }
        return edits.allocateRun(count);
    }

    private void applyChange() {
        if (source.isPut()) {
            long length = source.valueLength();
            if (source.isOverflow()) {
                output.addOverflow(sourceKey, sourceKeyLength, source.expiry(), length, source.overflowPage());
            } else if (length > maxInline(pageSize)) {
                long first = writeOverflow(source.valueArray(), source.valueOffset(), (int) length);
                output.addOverflow(sourceKey, sourceKeyLength, source.expiry(), length, first);
            } else {
                output.add(sourceKey, sourceKeyLength, source.expiry(), source.valueArray(), source.valueOffset(), (int)
                        length);
            }
            entryCount++;
        }
        nextSource();
    }

    private long writeOverflow(byte[] value, int offset, int length) {
        int capacity = OverflowPage.capacity(pageSize);
        long count = OverflowPage.pageCount(pageSize, length);
        long first = allocateOverflow(count);
        for (int i = 0; i < count; i++) {
            int from = i * capacity;
            int part = Math.min(capacity, length - from);
            System.arraycopy(value, offset + from, overflowPage, (int) OverflowPage.offset(0), part);
            OverflowPage.build(overflowPage, 0, pageSize, i, part);
            edits.map(first + i, writer.write(overflowPage, first + i));
        }
        return first;
    }

    // ---- index pages ----

    private void finishFrame() {
        IndexFrame frame = frames.pop();
        if (frame.isChanged()) {
            IndexFrame parent = frames.peek();
            parent.replace(parent.position(), 1, writeIndex(frame));
        }
    }

    private Tree finishRoot(IndexFrame above) {
        IndexFrame frame = above;
        while (frame.size() > 1) {
            frame = IndexFrame.above(frame.level + 1, writeIndex(frame));
        }
        if (frame.size() == 0) {
            return Tree.EMPTY;
        }
        long root = frame.child(0).logicalPage();
        int height = frame.level;
        while (height > 1) {
            long only = onlyChild(root, height - 1);
            if (only == Tree.NO_PAGE) {
                break;
            }
            edits.free(root, 1);
            root = only;
            height--;
        }
        return new Tree(root, height, entryCount);
    }

    /// The child of an index page that has just one, else [Tree#NO_PAGE].
    private long onlyChild(long logicalPage, int level) {
        Long written = onlyChildren.get(logicalPage);
        if (written != null) {
            return written;
        }
        IndexFrame untouched = IndexFrame.read(pages, logicalPage, level, null);
        return untouched.size() == 1 ? untouched.child(0).logicalPage() : Tree.NO_PAGE;
    }

    /// Writes a frame as one or more index pages.
    ///
    /// @return the pages, the first one with the lower bound that the frame had
    private List<IndexFrame.Child> writeIndex(IndexFrame frame) {
        List<IndexFrame.Child> written = new ArrayList<>();
        List<IndexFrame.Child> children = frame.children();
        long reuse = frame.logicalPage;
        int from = 0;
        while (from < children.size()) {
            int to = endOfPage(children, from, frame.upper == null);
            fill(children, from, to);
            long logicalPage = reuse != Tree.NO_PAGE ? reuse : edits.allocate();
            reuse = Tree.NO_PAGE;
            indexBuilder.build(indexPage, 0, frame.level);
            edits.map(logicalPage, writer.write(indexPage, logicalPage));
            onlyChildren.put(logicalPage, to - from == 1 ? children.get(from).logicalPage() : Tree.NO_PAGE);
            written.add(new IndexFrame.Child(children.get(from).separator(), logicalPage));
            from = to;
        }
        if (reuse != Tree.NO_PAGE) {
            edits.free(reuse, 1);
        }
        return written;
    }

    /// Where the page that begins at a child ends: when full, or earlier when that would leave a short last page. At
    /// the end of the key space a short page is left to grow.
    private int endOfPage(List<IndexFrame.Child> children, int from, boolean atEnd) {
        int to = fill(children, from, children.size());
        int left = children.size() - to;
        boolean shortLast =
                left > 0 && left < (to - from) / 2 && fill(children, to, children.size()) == children.size();
        return shortLast && !atEnd ? from + (to - from + left + 1) / 2 : to;
    }

    /// Fills the builder with children from a position on.
    ///
    /// @return the position of the first child that did not fit, at most `limit`
    private int fill(List<IndexFrame.Child> children, int from, int limit) {
        indexBuilder.reset();
        int at = from;
        while (at < limit) {
            IndexFrame.Child child = children.get(at);
            byte[] separator = child.separator();
            if (!indexBuilder.add(separator, 0, separator.length, child.logicalPage())) {
                break;
            }
            at++;
        }
        return at;
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.delta.Delta;
import dev.coppice.store.page.IndexPage;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PageDefect;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.PageStructure;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import dev.coppice.store.tree.TreeReader;
import dev.coppice.store.tree.ValueLocation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Proves one table of one state sound: every page is well-formed, every mapped page is reached exactly once, has its
/// level and kind, keys ascend and lie between their separators, the counts agree, what expires has a hint, no two
/// logical pages share a file page, and the files carry the terms that are recorded for them.
final class TableChecker {
    private final TableState table;
    private final Pages pages;
    private final PageChecks checks;
    private final Consumer<String> problems;
    private final BitSet reached = new BitSet();
    private final byte[] key = new byte[Limits.MAX_KEY_LENGTH];
    private long entries;
    private int problemCount;
    /// Whether the tree of hints may be searched.
    private boolean areHintsSound;
    /// Whether a damaged page has hidden what it leads to.
    private boolean isPartial;

    TableChecker(TableState table, PageChecks checks, Consumer<String> problems) {
        this.table = table;
        this.pages = table.pages();
        this.checks = checks;
        this.problems = problem -> {
            problemCount++;
            problems.accept("table " + table.partition().ident() + ": " + problem);
        };
    }

    /// @param isSettled whether nobody changes what is free meanwhile
    void check(boolean isSettled) {
        checkTree("expiry hints", table.expiries());
        areHintsSound = problemCount == 0;
        checkTree("entries", table.entries());
        checks.countEntries(table.entries().entryCount());
        reachValuesInMemory(table.activeValues());
        reachValuesInMemory(table.frozenValues());
        checkMapping();
        checkFiles();
        if (isSettled) {
            checkAllocators();
        }
    }

    /// What is in use must not be given out again: no mapped logical page is free, and no file that is mapped has an id
    /// that the allocator has yet to give.
    private void checkAllocators() {
        Partition partition = table.partition();
        long mark = partition.head().fileMark();
        for (long id : Partition.filesOf(pages.mapping(), pages.pagesPerFileShift())) {
            if (id >= mark) {
                problems.accept("file " + id + " is in use, and the next id to be given is " + mark);
            }
        }
        pages.mapping().forEach((logical, filePage) -> {
            if (partition.isFree(logical)) {
                problems.accept("logical page " + logical + " is mapped, and free");
            }
        });
    }

    private void checkTree(String what, Tree tree) {
        entries = 0;
        if (!tree.isEmpty()) {
            visit(tree.root(), tree.height() - 1, null, null);
        }
        if (!isPartial && entries != tree.entryCount()) {
            problems.accept(
                    "the tree of " + what + " says that it has " + tree.entryCount() + " entries, and has " + entries);
        }
    }

    private void reachValuesInMemory(ValueRuns runs) {
        for (ValueRuns run = runs; run != null && run != ValueRuns.NONE; run = run.older()) {
            for (long i = 0; i < run.count(); i++) {
                // Named by an entry that only the log has; one that was replaced there is freed by the next checkpoint.
                reached.set((int) (run.firstLogicalPage() + i));
            }
        }
    }

    private boolean reach(long logicalPage) {
        if (logicalPage > Integer.MAX_VALUE) {
            problems.accept("logical page " + logicalPage + " is beyond what a check can follow");
            return false;
        }
        if (reached.get((int) logicalPage)) {
            problems.accept("logical page " + logicalPage + " is reached twice");
            return false;
        }
        reached.set((int) logicalPage);
        return true;
    }

    private void visit(long logicalPage, int level, byte[] lower, byte[] upper) {
        if (!reach(logicalPage)) {
            return;
        }
        Pages.Place page = intact(logicalPage);
        if (page == null) {
            return;
        }
        int kind = PageHeader.kind(page.segment(), page.base());
        int expected = level == 0 ? PageFormat.KIND_LEAF : PageFormat.KIND_INDEX;
        int found = PageHeader.level(page.segment(), page.base());
        if (kind != expected || found != level) {
            problems.accept(where(page) + " has kind " + kind + " and level " + found + " where kind " + expected
                    + " and level " + level + " belong");
            return;
        }
        if (level == 0) {
            visitLeaf(page, logicalPage, lower, upper);
        } else {
            visitIndex(page, level, lower, upper);
        }
    }

    /// A page as it is in its file now; null, and said so, when it is damaged.
    private Pages.Place intact(long logicalPage) {
        try {
            long filePage = pages.locate(logicalPage);
            // Several logical pages may share it: it is read once, and each of them is looked for in it below.
            checks.verify(pages.file(filePage), filePage, pages.isShared(filePage) ? PageFormat.NO_PAGE : logicalPage);
            long continuation = pages.continuation(logicalPage, filePage);
            if (continuation != PageFormat.NO_PAGE) {
                checks.verify(pages.file(continuation), continuation, PageFormat.NO_PAGE);
            }
            if (checks.isSound(pages.file(filePage), filePage, logicalPage)) {
                return pages.find(logicalPage);
            }
            Pages.Place page = pages.findAnew(logicalPage);
            PageDefect defect = PageStructure.verify(page.segment(), page.base(), pages.pageSize());
            if (defect != null) {
                throw defect.inFile(page.file().path(), page.file().base(page.filePage()));
            }
            return page;
        } catch (StoreException.Corrupt | StoreException.Io damaged) {
            problems.accept(damaged.getMessage());
            isPartial = true;
            return null;
        }
    }

    private static String where(Pages.Place page) {
        return "the page at offset " + page.file().base(page.filePage()) + " of "
                + page.file().path();
    }

    private void visitIndex(Pages.Place page, int level, byte[] lower, byte[] upper) {
        long base = page.base();
        int count = PageHeader.entryCount(page.segment(), base);
        byte[] separator = new byte[Limits.MAX_KEY_LENGTH];
        byte[][] bounds = new byte[count + 1][];
        bounds[0] = lower;
        bounds[count] = upper;
        for (int i = 1; i < count; i++) {
            int length = IndexPage.copySeparator(page.segment(), base, i, separator);
            bounds[i] = Arrays.copyOf(separator, length);
            requireBetween(page, bounds[i], i == 1 ? lower : bounds[i - 1], upper);
        }
        for (int i = 0; i < count; i++) {
            visit(IndexPage.child(page.segment(), base, i), level - 1, bounds[i], bounds[i + 1]);
        }
    }

    private void visitLeaf(Pages.Place page, long logicalPage, byte[] lower, byte[] upper) {
        if (checks.isSound(page.file(), page.filePage(), logicalPage)) {
            visitSoundLeaf(page, lower, upper);
            return;
        }
        long base = page.base();
        int count = PageHeader.entryCount(page.segment(), base);
        int problemsBefore = problemCount;
        boolean leadsElsewhere = false;
        byte[] before = null;
        for (int i = 0; i < count; i++) {
            byte[] present = key(page, i);
            requireBetween(page, present, lower, upper);
            if (before != null && Arrays.compareUnsigned(before, present) >= 0) {
                problems.accept(where(page) + " has keys " + (i - 1) + " and " + i + " out of order");
            }
            before = present;
            entries++;
            long expiry = LeafPage.expiry(page.segment(), base, i);
            requireHint(page, present, expiry);
            leadsElsewhere |= expiry != 0 || LeafPage.isOverflow(page.segment(), base, i);
            if (LeafPage.isOverflow(page.segment(), base, i)) {
                visitValue(
                        LeafPage.overflowPage(page.segment(), base, i), LeafPage.valueLength(page.segment(), base, i));
            }
        }
        if (problemCount == problemsBefore && !leadsElsewhere) {
            checks.foundSound(page.file(), page.filePage(), logicalPage);
        }
    }

    /// A leaf that another state has as well, and of which only the place may be wrong: its keys ascend.
    private void visitSoundLeaf(Pages.Place page, byte[] lower, byte[] upper) {
        int count = PageHeader.entryCount(page.segment(), page.base());
        if (count > 0) {
            requireBetween(page, key(page, 0), lower, upper);
            requireBetween(page, key(page, count - 1), lower, upper);
        }
        entries += count;
    }

    private byte[] key(Pages.Place page, int index) {
        return Arrays.copyOf(key, LeafPage.copyKey(page.segment(), page.base(), index, key));
    }

    /// Without its hint an entry whose time has passed would never be deleted.
    private void requireHint(Pages.Place page, byte[] key, long expiry) {
        if (expiry == 0 || !areHintsSound || isChanged(table.active(), key) || isChanged(table.frozen(), key)) {
            return;
        }
        byte[] hint = ExpiryHints.hint(expiry, key, 0, key.length);
        Tree hints = table.expiries();
        if (hints.isEmpty() || !TreeReader.find(pages, hints, hint, hint.length, new ValueLocation())) {
            problems.accept(where(page) + " has an entry that expires at " + expiry + " and has no hint");
        }
    }

    /// Whether a delta says something else of a key: the hint of an entry that was deleted may go before it.
    private static boolean isChanged(Delta delta, byte[] key) {
        return delta.lastChange(key, key.length) != Delta.NO_SEQUENCE;
    }

    private void visitValue(long first, long length) {
        int capacity = OverflowPage.capacity(pages.pageSize());
        long count = OverflowPage.pageCount(pages.pageSize(), length);
        for (long i = 0; i < count; i++) {
            if (!reach(first + i)) {
                return;
            }
            Pages.Place page = intact(first + i);
            if (page != null
                    && (PageHeader.kind(page.segment(), page.base()) != PageFormat.KIND_OVERFLOW
                            || OverflowPage.index(page.segment(), page.base()) != i
                            || OverflowPage.length(page.segment(), page.base())
                                    != Math.min(capacity, length - i * capacity))) {
                problems.accept(where(page) + " is not part " + i + " of a large value of " + length + " bytes");
            }
        }
    }

    private void requireBetween(Pages.Place page, byte[] key, byte[] lower, byte[] upper) {
        boolean below = lower != null && Arrays.compareUnsigned(key, lower) < 0;
        boolean above = upper != null && Arrays.compareUnsigned(key, upper) >= 0;
        if (below || above) {
            problems.accept(where(page) + " has a key outside the range of the page");
        }
    }

    private void checkMapping() {
        Map<Long, Long> owners = new HashMap<>();
        pages.mapping().forEach((logical, filePage) -> {
            if (!isPartial && !reached.get((int) logical)) {
                problems.accept("logical page " + logical + " is mapped, and nothing reaches it");
            }
            Long other = owners.put(filePage, logical);
            if (other != null && !pages.isShared(filePage)) {
                problems.accept("logical pages " + other + " and " + logical + " share file page " + filePage);
            }
        });
    }

    private void checkFiles() {
        for (long id : Partition.filesOf(pages.mapping(), pages.pagesPerFileShift())) {
            DataFile file = pages.files().get(id);
            if (file == null) {
                problems.accept("file " + id + " is mapped, and not known");
                continue;
            }
            String path = file.path();
            DataFileName name = DataFileName.parse(path.substring(path.lastIndexOf('/') + 1));
            long recorded = table.partition().term(id);
            if (name == null || name.fileId() != id || name.term() != recorded) {
                problems.accept(path + " is recorded as file " + id + " of term " + recorded);
            }
            StoreException.Corrupt damage = file.damage();
            if (damage != null) {
                problems.accept(damage.getMessage());
            }
        }
    }
}

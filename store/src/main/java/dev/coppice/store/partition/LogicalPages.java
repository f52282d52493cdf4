package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import java.util.Arrays;

/// The logical pages of one partition that are free, as its writer sees them: pages that no mapping names any more, and
/// all those above the highest page ever given out. Not on disk: [#of] derives the set from the mapping, which is why
/// it cannot disagree with it after a crash.
///
/// A page must be released only when the manifest record that unmaps it is durable; otherwise it could, after a crash,
/// belong to two owners.
///
/// Thread-safe: large values take their pages before they are committed, beside the checkpoint.
public final class LogicalPages {
    // A bit for each page below the limit, 1 for a free one, and above it a bit for each word that has a free page, so
    // that a search passes 4,096 pages in use at a time. To find room for a run without searching from the front each
    // time, there is a mark for each power of two: no 2^c free pages in a row end at or below searchFrom[c]. The marks
    // ascend. A release lowers those marks for whose length the released pages and their free neighbours are enough;
    // neighbours are counted up to a limit, so that releasing a whole table page by page stays linear.

    private static final int BITS = 6;
    private static final int RUN_CLASSES = 33;
    private static final int NEIGHBOURS_COUNTED = 1 << 10;

    private final long[] searchFrom = new long[RUN_CLASSES];
    private final long maxPage;
    private long[] free;
    private long[] wordsWithFree;
    private long limit;
    private long freeCount;

    private LogicalPages(long limit, long maxPage) {
        this.limit = limit;
        this.maxPage = maxPage;
        this.free = new long[wordsFor(limit)];
        this.wordsWithFree = new long[wordsFor(free.length)];
    }

    /// The pages that a mapping leaves free.
    public static LogicalPages of(PageMapping mapping) {
        return of(mapping, PageMapping.MAX_LOGICAL_PAGE);
    }

    /// As [#of(PageMapping)], of which no page above a limit is given out.
    static LogicalPages of(PageMapping mapping, long maxPage) {
        LogicalPages pages = new LogicalPages(mapping.limit(), maxPage);
        pages.setFree(0, mapping.limit());
        mapping.forEach((logicalPage, filePage) -> pages.setInUse(logicalPage, logicalPage + 1));
        return pages;
    }

    /// Takes the lowest free page.
    ///
    /// @throws StoreException.Full when all logical pages are in use
    public long allocate() {
        return allocateRun(1);
    }

    /// Takes the lowest run of free pages that is long enough.
    ///
    /// @param count how many pages that follow each other; at least 1
    /// @return the first page of the run
    /// @throws StoreException.Full when there is no such run
    public synchronized long allocateRun(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("a run has at least one page, not " + count);
        }
        long first = count > maxPage ? maxPage + 1 : findRun(count);
        if (first > maxPage + 1 - count) {
            throw new StoreException.Full(
                    "the partition has no " + count + " logical pages left in a row; delete entries, or use more"
                            + " partitions",
                    null);
        }
        take(first, count);
        return first;
    }

    /// Takes certain pages, which must be free: for recovery, which finds out which pages are in use.
    ///
    /// @throws IllegalStateException when one of them is in use; nothing is taken
    public synchronized void claim(long first, long count) {
        checkRun(first, count);
        long used = nextInUse(first, Math.min(first + count, limit));
        if (used < Math.min(first + count, limit)) {
            throw new IllegalStateException("logical page " + used + " is in use");
        }
        take(first, count);
    }

    /// Gives a page back. See the class comment for when.
    ///
    /// @throws IllegalStateException when the page is free
    public void release(long page) {
        releaseRun(page, 1);
    }

    /// Gives pages that follow each other back.
    ///
    /// @throws IllegalStateException when one of them is free; none is given back
    public synchronized void releaseRun(long first, long count) {
        checkRun(first, count);
        long freePage = first + count > limit ? Math.max(first, limit) : nextFree(first, first + count);
        if (freePage < first + count) {
            throw new IllegalStateException("logical page " + freePage + " is free already");
        }
        setFree(first, first + count);
        lowerMarks(first, first + count);
    }

    /// Whether a page is free.
    public synchronized boolean isFree(long page) {
        checkRun(page, 1);
        return page >= limit || (free[word(page)] >>> page & 1) != 0;
    }

    /// The number of pages in use.
    public synchronized long inUseCount() {
        return limit - freeCount;
    }

    /// The highest page ever in use plus one.
    public synchronized long limit() {
        return limit;
    }

    /// The start of the lowest run of free pages that is long enough; it may extend beyond the limit, or begin there.
    private long findRun(long count) {
        int lowerClass = Long.SIZE - 1 - Long.numberOfLeadingZeros(count);
        long classLength = 1L << lowerClass;
        long firstOfClass = -1;
        long start = startOfFree(searchFrom[lowerClass], classLength);
        start = nextFree(start, limit);
        while (start < limit) {
            long end = nextInUse(start, Math.min(limit, start + count));
            if (firstOfClass < 0 && end - start >= classLength) {
                firstOfClass = start;
            }
            if (end - start == count || end == limit) {
                break;
            }
            start = nextFree(end, limit);
        }
        noteSearched(lowerClass, firstOfClass < 0 ? start : firstOfClass);
        noteSearched(classLength == count ? lowerClass : lowerClass + 1, start);
        return start;
    }

    private void noteSearched(int runClass, long start) {
        for (int c = runClass; c < RUN_CLASSES && searchFrom[c] < start; c++) {
            searchFrom[c] = start;
        }
    }

    private void lowerMarks(long first, long end) {
        long before = first - startOfFree(first, NEIGHBOURS_COUNTED);
        long after = nextInUse(end, Math.min(limit, end + NEIGHBOURS_COUNTED)) - end;
        boolean isLong = before >= NEIGHBOURS_COUNTED || after >= NEIGHBOURS_COUNTED;
        long length = isLong ? Long.MAX_VALUE : before + (end - first) + after;
        for (int c = 0; c < RUN_CLASSES && 1L << c <= length; c++) {
            searchFrom[c] = Math.min(searchFrom[c], first);
        }
    }

    /// Where the free pages just before a page begin, looking back about so many pages.
    private long startOfFree(long page, long lookBack) {
        long start = Math.min(page, limit);
        long lowest = start - lookBack;
        while (start > 0 && start > lowest) {
            long last = start - 1;
            long inUse = ~free[word(last)] << (Long.SIZE - 1 - last); // the last page in the highest bit
            long freeBefore = Math.min(Long.numberOfLeadingZeros(inUse), (last & Long.SIZE - 1) + 1);
            start -= freeBefore;
            if (inUse != 0) {
                break;
            }
        }
        return start;
    }

    private void take(long first, long count) {
        long end = first + count;
        if (end > limit) {
            long oldLimit = limit;
            growTo(end);
            setFree(oldLimit, end);
        }
        setInUse(first, end);
    }

    private void growTo(long newLimit) {
        int words = wordsFor(newLimit);
        if (words > free.length) {
            free = Arrays.copyOf(free, Math.max(words, free.length + (free.length >> 1)));
            wordsWithFree = Arrays.copyOf(wordsWithFree, wordsFor(free.length));
        }
        limit = newLimit;
    }

    /// The first free page of a range below the limit, the range's end when there is none.
    private long nextFree(long from, long end) {
        if (from >= end) {
            return end;
        }
        int word = word(from);
        long bits = free[word] & -1L << from;
        while (bits == 0) {
            word = nextWordWithFree(word + 1);
            if (word < 0) {
                return end;
            }
            bits = free[word];
        }
        return Math.min(end, ((long) word << BITS) + Long.numberOfTrailingZeros(bits));
    }

    private int nextWordWithFree(int from) {
        int word = from >> BITS;
        if (word >= wordsWithFree.length) {
            return -1;
        }
        long bits = wordsWithFree[word] & -1L << from;
        while (bits == 0) {
            if (++word == wordsWithFree.length) {
                return -1;
            }
            bits = wordsWithFree[word];
        }
        return (word << BITS) + Long.numberOfTrailingZeros(bits);
    }

    /// The first page in use of a range below the limit, the range's end when there is none.
    private long nextInUse(long from, long end) {
        if (from >= end) {
            return end;
        }
        int word = word(from);
        int lastWord = word(end - 1);
        long bits = ~free[word] & -1L << from;
        while (bits == 0 && word < lastWord) {
            bits = ~free[++word];
        }
        return bits == 0 ? end : Math.min(end, ((long) word << BITS) + Long.numberOfTrailingZeros(bits));
    }

    private void setFree(long from, long end) {
        for (long page = from; page < end; page = (page | Long.SIZE - 1) + 1) {
            int word = word(page);
            long mask = maskInWord(page, end);
            free[word] |= mask;
            wordsWithFree[word >> BITS] |= 1L << word;
        }
        freeCount += Math.max(0, end - from);
    }

    private void setInUse(long from, long end) {
        for (long page = from; page < end; page = (page | Long.SIZE - 1) + 1) {
            int word = word(page);
            free[word] &= ~maskInWord(page, end);
            if (free[word] == 0) {
                wordsWithFree[word >> BITS] &= ~(1L << word);
            }
        }
        freeCount -= end - from;
    }

    /// The bits of a page and those after it in its word, up to the end of a range.
    private static long maskInWord(long page, long end) {
        long wordEnd = (page | Long.SIZE - 1) + 1;
        long mask = -1L << page;
        return wordEnd <= end ? mask : mask & (1L << end) - 1;
    }

    private static int word(long page) {
        return (int) (page >>> BITS);
    }

    private static int wordsFor(long bits) {
        return (int) (bits + Long.SIZE - 1 >>> BITS);
    }

    private void checkRun(long first, long count) {
        if (count < 1 || first < 0 || first > maxPage || count > maxPage + 1 - first) {
            throw new IllegalArgumentException("no such logical pages: " + count + " from " + first);
        }
    }
}

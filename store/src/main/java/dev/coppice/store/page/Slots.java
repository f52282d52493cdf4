package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEAD_SIZE;
import static dev.coppice.store.page.PageFormat.INT;
import static dev.coppice.store.page.PageFormat.LONG;

import java.lang.foreign.MemorySegment;

/// The search over the heads of a leaf or index page.
final class Slots {
    /// The bytes that memory delivers at once, on the machines of our time.
    static final long LINE = 64;

    /// What the sum of some numbers of a page is almost never.
    static final long RARE_SUM = 0x9E37_79B9_7F4A_7C15L;

    private Slots() {}

    /// The sum of the first words of the lines in a part of a page, for the sake of asking memory for them. It must be
    /// used, or the loads are optimized away.
    ///
    /// @param from where a line begins
    static long sumOfLines(MemorySegment segment, long from, long end) {
        long sum = 0;
        for (long line = from; line < end; line += LINE) {
            sum += segment.get(LONG, line);
        }
        return sum;
    }

    /// The number of heads below a head, which is the index of the first that is not.
    ///
    /// @param heads the offset of the first head in the segment
    /// @param count the number of heads, ascending as unsigned numbers
    static int lowerBound(MemorySegment segment, long heads, int count, int head) {
        // The time goes into waiting for one load before the next can be chosen, and a branch on the outcome of a
        // comparison is a coin toss. So each round asks three heads at once, which leaves a quarter, and adds up the
        // answers. The result is always in low .. low + remaining.
        long wanted = Integer.toUnsignedLong(head);
        int low = 0;
        int remaining = count;
        while (remaining >= 4) {
            int quarter = remaining >>> 2;
            long at = heads + (long) low * HEAD_SIZE;
            long step = (long) quarter * HEAD_SIZE;
            int passed = isBelow(segment, at + step, wanted)
                    + isBelow(segment, at + 2 * step, wanted)
                    + isBelow(segment, at + 3 * step, wanted);
            low += passed * quarter;
            remaining -= 3 * quarter;
        }
        int passed = 0;
        long at = heads + (long) low * HEAD_SIZE;
        for (int i = 0; i < remaining; i++) {
            passed += isBelow(segment, at + (long) i * HEAD_SIZE, wanted);
        }
        return low + passed;
    }

    /// The head at an index, a big-endian number of the key's bytes.
    static int head(MemorySegment segment, long heads, int index) {
        return segment.get(INT, heads + (long) index * HEAD_SIZE);
    }

    private static int isBelow(MemorySegment segment, long at, long wanted) {
        return (int) (Integer.toUnsignedLong(segment.get(INT, at)) - wanted >>> 63);
    }
}

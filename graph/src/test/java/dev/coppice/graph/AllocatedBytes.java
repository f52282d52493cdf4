package dev.coppice.graph;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/// Counts the bytes that work allocates on the thread that does it.
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20;
    private static final int REPEATS = 500;

    private AllocatedBytes() {}

    /// The bytes that work allocates once it is warm: the least of some rounds, because linking and compiling charge a
    /// few bytes to the thread, once, and what the work itself allocates, it does each time.
    public static long of(LongSupplier work) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            least = Math.min(least, measure(work) - measure(() -> 1));
        }
        return least;
    }

    /// The bytes that this thread has allocated so far.
    public static long soFar() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static long measure(LongSupplier work) {
        long before = soFar();
        long sum = 0;
        for (int i = 0; i < REPEATS; i++) {
            sum += work.getAsLong();
        }
        long allocated = soFar() - before;
        // Keeps the results alive; they are not that.
        return sum == Long.MIN_VALUE ? 0 : allocated;
    }
}

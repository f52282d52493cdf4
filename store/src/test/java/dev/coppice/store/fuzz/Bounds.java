package dev.coppice.store.fuzz;

import com.sun.management.ThreadMXBean;
import dev.coppice.store.StoreException;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/// Runs a target on an input, and fails unless it ends with a value or an error that says that the bytes are bad, in
/// time, and without much memory.
final class Bounds {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /// Code that runs for the first time is loaded and linked, which takes time and memory, once.
    private static final int ATTEMPTS = 3;

    private Bounds() {}

    /// @throws AssertionError when the target does anything else; the message has the input
    static void run(FuzzTarget target, byte[] input) {
        byte[] given = input.clone();
        for (int attempt = 1; ; attempt++) {
            // To ask for the time of the processor takes longer than to parse.
            String excess = attempt == 1
                    ? excess(target, given, System::nanoTime)
                    : excess(target, given, THREADS::getCurrentThreadCpuTime);
            if (excess == null) {
                return;
            }
            if (attempt == ATTEMPTS) {
                throw failure(target, input, excess, null);
            }
        }
    }

    /// What is too much, null when nothing is.
    private static String excess(FuzzTarget target, byte[] input, LongSupplier clock) {
        long nanos = clock.getAsLong();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Runnable value = null;
            try {
                value = target.parse(input);
            } finally {
                allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            }
            value.run();
        } catch (StoreException.Corrupt | StoreException.NotADatabase | StoreException.ReadOnly reported) {
            // As documented.
        } catch (RuntimeException | Error e) {
            throw failure(target, input, e.toString(), e);
        }
        nanos = clock.getAsLong() - nanos;
        if (nanos > target.nanosMax()) {
            return "takes " + nanos / 1_000_000 + " ms";
        }
        return allocated <= target.allocatedBytesMax(input)
                ? null
                : "allocates " + allocated + " bytes, more than " + target.allocatedBytesMax(input);
    }

    private static AssertionError failure(FuzzTarget target, byte[] input, String what, Throwable cause) {
        return new AssertionError(
                target.name() + " of " + input.length + " bytes: " + what + "; the bytes are "
                        + HexFormat.of().formatHex(input),
                cause);
    }
}

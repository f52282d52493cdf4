package dev.coppice.zstd;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// Lends objects that serve one thread at a time, and makes another when all are lent. Thread-safe.
final class ContextPool<T extends AutoCloseable> {
    private final Queue<T> idle = new ConcurrentLinkedQueue<>();
    private final Supplier<T> maker;

    ContextPool(Supplier<T> maker) {
        this.maker = maker;
    }

    /// Does some work with one. After a failure it may be good for nothing, and is not lent again.
    int use(ToIntFunction<T> work) {
        T lent = idle.poll();
        T context = lent == null ? maker.get() : lent;
        int result;
        try {
            result = work.applyAsInt(context);
        } catch (RuntimeException | Error e) {
            try {
                context.close();
            } catch (Exception second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        idle.add(context);
        return result;
    }
}

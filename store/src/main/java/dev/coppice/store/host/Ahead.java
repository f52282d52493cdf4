package dev.coppice.store.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Work that a thread of a scheduler does if one is free before the result is needed, and that is left to whoever needs
/// it if none was. So nobody ever waits for a thread to become free, also not who holds a lock that all of them wait
/// for.
///
/// ```java
/// byte[] bytes = ahead.withdraw() ? read() : ahead.join();
/// ```
///
/// The work must not wait for anything that the thread which began it holds. The methods are for that thread alone.
///
/// @param <T> of the result
public final class Ahead<T> {
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final Scheduler.Gate end;
    private Supplier<T> work;
    private T result;
    private Throwable failure;

    private Ahead(Supplier<T> work, Scheduler.Gate end) {
        this.work = work;
        this.end = end;
    }

    /// Hands work to the threads of a scheduler.
    public static <T> Ahead<T> begin(Scheduler scheduler, String name, Supplier<T> work) {
        Ahead<T> ahead = new Ahead<>(work, scheduler.newGate(false));
        scheduler.submit(name, ahead::run);
        return ahead;
    }

    private boolean run() {
        if (isTaken.compareAndSet(false, true)) {
            try {
                result = work.get();
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                work = null;
                end.open();
            }
        }
        return false;
    }

    /// Takes the work back.
    ///
    /// @return true when no thread has begun it, and none will; false when one has, and is to be waited for
    public boolean withdraw() {
        boolean isWithdrawn = isTaken.compareAndSet(false, true);
        if (isWithdrawn) {
            work = null;
        }
        return isWithdrawn;
    }

    /// Waits for the end of work that could not be withdrawn, whatever it was.
    public void await() {
        end.await();
    }

    /// Waits for the result of work that could not be withdrawn, and throws what it threw.
    public T join() {
        await();
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return result;
    }
}

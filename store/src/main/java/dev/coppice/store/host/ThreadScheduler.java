package dev.coppice.store.host;

import dev.coppice.store.StoreException;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// A [Scheduler] on a few daemon threads, which end when there is nothing to do. Between two steps of a submission
/// others have their turn. A step that throws is logged and not run again.
///
/// Thread-safe. A step must not [#await]: with every thread waiting, nobody would be left to make the condition true.
public final class ThreadScheduler implements Scheduler {
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor;

    // A waiter reads the turn, evaluates its condition without any lock held, and sleeps only while the turn is still
    // the same: what became true in between has moved the turn on. Waiters are counted before the turn is read and
    // looked for after it has moved, so one side always sees the other, and a signal nobody waits for takes no lock.
    private final AtomicLong turn = new AtomicLong();
    private final AtomicInteger waiters = new AtomicInteger();
    private final Object monitor = new Object();
    private volatile boolean isClosed;

    /// A scheduler of its own threads.
    ///
    /// @param name the start of the threads' names
    /// @param threads the number of steps that may run at the same time, at least 1
    public ThreadScheduler(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        executor = new ScheduledThreadPoolExecutor(
                threads, steps -> new Worker(this, steps, name + "-" + number.incrementAndGet()));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void submit(String name, Step step) {
        schedule(0, name, step);
    }

    @Override
    public void submitAfter(long delayMillis, String name, Step step) {
        schedule(delayMillis, name, step);
    }

    /// Waits until the condition holds. An interrupt does not end the wait; it is still set afterwards.
    ///
    /// @throws StoreException.Closed when the scheduler is closed and the condition does not hold, so that it never may
    @Override
    public void await(BooleanSupplier condition) {
        boolean interrupted = false;
        waiters.incrementAndGet();
        try {
            while (true) {
                boolean closed = isClosed;
                long seen = turn.get();
                if (condition.getAsBoolean()) {
                    return;
                }
                if (closed) {
                    throw new StoreException.Closed("the scheduler was closed while something waited for its work");
                }
                interrupted |= sleepWhile(seen);
            }
        } finally {
            waiters.decrementAndGet();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Gate newGate(boolean brief) {
        return new ThreadGate(brief);
    }

    @Override
    public void signal() {
        turn.incrementAndGet();
        if (waiters.get() > 0) {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }
    }

    /// Drops what is queued, waits for running steps to end, and wakes every waiter. Called from a step, it does not
    /// wait for that step. Does nothing when closed before.
    @Override
    public void close() {
        executor.shutdown(); // interrupts nobody: a step may be in the middle of a write
        boolean interrupted = false;
        boolean isOwnStep = Thread.currentThread() instanceof Worker worker && worker.scheduler == this;
        while (!isOwnStep && !executor.isTerminated()) {
            try {
                executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        isClosed = true;
        signal();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void schedule(long delayMillis, String name, Step step) {
        try {
            executor.schedule(() -> run(name, step), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            Loggers.of(ThreadScheduler.class).log(Level.DEBUG, "step {0} dropped: the scheduler is closed", name);
        }
    }

    private void run(String name, Step step) {
        boolean hasMore = false;
        try {
            hasMore = step.run();
        } catch (RuntimeException | Error e) {
            Loggers.of(ThreadScheduler.class)
                    .log(Level.ERROR, "background step " + name + " failed and is not run again", e);
        }
        if (hasMore) {
            schedule(0, name, step);
        }
        signal();
    }

    // Returns whether the thread was interrupted meanwhile.
    private boolean sleepWhile(long seen) {
        synchronized (monitor) {
            try {
                while (turn.get() == seen) {
                    monitor.wait();
                }
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        }
    }

    private static final class Worker extends Thread {
        private final ThreadScheduler scheduler;

        Worker(ThreadScheduler scheduler, Runnable steps, String name) {
            super(steps, name);
            this.scheduler = scheduler;
            setDaemon(true);
        }
    }
}

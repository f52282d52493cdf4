package dev.coppice.store.host;

import java.util.function.BooleanSupplier;

/// Runs the background work of a database: checkpoints, compactions, clean-ups, each written as a sequence of short
/// steps. In production the steps run on threads; in simulation a seeded event queue on the calling thread runs them,
/// which makes every interleaving repeatable.
public interface Scheduler extends AutoCloseable {
    /// Runs the step soon, again and again until it returns false. Returns at once. Steps of one submission never
    /// overlap; steps of different submissions may.
    void submit(String name, Step step);

    /// As [#submit(String, Step)], but not before the given time has passed.
    void submitAfter(long delayMillis, String name, Step step);

    /// Waits until the condition holds, and lets background work go on meanwhile. The condition is evaluated again
    /// after each step and whenever [#signal()] is called.
    void await(BooleanSupplier condition);

    /// Tells waiters to look at their conditions again.
    void signal();

    /// A place for the calling thread to wait in.
    ///
    /// @param brief whether the wait is likely to be over sooner than a thread falls asleep and wakes up
    Gate newGate(boolean brief);

    /// Waits for running steps to end and drops what is queued.
    @Override
    void close();

    /// One short piece of background work.
    @FunctionalInterface
    interface Step {
        /// Does one piece.
        ///
        /// @return true when there is more to do at once
        boolean run();
    }

    /// Where one thread, the one that made it, waits for another.
    interface Gate {
        /// Waits until [#open()] has been called; returns at once if it has been. Interrupts do not end the wait, and
        /// stay set.
        void await();

        /// Lets the waiting thread pass, now or when it comes.
        void open();
    }
}

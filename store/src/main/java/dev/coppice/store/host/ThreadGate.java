package dev.coppice.store.host;

import java.util.concurrent.locks.LockSupport;

/// A gate for a real thread.
final class ThreadGate implements Scheduler.Gate {
    // Some microseconds: about what it costs to sleep and be woken, so that looking in vain at most doubles that.
    private static final int LOOKS_BEFORE_SLEEP = Runtime.getRuntime().availableProcessors() > 1 ? 256 : 0;

    private final Thread owner = Thread.currentThread();
    private final int looks;
    private volatile boolean isOpen;

    /// @param brief whether the wait is likely to be over sooner than a thread falls asleep and wakes up
    ThreadGate(boolean brief) {
        looks = brief ? LOOKS_BEFORE_SLEEP : 0;
    }

    @Override
    public void await() {
        for (int i = 0; i < looks && !isOpen; i++) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (!isOpen) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            owner.interrupt();
        }
    }

    @Override
    public void open() {
        isOpen = true;
        LockSupport.unpark(owner);
    }
}

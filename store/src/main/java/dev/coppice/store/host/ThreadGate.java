package dev.coppice.store.host;

import java.util.concurrent.locks.LockSupport;

/// A gate for a real thread.
final class ThreadGate implements Scheduler.Gate {
    private final Thread owner = Thread.currentThread();
    private volatile boolean isOpen;

    @Override
    public void await() {
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

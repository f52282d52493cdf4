package dev.coppice.store.sim;

import dev.coppice.store.host.Scheduler;
import java.util.function.BooleanSupplier;

/// Runs what is submitted at once, on the calling thread: as if another one had been free and very quick.
public final class EagerScheduler implements Scheduler {
    @Override
    public void submit(String name, Step step) {
        while (step.run()) {
            // It says when it is done.
        }
    }

    @Override
    public void submitAfter(long delayMillis, String name, Step step) {
        throw new UnsupportedOperationException("time does not pass here");
    }

    @Override
    public void await(BooleanSupplier condition) {
        if (!condition.getAsBoolean()) {
            throw new Deadlock("all that was submitted is done, and a condition does not hold");
        }
    }

    @Override
    public void signal() {}

    @Override
    public Gate newGate(boolean brief) {
        return new Gate() {
            private boolean isOpen;

            @Override
            public void await() {
                if (!isOpen) {
                    throw new Deadlock("all that was submitted is done, and a gate is closed");
                }
            }

            @Override
            public void open() {
                isOpen = true;
            }
        };
    }

    @Override
    public void close() {}
}

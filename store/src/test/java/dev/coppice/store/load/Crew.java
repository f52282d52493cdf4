package dev.coppice.store.load;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Threads that each repeat a task until time is up or one of them fails. A thread that does not come back is a failure
/// too, reported with what every thread was doing.
final class Crew {
    /// Something that is done again and again.
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isOver;

    /// Adds a worker.
    Crew with(String name, Task task) {
        threads.add(Thread.ofPlatform()
                .name(name)
                .uncaughtExceptionHandler((thread, thrown) -> failure.compareAndSet(null, thrown))
                .unstarted(() -> repeat(task)));
        return this;
    }

    /// Whether the workers are about to stop.
    boolean isOver() {
        return isOver;
    }

    /// Lets all work for a while.
    void workFor(Duration duration) throws Exception {
        threads.forEach(Thread::start);
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end && failure.get() == null) {
            Thread.sleep(5);
        }
        isOver = true;
        awaitAll();
        if (failure.get() != null) {
            StringWriter trace = new StringWriter();
            failure.get().printStackTrace(new PrintWriter(trace));
            throw new AssertionError("a worker failed: " + trace);
        }
    }

    private void repeat(Task task) {
        try {
            while (!isOver && failure.get() == null) {
                task.run();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e); // for the thread's handler, as every error is
        }
    }

    private void awaitAll() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            if (thread.isAlive()) {
                failure.compareAndSet(null, new AssertionError(thread.getName() + " hangs:\n" + allStacks()));
                return;
            }
        }
    }

    private static String allStacks() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            text.append(thread.getName()).append('\n');
            for (StackTraceElement element : stack) {
                text.append("    ").append(element).append('\n');
            }
        });
        return text.toString();
    }
}

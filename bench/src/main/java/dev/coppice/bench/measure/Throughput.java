package dev.coppice.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;

/// Runs operations on several threads, first to warm up and then to be counted, all threads starting to count together.
///
/// @param threads how many threads
/// @param stride one operation in so many has its duration recorded, so that reading the clock does not show
/// @param warmUp what each thread does before counting
/// @param counted what each thread does while counting
public record Throughput(int threads, int stride, Limit warmUp, Limit counted) {
    /// What came out.
    ///
    /// @param operations operations counted, of all threads
    /// @param perSecond the sum of the threads' rates
    /// @param latency durations of the sampled operations in nanoseconds
    public record Outcome(long operations, double perSecond, Histogram latency) {}

    private record Counted(long operations, long nanos, Histogram latency) {
        double perSecond() {
            return operations * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
        }
    }

    /// Runs the operations, and fails with the first failure of any thread.
    public Outcome measure(Operation.Factory factory) throws Exception {
        Phaser start = new Phaser(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Counted>> futures = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                futures.add(executor.submit(task(factory, thread, start)));
            }
            return combine(futures);
        }
    }

    private Callable<Counted> task(Operation.Factory factory, int thread, Phaser start) {
        return () -> {
            try (Operation operation = factory.create(thread)) {
                repeat(operation, warmUp);
                start.arriveAndAwaitAdvance();
                return repeat(operation, counted);
            } finally {
                start.arriveAndDeregister(); // a thread that failed must not keep the others waiting
            }
        };
    }

    private Counted repeat(Operation operation, Limit limit) throws Exception {
        Histogram latency = new Histogram();
        long start = System.nanoTime();
        long now = start;
        long done = 0;
        while (done < limit.operations() && now - start < limit.nanos()) {
            for (int i = 1; i < stride; i++) {
                operation.run();
            }
            long before = System.nanoTime();
            operation.run();
            now = System.nanoTime();
            latency.record(now - before);
            done += stride;
        }
        return new Counted(done, now - start, latency);
    }

    private static Outcome combine(List<Future<Counted>> futures) throws Exception {
        long operations = 0;
        double perSecond = 0;
        Histogram latency = new Histogram();
        for (Future<Counted> future : futures) {
            Counted counted = resultOf(future);
            operations += counted.operations();
            perSecond += counted.perSecond();
            latency.add(counted.latency());
        }
        return new Outcome(operations, perSecond, latency);
    }

    private static Counted resultOf(Future<Counted> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                default -> throw failed;
            }
        }
    }
}

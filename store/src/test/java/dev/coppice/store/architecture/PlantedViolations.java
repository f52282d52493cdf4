package dev.coppice.store.architecture;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every back door at least once, as a hurried author would write it. Never run, only read by the scanner's test.
@SuppressWarnings("WaitNotInLoop")
final class PlantedViolations {
    static final LongSupplier BY_METHOD_REFERENCE = System::nanoTime;

    private PlantedViolations() {}

    static Object time() {
        return List.of(
                System.currentTimeMillis(), Instant.now(), Clock.systemUTC(), new Date(), Calendar.getInstance());
    }

    static void threads(Runnable work) {
        new Thread(work).start();
        Thread.ofVirtual().start(work);
        Executors.newCachedThreadPool().close();
        new ExecutorCompletionService<String>(Runnable::run).submit(work, "done");
        new Timer().cancel();
        CompletableFuture.runAsync(work);
        Stream.of(work).parallel().forEach(Runnable::run);
        List.of(work).parallelStream().forEach(Runnable::run);
        Arrays.parallelSort(new int[2]);
    }

    void blocks(Condition condition, CompletableFuture<String> future) throws Exception {
        Thread.sleep(1);
        synchronized (this) {
            wait();
        }
        condition.await();
        LockSupport.park();
        new CountDownLatch(1).await();
        future.join();
        new LinkedBlockingQueue<String>().take();
    }

    static void files(Path path) throws IOException {
        Files.delete(path);
        FileChannel.open(path).close();
        new RandomAccessFile(new File("a"), "r").close();
    }

    static Object randomness(List<?> list) {
        Collections.shuffle(list);
        return List.of(
                Math.random(),
                new Random(),
                new SplittableRandom(),
                ThreadLocalRandom.current(),
                new SecureRandom(),
                UUID.randomUUID(),
                RandomGenerator.getDefault());
    }

    static Object order(Object key) {
        return List.of(
                System.identityHashCode(key),
                new IdentityHashMap<>(),
                Set.of(key, "two"),
                Map.of(key, 1, "two", 2),
                Map.copyOf(new TreeMap<>()),
                Stream.of(key).collect(Collectors.toUnmodifiableSet()));
    }
}

package dev.coppice.store.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/// What this process holds at one moment, and what its database takes on the disk.
///
/// @param heap bytes of objects that are in use, after a collection
/// @param direct bytes of direct buffers
/// @param mapped bytes of the database's files that are mapped
/// @param handles open file descriptors
/// @param threads threads
/// @param disk bytes of the database's files
record Usage(long heap, long direct, long mapped, long handles, long threads, long disk) {
    private static final Path MAPS = Path.of("/proc/self/maps");

    static Usage of(Path directory) throws Exception {
        // Mappings and buffers go with the objects that stand for them, which takes a second collection and a moment.
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        long handles = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
        return new Usage(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                direct,
                mapped(directory),
                handles,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                disk(directory));
    }

    /// Known on Linux only.
    private static long mapped(Path directory) throws IOException {
        if (!Files.exists(MAPS)) {
            return 0;
        }
        long bytes = 0;
        for (String line : Files.readAllLines(MAPS)) {
            if (line.contains(directory.toString())) {
                String[] bounds = line.substring(0, line.indexOf(' ')).split("-");
                bytes += Long.parseLong(bounds[1], 16) - Long.parseLong(bounds[0], 16);
            }
        }
        return bytes;
    }

    /// Files may be deleted meanwhile.
    private static long disk(Path directory) throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes.get();
    }

    /// As one line of numbers.
    String format() {
        return heap + " " + direct + " " + mapped + " " + handles + " " + threads + " " + disk;
    }

    /// What [#format()] wrote.
    static Usage parse(String line) {
        String[] parts = line.split(" ");
        return new Usage(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]));
    }
}

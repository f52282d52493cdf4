package dev.coppice.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/// Describes what a run was made on.
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final double GIBIBYTE = 1 << 30;

    private Machine() {}

    /// One sentence each about processor, system, file system, Java, and the run.
    static List<String> describe(Plan plan) throws IOException {
        return List.of(
                "%d processors (%s), %.0f GiB of memory"
                        .formatted(Runtime.getRuntime().availableProcessors(), processor(), memoryBytes() / GIBIBYTE),
                "%s %s, %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version").replaceFirst("-.*", ""),
                                Files.getFileStore(plan.directory()).type()),
                "Java %s, heap of %.1f GiB, cache of %.1f GiB for each engine that caches by itself"
                        .formatted(Runtime.version(), plan.heapBytes() / GIBIBYTE, plan.cacheBytes() / GIBIBYTE),
                "%d rounds, %s pace, %s"
                        .formatted(plan.rounds(), plan.pace().name().toLowerCase(Locale.ROOT), LocalDate.now()));
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(PROCESSORS)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static long memoryBytes() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize();
    }
}

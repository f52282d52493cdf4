package dev.coppice.bench;

import dev.coppice.bench.workload.Assignment;
import dev.coppice.bench.workload.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Starts a [Child] on the same JDK and class path, with the same options for every engine, and waits for its end.
final class ChildProcess {
    private static final long POLL_MILLIS = 5;
    private static final int LOG_LINES_SHOWN = 12;
    private static final String UNCAUGHT = "Exception in thread";

    private final Assignment assignment;
    private final Duration timeout;
    private final Process process;
    private final Path log;

    private ChildProcess(Assignment assignment, Duration timeout, Process process, Path log) {
        this.assignment = assignment;
        this.timeout = timeout;
        this.process = process;
        this.log = log;
    }

    static ChildProcess start(Assignment assignment, Plan plan) throws IOException {
        Files.createDirectories(assignment.directory());
        Files.deleteIfExists(assignment.output());
        Path log = assignment.directory().resolve("log");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options(plan));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(assignment.toArguments());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ChildProcess(assignment, plan.timeout(), process, log);
    }

    private static List<String> options(Plan plan) {
        return List.of(
                "-Xmx" + plan.heapBytes(),
                "-XX:MaxDirectMemorySize=" + plan.heapBytes(),
                "-XX:+UseG1GC",
                "--enable-native-access=ALL-UNNAMED",
                // lmdbjava reaches into buffers to place them over mapped pages.
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    /// Waits until the child has run its workloads.
    ///
    /// @throws IOException with the error that the child printed, if it failed or took too long
    void awaitExit() throws IOException, InterruptedException {
        boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
            throw new IOException("took longer than " + timeout.toMinutes() + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException("ended with code " + process.exitValue() + whatItPrinted());
        }
    }

    /// Waits until enough writes were acknowledged to the child, and kills it.
    ///
    /// @throws IOException if the child ends by itself or takes too long
    void killOnceAcknowledged(long enough) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (Victim.acknowledged(assignment.directory()) < enough) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("ended by itself with code " + process.exitValue() + whatItPrinted());
            }
            if (System.nanoTime() - deadline > 0) {
                process.destroyForcibly().waitFor();
                throw new IOException("acknowledged too few writes in " + timeout.toMinutes() + " minutes");
            }
        }
        process.destroyForcibly().waitFor();
    }

    /// What the child reported: values by the id of the figure, in order.
    Map<String, Double> figures() throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (Files.exists(assignment.output())) {
            for (String line : Files.readAllLines(assignment.output())) {
                String[] parts = line.split(Child.SEPARATOR);
                figures.put(parts[0], Double.parseDouble(parts[1]));
            }
        }
        return figures;
    }

    private String whatItPrinted() throws IOException {
        List<String> lines = Files.readAllLines(log).stream()
                .dropWhile(line -> !line.startsWith(UNCAUGHT))
                .limit(LOG_LINES_SHOWN)
                .toList();
        return lines.isEmpty() ? "" : ":\n    " + String.join("\n    ", lines);
    }
}

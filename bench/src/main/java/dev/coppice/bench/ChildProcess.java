package dev.coppice.bench;

import dev.coppice.bench.workload.Acknowledgements;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A process that does one step for one engine: on the same JDK and class path, with the same options for every engine.
public final class ChildProcess {
    private static final long POLL_MILLIS = 5;
    private static final int LOG_LINES_SHOWN = 12;
    private static final String UNCAUGHT = "Exception in thread";

    private final Plan plan;
    private final Path directory;
    private final Process process;
    private final Path log;

    private ChildProcess(Plan plan, Path directory, Process process, Path log) {
        this.plan = plan;
        this.directory = directory;
        this.process = process;
        this.log = log;
    }

    /// Starts a process.
    ///
    /// @param engine the engine, in whose directory the process runs
    /// @param program the class with the process's `main`, which writes figures to the plan's output
    /// @param arguments what it is told
    public static ChildProcess start(Plan plan, String engine, Class<?> program, List<String> arguments)
            throws IOException {
        Path directory = plan.directoryOf(engine);
        Files.createDirectories(directory);
        Files.deleteIfExists(plan.output());
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options(plan));
        command.addAll(List.of("-cp", absoluteClassPath(), program.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ChildProcess(plan, directory, process, log);
    }

    private static String absoluteClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
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
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                // Gryo, in which TinkerGraph is written, reaches into atomic numbers.
                "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED");
    }

    /// Waits until the child has run its workloads.
    ///
    /// @throws IOException with the error that the child printed, if it failed or took too long
    void awaitExit() throws IOException, InterruptedException {
        boolean ended = process.waitFor(plan.timeout().toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
            throw new IOException("took longer than " + plan.timeout().toMinutes() + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException("ended with code " + process.exitValue() + whatItPrinted());
        }
    }

    /// Waits until enough writes were acknowledged to the child, and kills it.
    ///
    /// @throws IOException if the child ends by itself or takes too long
    void killOnceAcknowledged(long enough) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + plan.timeout().toNanos();
        while (Acknowledgements.count(Acknowledgements.writes(directory)) < enough) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("ended by itself with code " + process.exitValue() + whatItPrinted());
            }
            if (System.nanoTime() - deadline > 0) {
                process.destroyForcibly().waitFor();
                throw new IOException(
                        "acknowledged too few writes in " + plan.timeout().toMinutes() + " minutes");
            }
        }
        process.destroyForcibly().waitFor();
    }

    /// What the child reported: values by the id of the figure, in order.
    Map<String, Double> figures() throws IOException {
        return new FigureFile(plan.output()).read();
    }

    private String whatItPrinted() throws IOException {
        List<String> lines = Files.readAllLines(log).stream()
                .dropWhile(line -> !line.startsWith(UNCAUGHT))
                .limit(LOG_LINES_SHOWN)
                .toList();
        return lines.isEmpty() ? "" : ":\n    " + String.join("\n    ", lines);
    }
}

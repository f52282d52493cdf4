package dev.coppice.store.load;

import dev.coppice.store.Database;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// Another Java process that runs a main class of the tests, and what it prints.
public final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private ChildProcess(Process process) {
        this.process = process;
        reader = new Thread(this::readLines, "output of a child");
        reader.start();
    }

    /// Starts a class with arguments.
    static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        return start("256m", main, arguments);
    }

    /// Starts a class with arguments.
    ///
    /// @param heap the most memory that its objects may take, such as `256m`
    static ChildProcess start(String heap, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                rootOf(Database.class) + File.pathSeparator + rootOf(main),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /// Starts a class with arguments and with all that is on the class path of this process.
    ///
    /// @param options those of the command `java`
    public static ChildProcess startWithOwnClassPath(List<String> options, Class<?> main, String... arguments)
            throws IOException {
        return startWithClassesInPlace(rootOf(Database.class), options, main, arguments);
    }

    /// Starts a class with arguments, with all that is on the class path of this process, and with classes that take
    /// the place of those.
    ///
    /// @param classes the folder of those classes
    /// @param options those of the command `java`
    public static ChildProcess startWithClassesInPlace(
            Path classes, List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                String.join(
                        File.pathSeparator,
                        classes.toString(),
                        rootOf(Database.class).toString(),
                        rootOf(main).toString(),
                        System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /// The directory of classes that a class was loaded from, also when it is part of a module that was put together.
    public static Path rootOf(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + name);
        try {
            Path path = Path.of(url.toURI());
            for (int i = name.split("/").length; i > 0; i--) {
                path = path.getParent();
            }
            return path;
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private void readLines() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // The process was killed.
            return;
        }
    }

    /// Waits for a line.
    ///
    /// @return whether it came before the time was up and the process ended
    boolean awaitLine(String line) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        synchronized (lines) {
            while (!lines.contains(line)) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0 || !reader.isAlive()) {
                    return false;
                }
                lines.wait(Math.min(millis, 100));
            }
            return true;
        }
    }

    /// Sends a line to the process.
    void send(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    /// Waits until the process has ended by itself.
    ///
    /// @return its exit code
    public int awaitEnd() throws InterruptedException {
        int code = process.waitFor();
        reader.join();
        return code;
    }

    /// Waits until the process has ended by itself, for a while.
    ///
    /// @return its exit code; nothing when it has not ended in time
    public OptionalInt awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(awaitEnd())
                : OptionalInt.empty();
    }

    /// Kills the process at once, as `kill -9` does.
    ///
    /// @return all lines that it had printed
    List<String> kill() throws InterruptedException {
        // Not through the process itself, which would close the pipe with the last lines in it.
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
        return lines();
    }

    /// The lines so far.
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

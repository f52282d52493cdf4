package dev.coppice.cli.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Asks a graph in Gremlin, in a Java process of its own: TinkerPop's jars cannot be modules beside those of this
/// program. They lie in the folder `gremlin` of the distribution's libraries.
public final class GremlinProcess {
    private static final String MAIN = "dev.coppice.gremlin.query.QueryProcess";
    private static final String FOLDER = "gremlin";

    private GremlinProcess() {}

    /// Asks.
    ///
    /// @param isWriting whether what the question changes is committed
    /// @param rows is given each answer as it comes, a line of JSON
    /// @throws Failure when the question cannot be answered
    public static void ask(Path directory, String fork, boolean isWriting, String question, Consumer<String> rows) {
        Path errors = null;
        try {
            errors = Files.createTempFile("coppice-query", ".err");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dstdout.encoding=UTF-8",
                            "-Dstderr.encoding=UTF-8",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            classPath(),
                            MAIN,
                            directory.toString(),
                            fork,
                            isWriting ? "write" : "read",
                            question)
                    .redirectError(errors.toFile())
                    .start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(line -> rows.accept(requireRow(line)));
            } catch (RuntimeException e) {
                process.destroy(); // nobody reads on
                throw e;
            }
            requireAnswered(process.waitFor(), withoutLogging(Files.readString(errors)));
        } catch (IOException e) {
            throw new Failure(ExitCode.FILE, "cannot ask in Gremlin: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.DEFECT, "interrupted while a question was asked", e);
        } finally {
            delete(errors);
        }
    }

    /// What TinkerPop's logging says of itself, before anything is logged, is of no use to anybody.
    private static String withoutLogging(String errors) {
        return errors.lines().filter(line -> !line.startsWith("SLF4J: ")).collect(Collectors.joining("\n"));
    }

    /// An answer is an object; a string is the reason why there are no more.
    private static String requireRow(String line) {
        if (!line.startsWith("\"")) {
            return line;
        }
        try (JsonParser parser = Json.FACTORY.createParser(line)) {
            parser.nextToken();
            throw new Failure(ExitCode.INVALID, "the question cannot be answered: " + parser.getText());
        } catch (IOException e) {
            throw new Failure(ExitCode.DEFECT, "an answer that is no row: " + line, e);
        }
    }

    private static void requireAnswered(int status, String errors) {
        if (status != 0) {
            throw new Failure(
                    ExitCode.DEFECT,
                    "the process that asks in Gremlin ended with code " + status + ": "
                            + errors.lines().findFirst().orElse(""));
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The columns of an answer, as text.
    public static Map<String, String> columns(String line) {
        Map<String, String> columns = new LinkedHashMap<>();
        try (JsonParser parser = Json.FACTORY.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                columns.put(name, parser.nextToken() == JsonToken.VALUE_NULL ? "" : parser.getText());
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.DEFECT, "an answer that is no row: " + line, e);
        }
        return columns;
    }

    /// The distribution's libraries with those of Gremlin; where this is no distribution, what this process has itself.
    private static String classPath() throws IOException {
        String modules = System.getProperty("jdk.module.path", "");
        for (String entry : modules.split(File.pathSeparator)) {
            Path gremlin = Path.of(entry).resolve(FOLDER);
            if (Files.isDirectory(gremlin)) {
                return String.join(File.pathSeparator, jars(Path.of(entry)), jars(gremlin));
            }
        }
        return modules + File.pathSeparator + System.getProperty("java.class.path");
    }

    private static String jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> jars = files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
            return String.join(File.pathSeparator, jars);
        }
    }
}

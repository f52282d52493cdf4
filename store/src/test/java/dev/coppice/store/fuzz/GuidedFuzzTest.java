package dev.coppice.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.load.ChildProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Fuzzing guided by coverage, with Jazzer, which the profile `fuzz` puts on the class path. What reaches new code is
/// kept in `target/fuzz` and is where the next run goes on from. See CONTRIBUTING.md.
@EnabledIf("hasFuzzer")
class GuidedFuzzTest {
    private static final System.Logger LOGGER = System.getLogger(GuidedFuzzTest.class.getName());
    private static final String FUZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final String FUZZER_API = "com.code_intelligence.jazzer.api.Jazzer";
    private static final Path FOLDER = Path.of("target/fuzz").toAbsolutePath();
    private static final int SECONDS = Integer.getInteger("coppice.fuzzSeconds", 30);
    private static final String ONLY = System.getProperty("coppice.fuzzTarget", "");
    private static final int TAIL_LINES = 40;

    static boolean hasFuzzer() {
        try {
            Class.forName(FUZZER, false, GuidedFuzzTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    static List<FuzzTarget> targets() {
        return ONLY.isEmpty() ? FuzzTargets.all() : List.of(FuzzTargets.of(ONLY));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void run_guidedBytes_givesAValueOrATypedError(FuzzTarget target) throws Exception {
        Path folder = FOLDER.resolve(target.name());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        int number = 0;
        for (byte[] seed : target.seeds()) {
            Files.write(corpus.resolve("seed-" + number++), seed);
        }
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command(target, corpus))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(log);
        String end = lines.stream()
                .skip(Math.max(0, lines.size() - TAIL_LINES))
                .map(line -> line.substring(0, Math.min(line.length(), 500)))
                .collect(Collectors.joining("\n"));
        assertThat(code)
                .as("what is found is in " + folder + "; its end is\n" + end)
                .isZero();
        LOGGER.log(
                System.Logger.Level.INFO,
                "{0}: {1}",
                target.name(),
                lines.stream()
                        .filter(line -> line.startsWith("Done "))
                        .findFirst()
                        .orElseThrow());
    }

    private static List<String> command(FuzzTarget target, Path corpus) throws ClassNotFoundException {
        String classPath = Stream.of(
                        ChildProcess.rootOf(Database.class).toString(),
                        ChildProcess.rootOf(GuidedFuzzer.class).toString(),
                        jarOf(FUZZER),
                        jarOf(FUZZER_API))
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                FUZZER,
                "--target_class=" + GuidedFuzzer.class.getName(),
                "--target_args=" + target.name(),
                "--instrumentation_includes=dev.coppice.store.**",
                "--instrumentation_excludes=dev.coppice.store.fuzz.**:dev.coppice.store.golden.**",
                // They look for calls that are dangerous in applications, and would be counted as the parser's work.
                "--disabled_hooks=**",
                "-max_total_time=" + SECONDS,
                "-print_final_stats=1",
                // Time and memory are measured for each input by itself.
                "-rss_limit_mb=0",
                corpus.toString());
    }

    private static String jarOf(String className) throws ClassNotFoundException {
        Class<?> type = Class.forName(className, false, GuidedFuzzTest.class.getClassLoader());
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}

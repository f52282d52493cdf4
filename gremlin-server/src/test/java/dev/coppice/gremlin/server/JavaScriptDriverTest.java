package dev.coppice.gremlin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.util.ser.Serializers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// TinkerPop's JavaScript driver, as npm has it, reads and writes over a started server. Needs Node and npm on the
/// PATH; where they are missing the test is skipped, unless the property `coppice.node` is `required`, as on the build
/// server.
final class JavaScriptDriverTest {
    private static final Path SOURCES = Path.of("src/test/javascript");
    private static final Path FOLDER = Path.of("target/javascript");
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "round-trip.js");

    @BeforeAll
    static void install() throws Exception {
        boolean isThere = isOnPath("node") && isOnPath("npm");
        if ("required".equals(System.getProperty("coppice.node"))) {
            assertThat(isThere)
                    .as("node and npm are on the PATH (on Debian and Ubuntu: apt install nodejs npm)")
                    .isTrue();
        }
        assumeTrue(isThere, "node and npm are not on the PATH");
        Files.createDirectories(FOLDER);
        Path lock = FOLDER.resolve("package-lock.json");
        boolean isInstalled = Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(SOURCES.resolve("package-lock.json"), lock) < 0;
        for (String file : FILES) {
            Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!isInstalled) {
            // What comes is what the lock file has the hashes of, and none of it is run on arrival.
            run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
        }
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(FOLDER, "log", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = Home.finish(process);
        String said = Files.readString(log);
        assertThat(code).as("%s says:%n%s", String.join(" ", command), said).isZero();
        return said;
    }

    @ParameterizedTest
    @CsvSource({
        "GRAPHBINARY_V1, application/vnd.graphbinary-v1.0",
        "GRAPHSON_V3, application/vnd.gremlin-v3.0+json",
    })
    void driver_readsAndWrites(Serializers serializer, String mimeType) throws Exception {
        try (Driver driver = SharedServer.get().connect(serializer)) {
            GraphTraversalSource g = driver.source("g");
            Object ofJava = g.addV("written by Java")
                    .property("text", "\u20AC \uD83D\uDE00")
                    .id()
                    .next();

            String said = run(
                    "node",
                    "round-trip.js",
                    "ws://localhost:" + SharedServer.get().port() + "/gremlin",
                    mimeType,
                    ofJava.toString());

            assertThat(said).contains("all as expected");
            Object ofJavaScript = Long.valueOf(said.lines()
                    .filter(line -> line.startsWith("vertex "))
                    .map(line -> line.substring("vertex ".length()))
                    .findFirst()
                    .orElseThrow());
            assertThat(g.V(ofJavaScript).valueMap().next())
                    .isEqualTo(Map.of("name", List.of("Grace"), "nickname", List.of("Amazing", "\u20AC")));
            assertThat(g.V(ofJavaScript).out("knows").id().toList()).containsExactly(ofJava);
            assertThat(g.V(ofJavaScript)
                            .properties("nickname")
                            .hasValue("Amazing")
                            .values("since")
                            .toList())
                    .containsExactly(1944);
        }
    }
}

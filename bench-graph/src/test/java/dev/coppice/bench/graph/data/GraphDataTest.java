package dev.coppice.bench.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphDataTest {
    @TempDir
    private Path directory;

    @Test
    void read_givesBackWhatWasWritten() throws IOException {
        GraphData graph = RmatGraph.of(100, 1_000, 7);
        graph.write(directory.resolve("one"));
        GraphData.read(directory.resolve("one")).write(directory.resolve("other"));
        assertThat(Files.mismatch(directory.resolve("one"), directory.resolve("other")))
                .isEqualTo(-1);
        assertThat(GraphData.read(directory.resolve("one")).key(99)).isEqualTo(graph.key(99));
    }

    @Test
    void randomGraph_isTheSameForTheSameSeed() throws IOException {
        RmatGraph.of(100, 1_000, 7).write(directory.resolve("one"));
        RmatGraph.of(100, 1_000, 7).write(directory.resolve("same"));
        RmatGraph.of(100, 1_000, 8).write(directory.resolve("other"));
        assertThat(Files.mismatch(directory.resolve("one"), directory.resolve("same")))
                .isEqualTo(-1);
        assertThat(Files.mismatch(directory.resolve("one"), directory.resolve("other")))
                .isNotEqualTo(-1);
    }

    @Test
    void randomGraph_hasFewVerticesWithManyEdges_distinctKeys_andNoLoops() {
        GraphData graph = RmatGraph.of(1_000, 20_000, 1);
        int[] degrees = new int[graph.vertices()];
        Set<String> keys = new HashSet<>();
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            keys.add(graph.key(vertex));
        }
        for (int edge = 0; edge < graph.edges(); edge++) {
            assertThat(graph.from(edge)).isNotEqualTo(graph.to(edge));
            degrees[graph.from(edge)]++;
        }
        Arrays.sort(degrees);
        assertThat(keys).hasSize(1_000);
        int ofTheTop = IntStream.range(900, 1_000).map(i -> degrees[i]).sum();
        assertThat(ofTheTop).as("edges of a tenth of the vertices").isGreaterThan(10_000);
    }

    @Test
    void classGraph_knowsWhatEveryJavaProgrammerKnows() throws IOException {
        GraphData graph = ClassGraph.ofThisJdk();
        int string = IntStream.range(0, graph.vertices())
                .filter(vertex -> graph.key(vertex).equals("java/lang/String"))
                .findFirst()
                .orElseThrow();
        assertThat(graph.label(string)).isEqualTo("class");
        assertThat(graph.score(string)).isGreaterThan(100);
        assertThat(IntStream.range(0, graph.edges())
                        .filter(edge -> graph.from(edge) == string)
                        .mapToObj(edge -> graph.type(edge) + " " + graph.key(graph.to(edge))))
                .contains("extends java/lang/Object", "implements java/lang/Comparable", "uses java/util/Locale")
                .doesNotHaveDuplicates();
    }
}

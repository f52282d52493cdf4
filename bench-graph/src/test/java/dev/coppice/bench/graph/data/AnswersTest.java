package dev.coppice.bench.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
    // 0 -> 1 -> 2 -> 3, 0 -> 2, and twice 0 -> 1; 4 stands alone.
    private final GraphData graph = new GraphData(
            List.of("a", "b"),
            List.of("x", "y"),
            new String[] {"k0", "k1", "k2", "k3", "k4"},
            new byte[] {0, 1, 0, 1, 0},
            new int[] {1, 10, 100, 1_000, 10_000},
            new int[] {0, 1, 2, 0, 0},
            new int[] {1, 2, 3, 2, 1},
            new byte[] {0, 0, 1, 0, 0});
    private final Answers answers = new Answers(graph);

    @Test
    void neighborScores_countsAnEndOnceForEachEdge() {
        assertThat(answers.neighborScores(0)).isEqualTo(10 + 100 + 10);
        assertThat(answers.neighborScores(4)).isZero();
    }

    @Test
    void secondNeighbors_countsEachVertexOnce() {
        assertThat(answers.secondNeighbors(0)).isEqualTo(2);
        assertThat(answers.secondNeighbors(0)).as("asked again").isEqualTo(2);
        assertThat(answers.secondNeighbors(2)).isZero();
    }

    @Test
    void distance_isTheShortest_orNoneWhenItIsTooLongOrThereIsNone() {
        assertThat(answers.distance(0, 3, 8)).isEqualTo(2);
        assertThat(answers.distance(0, 3, 1)).isEqualTo(-1);
        assertThat(answers.distance(3, 0, 8)).isEqualTo(-1);
        assertThat(answers.distance(0, 4, 8)).isEqualTo(-1);
    }

    @Test
    void scoresBetween_looksAtLabelAndRange() {
        assertThat(answers.scoresBetween("a", 1, 101)).isEqualTo(101);
        assertThat(answers.scoresBetween("a", 1, 100)).isEqualTo(1);
        assertThat(answers.scoresBetween("b", 1, 1_001)).isEqualTo(1_010);
    }

    @Test
    void weights_areThoseOfTheRarestType() {
        assertThat(answers.rarestType()).isEqualTo("y");
        assertThat(answers.weights("y")).isEqualTo(graph.weight(2));
    }
}

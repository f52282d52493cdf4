package dev.coppice.bench.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.bench.graph.data.Answers;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.data.RmatGraph;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class BidirectionalSearchTest {
    private final GraphData graph = RmatGraph.of(60, 90, 3);

    @Test
    void distance_isThatOfASearchFromOneEnd() {
        Answers answers = new Answers(graph);
        BidirectionalSearch<Integer> search = new BidirectionalSearch<>(this::neighbors);
        for (int from = 0; from < graph.vertices(); from++) {
            for (int to = 0; to < graph.vertices(); to++) {
                if (from != to) {
                    assertThat(search.distance(from, to, 4))
                            .as("from %d to %d", from, to)
                            .isEqualTo(answers.distance(from, to, 4));
                }
            }
        }
    }

    private void neighbors(Integer vertex, boolean isForwards, Predicate<Integer> found) {
        boolean goesOn = true;
        for (int edge = 0; goesOn && edge < graph.edges(); edge++) {
            if (isForwards && graph.from(edge) == vertex) {
                goesOn = found.test(graph.to(edge));
            } else if (!isForwards && graph.to(edge) == vertex) {
                goesOn = found.test(graph.from(edge));
            }
        }
    }
}

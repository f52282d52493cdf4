package dev.coppice.graph.model;

import dev.coppice.store.sim.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class GraphModelTest {
    @Test
    void graphAndForks_throughCrashes_holdWhatWasCommitted() {
        Seeds.forEach(GraphModelTest.class, 8, seed -> run(seed, 120));
    }

    @Test
    @Tag("long")
    void graphAndForks_throughManyCrashes_holdWhatWasCommitted() {
        Seeds.forEach(GraphModelTest.class, 100, seed -> run(seed, 1_000));
    }

    private static void run(long seed, int steps) {
        try (History history = new History(seed)) {
            for (int step = 1; step <= steps; step++) {
                history.step();
                history.compare(step % 20 == 0);
            }
            history.compare(true);
        }
    }
}

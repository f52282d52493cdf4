package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.engine.GraphEngine;
import java.util.List;

/// Asks a few questions, to see whether a graph is complete.
final class SpotChecks {
    private static final int SAMPLES = 100;
    private static final List<Question> WITH_PROPERTIES = List.of(Question.SCORE, Question.NEIGHBORS, Question.WEIGHTS);

    private SpotChecks() {}

    /// Checks vertices, edges and the properties of both.
    ///
    /// @throws dev.coppice.bench.data.WrongAnswer if something is missing
    static void all(GraphTrial trial, GraphEngine engine) throws Exception {
        for (Question question : WITH_PROPERTIES) {
            check(trial, engine, question);
        }
    }

    /// Checks some vertices by their keys.
    ///
    /// @throws dev.coppice.bench.data.WrongAnswer if something is missing
    static void keys(GraphTrial trial, GraphEngine engine) throws Exception {
        check(trial, engine, Question.SCORE);
    }

    private static void check(GraphTrial trial, GraphEngine engine, Question question) throws Exception {
        int samples = Math.min(SAMPLES, question.count());
        try (Draft draft = question.draft(trial.data(), trial.answers(), engine.session(), samples)) {
            for (int i = 0; i < samples; i++) {
                draft.run();
            }
        }
    }
}

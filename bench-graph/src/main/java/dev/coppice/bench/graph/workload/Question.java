package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.data.Answers;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphSession;
import java.util.SplittableRandom;

/// A kind of question. What is asked is drawn, with the right answers, before the clock starts.
enum Question {
    /// The score of a vertex by its key.
    SCORE(10_000, true) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) {
            GraphData data = draft.data();
            int vertex = random.nextInt(data.vertices());
            String label = data.label(vertex);
            String key = data.key(vertex);
            draft.add(() -> session.score(label, key), data.score(vertex));
        }
    },
    /// The scores of all neighbors.
    NEIGHBORS(10_000, true) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) throws Exception {
            int vertex = draft.start(random);
            Object located = draft.locate(session, vertex);
            draft.add(() -> session.neighborScores(located), draft.answers().neighborScores(vertex));
        }
    },
    /// The number of neighbors of neighbors.
    SECOND_NEIGHBORS(1_000, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) throws Exception {
            int vertex = draft.start(random);
            Object located = draft.locate(session, vertex);
            draft.add(() -> session.secondNeighbors(located), draft.answers().secondNeighbors(vertex));
        }
    },
    /// The length of the shortest path.
    DISTANCE(200, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) throws Exception {
            int from = draft.start(random);
            int to = random.nextInt(draft.data().vertices());
            if (from != to) {
                Object start = draft.locate(session, from);
                Object end = draft.locate(session, to);
                draft.add(
                        () -> session.distance(start, end, LONGEST_PATH),
                        draft.answers().distance(from, to, LONGEST_PATH));
            }
        }
    },
    /// The vertices of a label whose score is in a range.
    SCORES_BETWEEN(32, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) {
            Range range = draft.range(random);
            draft.add(
                    () -> session.scoresBetween(range.label(), range.low(), range.high()),
                    draft.answers().scoresBetween(range.label(), range.low(), range.high()));
        }
    },
    /// The weights of the edges of the type that fewest have.
    WEIGHTS(1, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) {
            String type = draft.answers().rarestType();
            draft.add(() -> session.weights(type), draft.answers().weights(type));
        }
    },
    /// [#SCORE] in the engine's language.
    QUERY_SCORE(10_000, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) {
            GraphData data = draft.data();
            int vertex = random.nextInt(data.vertices());
            String label = data.label(vertex);
            String key = data.key(vertex);
            draft.add(() -> session.query().score(label, key), data.score(vertex));
        }
    },
    /// [#NEIGHBORS] in the engine's language, from a key.
    QUERY_NEIGHBORS(10_000, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) {
            int vertex = draft.start(random);
            String label = draft.data().label(vertex);
            String key = draft.data().key(vertex);
            draft.add(
                    () -> session.query().neighborScores(label, key),
                    draft.answers().neighborScores(vertex));
        }
    },
    /// [#SECOND_NEIGHBORS] in the engine's language, from a key.
    QUERY_SECOND_NEIGHBORS(1_000, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) {
            int vertex = draft.start(random);
            String label = draft.data().label(vertex);
            String key = draft.data().key(vertex);
            draft.add(
                    () -> session.query().secondNeighbors(label, key),
                    draft.answers().secondNeighbors(vertex));
        }
    },
    /// [#SCORES_BETWEEN] in the engine's language.
    QUERY_SCORES_BETWEEN(32, false) {
        @Override
        void draw(Draft draft, GraphSession session, SplittableRandom random) {
            Range range = draft.range(random);
            draft.add(
                    () -> session.query().scoresBetween(range.label(), range.low(), range.high()),
                    draft.answers().scoresBetween(range.label(), range.low(), range.high()));
        }
    };

    /// Paths with more edges are not looked for.
    static final int LONGEST_PATH = 8;

    private final int count;
    private final boolean isShort;

    Question(int count, boolean isShort) {
        this.count = count;
        this.isShort = isShort;
    }

    /// Scores from `low` to below `high`, of the vertices of a label.
    record Range(String label, int low, int high) {}

    /// Adds a question to a draft.
    abstract void draw(Draft draft, GraphSession session, SplittableRandom random) throws Exception;

    /// How many are drawn; when all were asked, the first one is next.
    int count() {
        return count;
    }

    /// Whether an answer takes a few microseconds at most.
    boolean isShort() {
        return isShort;
    }

    /// Whether it is put in the engine's language.
    boolean isQuery() {
        return name().startsWith("QUERY_");
    }

    /// Draws questions for a session, which is closed together with what is returned.
    Draft draft(GraphData data, Answers answers, GraphSession session, int wanted) throws Exception {
        Draft draft = new Draft(data, answers, session);
        SplittableRandom random = new SplittableRandom(ordinal());
        while (draft.size() < wanted) {
            draw(draft, session, random);
        }
        return draft;
    }
}

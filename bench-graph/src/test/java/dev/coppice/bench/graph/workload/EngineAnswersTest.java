package dev.coppice.bench.graph.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.bench.graph.data.Answers;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.data.RmatGraph;
import dev.coppice.bench.graph.engine.GraphEngine;
import dev.coppice.bench.graph.engine.GraphEngineKind;
import dev.coppice.bench.graph.engine.GraphSession;
import dev.coppice.bench.graph.engine.GraphSession.NewVertex;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Holds engines to the right answers, before anyone measures how quickly they answer.
class EngineAnswersTest {
    private static final long CACHE_BYTES = 64 << 20;
    private static final int SAMPLES = 40;

    @TempDir
    private Path directory;

    private final GraphData graph = RmatGraph.of(2_000, 20_000, 1);
    private final Answers answers = new Answers(graph);

    @ParameterizedTest
    @EnumSource(names = {"COPPICE", "TINKERGRAPH"})
    void engine_answersRightly_beforeAndAfterItIsClosed_andOnABranch(GraphEngineKind kind) throws Exception {
        Path main = directory.resolve("main");
        try (GraphEngine engine = kind.open(main, CACHE_BYTES)) {
            engine.load(graph);
            checkAll(kind, engine);
        }
        try (GraphEngine engine = kind.open(main, CACHE_BYTES)) {
            checkAll(kind, engine);
        }
        checkBranch(kind, main);
    }

    @ParameterizedTest
    @EnumSource(names = {"NEO4J", "ARCADEDB"})
    @Tag("long")
    void peer_answersRightly_beforeAndAfterItIsClosed_andOnABranch(GraphEngineKind kind) throws Exception {
        engine_answersRightly_beforeAndAfterItIsClosed_andOnABranch(kind);
    }

    private void checkAll(GraphEngineKind kind, GraphEngine engine) throws Exception {
        for (Question question : Question.values()) {
            if (kind != GraphEngineKind.ARCADEDB || !question.isQuery()) {
                int samples = Math.min(SAMPLES, question.count());
                try (Draft draft = question.draft(graph, answers, engine.session(), samples)) {
                    for (int i = 0; i < samples; i++) {
                        draft.run();
                    }
                }
            }
        }
    }

    private void checkBranch(GraphEngineKind kind, Path main) throws Exception {
        NewVertex added = new NewVertex(graph.label(1), "added", 7, 8);
        try (GraphEngine engine = kind.open(main, CACHE_BYTES);
                GraphEngine branch = engine.branch(directory.resolve("branch"));
                GraphSession session = branch.session()) {
            Object from = session.locate(graph.label(1), graph.key(1));
            session.addDurably(added, graph.types().getFirst(), from);
            session.refresh();
            assertThat(session.score(added.label(), added.key())).isEqualTo(7);
            assertThat(session.neighborScores(from)).isEqualTo(answers.neighborScores(1) + 7);
        }
        try (GraphEngine engine = kind.open(main, CACHE_BYTES);
                GraphSession session = engine.session()) {
            assertThat(session.score(added.label(), added.key())).isEqualTo(GraphSession.ABSENT);
        }
    }
}

package dev.coppice.bench.graph.workload;

import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.graph.data.Answers;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphSession;
import dev.coppice.bench.graph.workload.Question.Range;
import dev.coppice.bench.measure.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Questions with their right answers, asked one after the other, in circles. Confined to one thread.
final class Draft implements Operation {
    private final GraphData data;
    private final Answers answers;
    private final GraphSession session;
    private final List<Asked> questions = new ArrayList<>();
    private int next;

    Draft(GraphData data, Answers answers, GraphSession session) {
        this.data = data;
        this.answers = answers;
        this.session = session;
    }

    /// A question that is put to an engine.
    @FunctionalInterface
    interface Asking {
        long ask() throws Exception;
    }

    private record Asked(Asking asking, long answer) {}

    GraphData data() {
        return data;
    }

    Answers answers() {
        return answers;
    }

    void add(Asking asking, long answer) {
        questions.add(new Asked(asking, answer));
    }

    int size() {
        return questions.size();
    }

    /// A random vertex that edges lead away from.
    int start(SplittableRandom random) {
        int vertex;
        do {
            vertex = random.nextInt(data.vertices());
        } while (answers.degree(vertex) == 0);
        return vertex;
    }

    /// The label of a random vertex, and a range of scores with few vertices, the random one among them.
    Range range(SplittableRandom random) {
        int vertex = random.nextInt(data.vertices());
        int low = data.score(vertex);
        return new Range(data.label(vertex), low, low + 1 + low / 100);
    }

    /// The engine's name of a vertex.
    Object locate(GraphSession reader, int vertex) throws Exception {
        Object located = reader.locate(data.label(vertex), data.key(vertex));
        if (located == null) {
            throw new WrongAnswer("there is no vertex with the key " + data.key(vertex));
        }
        return located;
    }

    /// Asks the next question.
    ///
    /// @throws WrongAnswer if the answer is wrong
    @Override
    public void run() throws Exception {
        Asked asked = questions.get(next);
        long answer = asked.asking().ask();
        if (answer != asked.answer()) {
            throw new WrongAnswer(
                    "question " + next + " was answered with " + answer + " instead of " + asked.answer());
        }
        next = (next + 1) % questions.size();
    }

    @Override
    public void close() {
        session.close();
    }
}

package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Operation;
import java.util.SplittableRandom;

/// Reads keys drawn at random, all of them present or all of them absent, and checks each answer.
final class Reader implements Operation {
    private final Dataset dataset;
    private final Session session;
    private final boolean present;
    private final SplittableRandom random;
    private final byte[] key = new byte[Dataset.KEY_SIZE];

    Reader(Dataset dataset, Session session, boolean present, long seed) throws Exception {
        this.dataset = dataset;
        this.session = session;
        this.present = present;
        this.random = new SplittableRandom(seed);
        session.refresh();
    }

    @Override
    public void run() throws Exception {
        long index = random.nextLong(dataset.entries());
        dataset.key(present ? index : Indexes.ABSENT + index, key);
        check(session, key, present);
    }

    /// Reads one key and checks the answer.
    static void check(Session session, byte[] key, boolean present) throws Exception {
        long expected = present ? Dataset.sumFor(key) : Session.ABSENT;
        if (session.get(key) != expected) {
            throw new WrongAnswer(present ? "value missing or wrong" : "value for an absent key");
        }
    }

    @Override
    public void close() {
        session.close();
    }
}

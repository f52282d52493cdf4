package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Readers in other threads see each published delta whole, and none that is being edited.
class DeltaPublicationTest {
    private static final int KEYS = 3_000;
    private static final int VERSIONS = 300;

    private volatile Delta published = Delta.EMPTY;

    @Test
    void publish_whileOthersRead_everyReaderSeesWholeVersions() throws Exception {
        published = version(published, 0);
        try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
            Future<Long> ascending = readers.submit(this::readUntilTheLast);
            Future<Long> single = readers.submit(this::findUntilTheLast);
            Delta delta = published;
            for (int version = 1; version <= VERSIONS; version++) {
                delta = version(delta, version);
                published = delta;
            }
            assertThat(ascending.get(1, TimeUnit.MINUTES)).isEqualTo(VERSIONS);
            assertThat(single.get(1, TimeUnit.MINUTES)).isEqualTo(VERSIONS);
        }
    }

    // Every version rewrites each key, so that all sequences in one are equal.
    private static Delta version(Delta delta, long version) {
        Delta.Editor editor = delta.edit();
        if (version % 10 == 9) {
            editor.truncateFrom(Chunks.key(KEYS / 2L), version);
        }
        for (long i = 0; i < KEYS; i++) {
            editor.put(Chunks.put(version, Chunks.key(i * 7_919 % KEYS)), Chunks.BODY);
        }
        return editor.freeze();
    }

    private long readUntilTheLast() {
        DeltaCursor cursor = new DeltaCursor();
        long version;
        do {
            Delta delta = published;
            cursor.reset(delta);
            cursor.first();
            version = Mutation.sequence(cursor.chunk());
            int count = 0;
            for (boolean valid = cursor.isValid(); valid; valid = cursor.next()) {
                requireEqual(version, Mutation.sequence(cursor.chunk()));
                count++;
            }
            requireEqual(KEYS, count);
        } while (version < VERSIONS);
        return version;
    }

    private long findUntilTheLast() {
        long version;
        do {
            Delta delta = published;
            version = delta.lastChange(Chunks.key(0L), Long.BYTES);
            for (long i = 1; i < KEYS; i += 17) {
                requireEqual(version, delta.lastChange(Chunks.key(i), Long.BYTES));
            }
        } while (version < VERSIONS);
        return version;
    }

    private static void requireEqual(long expected, long found) {
        if (expected != found) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }
}

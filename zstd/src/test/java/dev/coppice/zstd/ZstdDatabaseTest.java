package dev.coppice.zstd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases compressed with the real library, against a map.
class ZstdDatabaseTest {
    private static final DatabaseOptions SMALL = DatabaseOptions.DEFAULT
            .withPagesPerFile(64)
            .withWriteBufferBytes(1 << 19)
            .withPageCacheBytes(1 << 18)
            .withBackgroundWork(false);

    @TempDir
    Path directory;

    private static byte[] key(int number) {
        return String.format("group-%03d:artifact-%05d", number % 37, number).getBytes(StandardCharsets.US_ASCII);
    }

    /// A document like others; some are too large for a page, some are noise.
    private static byte[] value(SplittableRandom random) {
        int length = random.nextInt(20) == 0 ? random.nextInt(30_000) : random.nextInt(900);
        byte[] value = new byte[length];
        if (random.nextInt(10) == 0) {
            random.nextBytes(value);
            return value;
        }
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("{\"name\":\"item ").append(random.nextInt(1000)).append("\",\"state\":\"in stock\"},");
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    private static void churn(Fork fork, Map<Integer, byte[]> model, SplittableRandom random, int commits) {
        Table table = fork.table("t");
        for (int i = 0; i < commits; i++) {
            fork.transact(transaction -> {
                for (int k = 0; k < 50; k++) {
                    int number = random.nextInt(3_000);
                    if (random.nextInt(5) == 0) {
                        transaction.delete(table, key(number));
                        model.remove(number);
                    } else {
                        byte[] value = value(random);
                        transaction.put(table, key(number), value);
                        model.put(number, value);
                    }
                }
            });
        }
    }

    private static void requireSame(Fork fork, Map<Integer, byte[]> model) {
        Table table = fork.table("t");
        assertThat(fork.count(table)).isEqualTo(model.size());
        model.forEach((number, value) -> {
            if (!Arrays.equals(fork.get(table, key(number)), value)) {
                throw new AssertionError("entry " + number + " of " + fork.name() + " is not what was written");
            }
        });
    }

    @Test
    void database_writtenForkedAndOpenedAgain_agreesWithTheModel() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Integer, byte[]> primary = new TreeMap<>();
        Map<Integer, byte[]> forked = new TreeMap<>();
        try (Database database = Database.open(directory, SMALL.withCompression(Zstd.compression()))) {
            churn(database.primary(), primary, random, 60);
            database.checkpoint();
            forked.putAll(primary);
            database.primary().fork("f").close();
        }
        for (int round = 0; round < 3; round++) {
            // Without naming the compression: it is found as a service.
            try (Database database = Database.open(directory, SMALL);
                    Fork fork = database.fork("f")) {
                churn(database.primary(), primary, random, 20);
                churn(fork, forked, random, 20);
                database.checkpoint();
                database.compact();
                requireSame(database.primary(), primary);
                requireSame(fork, forked);
                assertThat(database.check().problems()).isEmpty();
            }
        }
        try (Database follower = Database.open(directory, SMALL.asReadOnly())) {
            requireSame(follower.primary(), primary);
            requireSame(follower.fork("f"), forked);
            assertThat(follower.statistics().pageCache().misses()).isPositive();
        }
    }

    @Test
    void database_ofDocuments_takesAThirdOfTheRoom(@TempDir Path plain) {
        long[] bytes = new long[2];
        for (int i = 0; i < 2; i++) {
            DatabaseOptions options =
                    i == 0 ? DatabaseOptions.DEFAULT : DatabaseOptions.DEFAULT.withCompression(Zstd.compression());
            try (Database database = Database.open(i == 0 ? plain : directory, options)) {
                Table table = database.primary().table("t");
                SplittableRandom random = new SplittableRandom(2);
                try (var load = database.primary().load(table)) {
                    for (int k = 0; k < 10_000; k++) {
                        String key = String.format("%08d", k);
                        String value = "{\"id\":" + k + ",\"name\":\"item " + random.nextInt(1_000_000)
                                + "\",\"state\":\"in stock\",\"price\":" + random.nextInt(10_000) + "}";
                        load.put(key.getBytes(StandardCharsets.US_ASCII), value.getBytes(StandardCharsets.US_ASCII));
                    }
                    load.commit();
                }
                bytes[i] = database.statistics().dataFileBytes();
            }
        }
        assertThat(bytes[1]).isLessThan(bytes[0] / 3);
    }
}

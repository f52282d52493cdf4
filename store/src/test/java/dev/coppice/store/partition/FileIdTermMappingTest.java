package dev.coppice.store.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileIdTermMappingTest {
    @Test
    void encode_empty_isTheOneByteZero() {
        assertThat(new FileIdTermMapping().encode()).containsExactly(0);
        assertThat(FileIdTermMapping.decode(new byte[] {0}).size()).isZero();
    }

    @Test
    void encode_fewFiles_isCountThenPairsAscending() {
        FileIdTermMapping mapping = new FileIdTermMapping();
        mapping.record(300, 1);
        mapping.record(0, 0);
        mapping.record(7, Long.MAX_VALUE);

        assertThat(mapping.encode())
                .isEqualTo(HexFormat.of().parseHex("03" + "0000" + "07ffffffffffffffff7f" + "ac0201"));
    }

    @Test
    void term_fileNotInMapping_isZero() {
        FileIdTermMapping mapping = new FileIdTermMapping();
        mapping.record(5, 3);

        assertThat(mapping.term(4)).isEqualTo(FileIdTermMapping.NO_TERM).isZero();
        assertThat(mapping.term(5)).isEqualTo(3);
        assertThat(mapping.contains(4)).isFalse();
    }

    @Test
    void record_again_verifiesTheTerm() {
        FileIdTermMapping mapping = new FileIdTermMapping();

        assertThat(mapping.record(5, 3)).isTrue();
        assertThat(mapping.record(5, 3)).isFalse();
        assertThatThrownBy(() -> mapping.record(5, 4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("file 5 was created in term 3")
                .hasMessageContaining("term 4");
        assertThat(mapping.term(5)).isEqualTo(3);
    }

    @Test
    void record_negative_isRefused() {
        FileIdTermMapping mapping = new FileIdTermMapping();

        assertThatThrownBy(() -> mapping.record(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mapping.record(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(mapping.size()).isZero();
    }

    @Test
    void copy_changedOrOriginalChanged_theOtherStays() {
        FileIdTermMapping mapping = new FileIdTermMapping();
        mapping.record(1, 1);
        FileIdTermMapping copy = mapping.copy();
        mapping.record(2, 1);
        copy.forget(1);

        assertThat(mapping).hasToString("{1=1, 2=1}");
        assertThat(copy).hasToString("{}");
    }

    @Test
    void operations_random_agreeWithTreeMap() {
        Seeds.forEach(getClass(), 50, seed -> {
            var random = new SplittableRandom(seed);
            FileIdTermMapping mapping = new FileIdTermMapping();
            FileIdTermMapping earlier = mapping.copy();
            var model = new TreeMap<Long, Long>();
            var earlierModel = new TreeMap<Long, Long>();
            for (int i = 0; i < 300; i++) {
                long fileId = random.nextLong(40);
                switch (random.nextInt(10)) {
                    case 0 -> assertThat(mapping.forget(fileId)).isEqualTo(model.remove(fileId) != null);
                    case 1 -> {
                        earlier = mapping.copy();
                        earlierModel = new TreeMap<>(model);
                    }
                    default -> {
                        long term = model.getOrDefault(fileId, random.nextLong(5));
                        assertThat(mapping.record(fileId, term)).isEqualTo(model.put(fileId, term) == null);
                    }
                }
                assertThat(entries(mapping)).isEqualTo(model);
                assertThat(mapping.highestFileId()).isEqualTo(model.isEmpty() ? -1 : model.lastKey());
                assertThat(mapping.containsAll(earlier))
                        .isEqualTo(model.entrySet().containsAll(earlierModel.entrySet()));
                var added = new TreeMap<>(model);
                added.keySet().removeAll(earlierModel.keySet());
                var found = new TreeMap<Long, Long>();
                mapping.forEachAddedTo(earlier, found::put);
                assertThat(found).isEqualTo(added);
            }
            assertThat(FileIdTermMapping.decode(mapping.encode()).sameAs(mapping))
                    .isTrue();
            assertThat(entries(earlier)).isEqualTo(earlierModel);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', cut off",
        "01, 'fits the 0 bytes'",
        "0105, 'fits the 1 bytes'",
        "010503ff, 'the end of the file terms'",
        "0205030503, 'a file id above 5'",
        "0206030503, 'a file id above 6'",
        "01850003, 'more bytes than it needs'",
        "01ffffffffffffffffff0103, '18446744073709551615'",
        "01ffffffffffffffffff0203, 'more than 64 bits'",
        "0105ffffffffffffffffff01, '18446744073709551615'",
        "ffffffffffffffffff01, 'fits the 0 bytes'",
        "0180, 'fits the 1 bytes'",
        "010580, 'cut off'",
    })
    void decode_malformed_isCorrupt(String hex, String message) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> FileIdTermMapping.decode(bytes))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining(message);
    }

    @Test
    void decode_anyBytes_givesTheSameBytesBackOrIsCorrupt() {
        Seeds.forEach(getClass(), 2000, seed -> {
            var random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] &= 7;
            }
            try {
                assertThat(FileIdTermMapping.decode(bytes).encode()).isEqualTo(bytes);
            } catch (StoreException.Corrupt malformed) {
                assertThat(malformed.offset()).isBetween(0L, (long) bytes.length);
            }
        });
    }

    @Test
    void record_manyThreads_eachFileIsNewExactlyOnce() throws Exception {
        int threads = 4;
        int files = 200;
        FileIdTermMapping mapping = new FileIdTermMapping();
        var start = new CountDownLatch(1);
        try (var executor = Executors.newFixedThreadPool(threads)) {
            var results = new ArrayList<Future<Integer>>();
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(() -> {
                    start.await();
                    int count = 0;
                    for (int fileId = 0; fileId < files; fileId++) {
                        count += mapping.record(fileId, 9) ? 1 : 0;
                    }
                    return count;
                }));
            }
            start.countDown();
            int total = 0;
            for (var result : results) {
                total += result.get();
            }
            assertThat(total).isEqualTo(files);
        }
    }

    @Test
    void registry_samePartition_sharesOneInstance() {
        var registry = new FileIdTermMappings();
        PartitionDirectory orders = directory(1, "forks/1/orders.0.9");
        FileIdTermMapping shared = registry.getOrCreate(orders);

        FileIdTermMapping replayed = new FileIdTermMapping();
        replayed.record(4, 2);
        assertThat(registry.replace(orders, replayed)).isSameAs(shared);
        registry.record(orders, 5, 3);

        assertThat(registry.getOrCreate(directory(1, "forks/1/orders.0.9"))).isSameAs(shared);
        assertThat(shared).hasToString("{4=2, 5=3}");
        assertThat(replayed).hasToString("{4=2}");
        assertThat(registry.term(orders, 5)).isEqualTo(3);
        assertThat(registry.term(directory(2, "forks/2/orders.0.9"), 5)).isZero();
    }

    @Test
    void registry_removedFork_losesItsPartitionsAndNoOthers() {
        var registry = new FileIdTermMappings();
        registry.record(directory(1, "forks/1/orders.0.9"), 5, 3);
        registry.record(directory(11, "forks/11/orders.0.9"), 5, 4);

        registry.removeFork(1);

        assertThat(registry.term(directory(1, "forks/1/orders.0.9"), 5)).isZero();
        assertThat(registry.term(directory(11, "forks/11/orders.0.9"), 5)).isEqualTo(4);
    }

    private static PartitionDirectory directory(long forkId, String path) {
        return new PartitionDirectory(path, 7, forkId, TableIdent.of("orders"), 9);
    }

    private static TreeMap<Long, Long> entries(FileIdTermMapping mapping) {
        var entries = new TreeMap<Long, Long>();
        List<Long> order = new ArrayList<>();
        mapping.forEach((fileId, term) -> {
            entries.put(fileId, term);
            order.add(fileId);
        });
        assertThat(order).isSorted().hasSize(mapping.size());
        return entries;
    }
}

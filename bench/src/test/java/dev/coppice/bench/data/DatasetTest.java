package dev.coppice.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetTest {
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 15, 16, 17, 100, 1_024, 1_027})
    void value_anyGenerationAndSize_addsUpToTheSumOfItsKey(int valueSize) {
        Dataset dataset = new Dataset(10, valueSize, KeyOrder.RANDOM, 1);
        byte[] key = new byte[Dataset.KEY_SIZE];
        byte[] value = new byte[valueSize];
        for (int generation = 0; generation < 20; generation++) {
            dataset.key(generation, key);
            dataset.value(key, generation, value);
            assertThat(ValueSum.of(value, valueSize)).isEqualTo(Dataset.sumFor(key));
            assertThat(ValueSum.of(ByteBuffer.wrap(value))).isEqualTo(Dataset.sumFor(key));
            assertThat(ValueSum.of(MemorySegment.ofArray(value))).isEqualTo(Dataset.sumFor(key));
        }
    }

    @Test
    void value_oneByteChanged_noLongerAddsUp() {
        Dataset dataset = new Dataset(10, 100, KeyOrder.RANDOM, 1);
        byte[] key = new byte[Dataset.KEY_SIZE];
        byte[] value = new byte[100];
        dataset.key(3, key);
        dataset.value(key, 0, value);
        for (int at = 0; at < value.length; at++) {
            value[at]++;
            assertThat(ValueSum.of(value, value.length)).isNotEqualTo(Dataset.sumFor(key));
            value[at]--;
        }
    }

    @Test
    void value_otherGeneration_differs() {
        Dataset dataset = new Dataset(10, 100, KeyOrder.RANDOM, 1);
        byte[] key = new byte[Dataset.KEY_SIZE];
        dataset.key(3, key);
        byte[] first = new byte[100];
        byte[] second = new byte[100];
        dataset.value(key, 1, first);
        dataset.value(key, 2, second);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void value_many_compressToAboutHalf() {
        Dataset dataset = new Dataset(1_000, 100, KeyOrder.RANDOM, 1);
        byte[] key = new byte[Dataset.KEY_SIZE];
        byte[] value = new byte[100];
        Deflater deflater = new Deflater();
        byte[] all = new byte[100_000];
        for (int i = 0; i < 1_000; i++) {
            dataset.key(i, key);
            dataset.value(key, 0, value);
            System.arraycopy(value, 0, all, i * 100, 100);
        }
        deflater.setInput(all);
        deflater.finish();
        int compressed = deflater.deflate(new byte[200_000]);
        deflater.end();
        assertThat(compressed).isBetween(45_000, 75_000);
    }

    @Test
    void key_ascendingOrder_ascendsWithTheIndex() {
        Dataset dataset = new Dataset(10, 100, KeyOrder.ASCENDING, 1);
        byte[] before = new byte[Dataset.KEY_SIZE];
        byte[] key = new byte[Dataset.KEY_SIZE];
        for (int index = 1; index < 70_000; index += 37) {
            dataset.key(index - 1, before);
            dataset.key(index, key);
            assertThat(Arrays.compareUnsigned(before, key)).isNegative();
        }
        dataset.key(0xBEEF, key);
        assertThat(new String(key, StandardCharsets.US_ASCII)).isEqualTo("000000000000beef");
    }

    @ParameterizedTest
    @EnumSource
    void tally_entriesInOrder_countsThemAndTheirKeys(KeyOrder order) {
        Dataset dataset = new Dataset(500, 24, order, 9);
        Tally tally = new Tally();
        sortedKeys(dataset).forEach(key -> add(tally, dataset, key));
        assertThat(tally.count()).isEqualTo(500);
        assertThat(tally.keySum()).isEqualTo(Tally.keySumOf(dataset));
    }

    @Test
    void tally_keysOutOfOrder_isAWrongAnswer() {
        Dataset dataset = new Dataset(2, 24, KeyOrder.ASCENDING, 9);
        var keys = sortedKeys(dataset);
        Tally tally = new Tally();
        add(tally, dataset, keys.getLast());
        assertThatThrownBy(() -> add(tally, dataset, keys.getFirst())).isInstanceOf(WrongAnswer.class);
    }

    @Test
    void tally_valueOfAnotherKey_isAWrongAnswer() {
        Tally tally = new Tally();
        assertThatThrownBy(() -> tally.add(1, 2, Dataset.sumFor(1, 3))).isInstanceOf(WrongAnswer.class);
    }

    private static List<byte[]> sortedKeys(Dataset dataset) {
        byte[][] keys = new byte[Math.toIntExact(dataset.entries())][Dataset.KEY_SIZE];
        for (int i = 0; i < keys.length; i++) {
            dataset.key(i, keys[i]);
        }
        Arrays.sort(keys, Arrays::compareUnsigned);
        return List.of(keys);
    }

    private static void add(Tally tally, Dataset dataset, byte[] key) {
        byte[] value = new byte[dataset.valueSize()];
        dataset.value(key, 0, value);
        tally.add(Dataset.high(key), Dataset.low(key), ValueSum.of(value, value.length));
    }
}

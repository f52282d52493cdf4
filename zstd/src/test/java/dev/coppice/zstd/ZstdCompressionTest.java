package dev.coppice.zstd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.PageCompression;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZstdCompressionTest {
    private final PageCompression compression = Zstd.compression();

    private static byte[] page(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 3_500) {
            text.append("<dependency><groupId>org.")
                    .append(Integer.toString(random.nextInt(100_000), 36))
                    .append("</groupId><artifactId>")
                    .append(Integer.toString(random.nextInt(100_000), 36))
                    .append("</artifactId><version>")
                    .append(random.nextInt(20))
                    .append(".0</version></dependency>");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static List<byte[]> pages(int count) {
        SplittableRandom random = new SplittableRandom(count);
        List<byte[]> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pages.add(page(random));
        }
        return pages;
    }

    private static byte[] compressed(PageCompression.Codec codec, byte[] page) {
        byte[] target = new byte[page.length + 100];
        return Arrays.copyOf(target, codec.compress(page, 0, page.length, target, target.length));
    }

    private static byte[] decompressed(PageCompression.Codec codec, byte[] compressed) {
        byte[] target = new byte[4_096];
        int length = codec.decompress(compressed, target, 96);
        return length < 0 ? null : Arrays.copyOfRange(target, 96, 96 + length);
    }

    @Test
    void codec_withAndWithoutDictionary_givesBackWhatItTook() {
        List<byte[]> pages = pages(100);
        byte[] dictionary = compression.train(pages, 8 << 10);
        assertThat(dictionary.length).isBetween(1, 8 << 10);
        PageCompression.Codec without = compression.codec(null);
        PageCompression.Codec with = compression.codec(dictionary);
        long bytesWithout = 0;
        long bytesWith = 0;
        for (byte[] page : pages(50)) {
            byte[] plain = compressed(without, page);
            byte[] small = compressed(with, page);
            assertThat(decompressed(without, plain)).isEqualTo(page);
            assertThat(decompressed(with, small)).isEqualTo(page);
            bytesWithout += plain.length;
            bytesWith += small.length;
        }
        assertThat(bytesWith).isLessThan(bytesWithout * 9 / 10);
    }

    @Test
    void codec_ofTheSameDictionaryReadAgain_decompresses() {
        byte[] dictionary = compression.train(pages(100), 8 << 10);
        byte[] page = pages(1).getFirst();
        byte[] compressed = compressed(compression.codec(dictionary), page);
        assertThat(decompressed(new ZstdCompression().codec(dictionary.clone()), compressed))
                .isEqualTo(page);
    }

    @Test
    void train_samplesOfWhichNoneCanBeMade_givesNone() {
        assertThat(compression.train(List.of(new byte[10]), 4_000)).isNull();
    }

    @Test
    void compress_overTheLimit_saysSo() {
        byte[] noise = new byte[4_000];
        new SplittableRandom(1).nextBytes(noise);
        PageCompression.Codec codec = compression.codec(null);
        assertThat(codec.compress(noise, 0, noise.length, new byte[4_096], 2_000))
                .isEqualTo(-1);
        // The next one is none the worse for it.
        byte[] page = pages(1).getFirst();
        assertThat(decompressed(codec, compressed(codec, page))).isEqualTo(page);
    }

    @Test
    void decompress_anyBytes_endsWithinTheTarget() {
        byte[] dictionary = compression.train(pages(100), 8 << 10);
        SplittableRandom random = new SplittableRandom(3);
        byte[] page = pages(1).getFirst();
        for (byte[] given : new byte[][] {null, dictionary}) {
            PageCompression.Codec codec = compression.codec(given);
            byte[] good = compressed(codec, page);
            for (int i = 0; i < 20_000; i++) {
                byte[] bad = random.nextBoolean() ? good.clone() : new byte[random.nextInt(1, 300)];
                if (bad.length != good.length) {
                    random.nextBytes(bad);
                }
                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                    bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                }
                byte[] target = new byte[4_096];
                Arrays.fill(target, 0, 96, (byte) 7);
                int length = codec.decompress(bad, target, 96);
                assertThat(length).isBetween(-1, 4_000);
                assertThat(IntStream.range(0, 96).allMatch(at -> target[at] == 7))
                        .isTrue();
            }
            // A frame that says that it is huge takes no more memory than any other.
            byte[] zeros = new byte[50 << 20];
            byte[] bomb = compressed(codec, zeros);
            assertThat(bomb.length).isLessThan(100_000);
            assertThat(codec.decompress(bomb, new byte[4_096], 96)).isEqualTo(-1);
        }
    }

    @Test
    void codec_ofManyThreads_servesAll() {
        PageCompression.Codec codec = compression.codec(compression.train(pages(100), 8 << 10));
        List<byte[]> pages = pages(200);
        assertThat(pages.parallelStream()
                        .allMatch(page -> Arrays.equals(decompressed(codec, compressed(codec, page)), page)))
                .isTrue();
    }
}

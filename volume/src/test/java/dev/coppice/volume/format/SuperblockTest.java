package dev.coppice.volume.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.VolumeException;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuperblockTest {
    private static final long SIZE = 64L << 20;

    @Test
    void parse_ofWhatBeginWrote_isTheSameGeometry() throws VolumeException {
        for (int blockSize = 4096; blockSize <= 65536; blockSize *= 2) {
            Geometry geometry = Geometry.plan(new UUID(1, 2), SIZE, blockSize, 0);
            assertThat(Superblock.parse(superblock(geometry, "müll"), SIZE)).isEqualTo(geometry);
            assertThat(Superblock.label(superblock(geometry, "müll"))).isEqualTo("müll");
            assertThat(Superblock.created(superblock(geometry, ""))).isEqualTo(77);
        }
    }

    @Test
    void parse_ofAnythingElse_saysWhatIsWrong() throws VolumeException {
        byte[] good = superblock(Geometry.plan(new UUID(1, 2), SIZE, 4096, 0), "x");
        assertThatExceptionOfType(VolumeException.NotAVolume.class)
                .isThrownBy(() -> Superblock.parse(new byte[4096], SIZE))
                .withMessageContaining("no volume begins here");
        byte[] newer = good.clone();
        LittleEndian.putInt(newer, 8, 2);
        assertThatExceptionOfType(VolumeException.NotAVolume.class)
                .isThrownBy(() -> Superblock.parse(newer, SIZE))
                .withMessageContaining("format version 2");
        byte[] featured = good.clone();
        LittleEndian.putLong(featured, 56, 4);
        Superblock.seal(featured);
        assertThatExceptionOfType(VolumeException.NotAVolume.class)
                .isThrownBy(() -> Superblock.parse(featured, SIZE))
                .withMessageContaining("features that this release does not know (0x4)");
        assertThatExceptionOfType(VolumeException.Corrupt.class)
                .isThrownBy(() -> Superblock.parse(good, SIZE / 2))
                .withMessageContaining("a device of at least");
        byte[] readOnly = good.clone();
        LittleEndian.putLong(readOnly, 48, 1);
        Superblock.seal(readOnly);
        assertThat(Superblock.isReadOnly(good)).isFalse();
        assertThat(Superblock.parse(readOnly, SIZE)).isNotNull();
        assertThat(Superblock.isReadOnly(readOnly)).isTrue();
    }

    @Test
    void parse_ofAnyBytesWithARightChecksum_isSoundOrRefused() {
        Seeds.forEach(SuperblockTest.class, 2_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = superblock(Geometry.plan(new UUID(seed, 2), SIZE, 4096, 0), "x");
            for (int i = random.nextInt(4); i >= 0; i--) {
                int field = 12 + 4 * random.nextInt(38);
                LittleEndian.putInt(bytes, field, random.nextInt() >> random.nextInt(32));
            }
            Superblock.seal(bytes);
            try {
                Geometry geometry = Superblock.parse(bytes, SIZE);
                assertThat(geometry.positionOf(geometry.blockCount())).isLessThanOrEqualTo(SIZE);
                assertThat(geometry.firstDataBlock()).isLessThan(geometry.copyBlock());
                assertThat(geometry.journalLength()).isPositive().isLessThanOrEqualTo(Geometry.JOURNAL_BYTES_MAX);
            } catch (VolumeException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        });
    }

    @Test
    void plan_outsideItsRanges_isRefused() {
        UUID id = new UUID(1, 2);
        long[][] wrong = {
            {SIZE, 2048, 0},
            {SIZE, 131072, 0},
            {SIZE, 5000, 0},
            {100 * 4096, 4096, 0},
            {SIZE, 4096, 63},
            {SIZE, 4096, SIZE / 4096},
            {SIZE, 4096, 1 << 20},
            {Long.MAX_VALUE, 4096, 0}
        };
        for (long[] each : wrong) {
            assertThatExceptionOfType(VolumeException.Invalid.class)
                    .isThrownBy(() -> Geometry.plan(id, each[0], (int) each[1], each[2]));
        }
        assertThatExceptionOfType(VolumeException.Invalid.class)
                .isThrownBy(() -> superblock(Geometry.plan(id, SIZE, 4096, 0), "x".repeat(65)));
        assertThatExceptionOfType(VolumeException.Invalid.class)
                .isThrownBy(() -> superblock(Geometry.plan(id, SIZE, 4096, 0), "\uD800"));
    }

    private static byte[] superblock(Geometry geometry, String label) throws VolumeException {
        byte[] bytes = new byte[geometry.blockSize()];
        Superblock.begin(bytes, geometry, label, 77);
        Superblock.seal(bytes);
        return bytes;
    }
}

package dev.coppice.volume.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.volume.VolumeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every device does.
abstract class BlockDeviceContractTest {
    private static final int SIZE = 1 << 20;

    private BlockDevice device;

    abstract BlockDevice create(long size) throws IOException;

    @BeforeEach
    void open() throws IOException {
        device = create(SIZE);
    }

    @AfterEach
    void close() throws IOException {
        device.close();
    }

    @Test
    void size_ofNewDevice_isAsAskedFor() {
        assertThat(device.size()).isEqualTo(SIZE);
    }

    @Test
    void read_ofNewDevice_isZeros() throws IOException {
        ByteBuffer target = ByteBuffer.allocate(4096).putLong(0, -1);
        device.read(target, SIZE - 4096);
        assertThat(target.flip()).isEqualTo(ByteBuffer.allocate(4096));
    }

    @Test
    void write_atRandomPlaces_isReadBack() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        byte[] model = new byte[SIZE];
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(SIZE / 512) * 512;
            int length = Math.min(SIZE - at, (1 + random.nextInt(300)) * 512);
            if (random.nextBoolean()) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                System.arraycopy(bytes, 0, model, at, length);
                ByteBuffer source = ByteBuffer.wrap(bytes);
                device.write(source, at);
                assertThat(source.hasRemaining()).isFalse();
            } else {
                ByteBuffer target = ByteBuffer.allocateDirect(length);
                device.read(target, at);
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(model, at, length));
            }
        }
        device.sync();
    }

    @Test
    void readOrWrite_outsideOrOfHalfSectors_isRefused() {
        for (long[] range : new long[][] {{-512, 512}, {SIZE, 512}, {SIZE - 512, 1024}, {1, 512}, {0, 100}}) {
            ByteBuffer buffer = ByteBuffer.allocate((int) range[1]);
            assertThatExceptionOfType(VolumeException.Invalid.class).isThrownBy(() -> device.read(buffer, range[0]));
            assertThatExceptionOfType(VolumeException.Invalid.class).isThrownBy(() -> device.write(buffer, range[0]));
        }
    }

    @Test
    void anything_afterClose_isRefused() throws IOException {
        device.close();
        device.close();
        ByteBuffer buffer = ByteBuffer.allocate(512);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> device.read(buffer, 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> device.write(buffer, 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(device::sync);
    }
}

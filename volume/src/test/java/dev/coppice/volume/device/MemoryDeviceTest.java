package dev.coppice.volume.device;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.volume.VolumeException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryDeviceTest extends BlockDeviceContractTest {
    @Override
    BlockDevice create(long size) throws IOException {
        return new MemoryDevice(size);
    }

    @Test
    void new_ofSizeThatIsNone_isRefused() {
        for (long size : new long[] {0, -512, 1000}) {
            assertThatExceptionOfType(VolumeException.Invalid.class).isThrownBy(() -> new MemoryDevice(size));
        }
    }
}

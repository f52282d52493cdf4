package dev.coppice.volume.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.device.DeviceLog;
import dev.coppice.volume.device.FailingDevice;
import dev.coppice.volume.format.Geometry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Lets each call to the device fail in turn.
class BlockLayerFaultTest {
    private static final int SIZE = 150 * Geometry.BLOCK_SIZE_MIN;
    private static final int GROUPS = 10;

    @Test
    void anyCall_failing_losesNothingCommittedAndIsNeverCalledSuccess() {
        Seeds.forEach(BlockLayerFaultTest.class, 2, seed -> {
            byte[] formatted = format(seed);
            for (boolean staysBroken : new boolean[] {false, true}) {
                for (int call = 0; ; call++) {
                    DeviceLog device = new DeviceLog(formatted);
                    FailingDevice failing = new FailingDevice(device, call, staysBroken);
                    List<Map<Long, BlockModel.Content>> possible = run(failing, seed);
                    try (BlockLayer again = BlockLayer.open(new DeviceLog(device.content()), false)) {
                        assertThat(again.check()).as("call %d", call).isEmpty();
                        assertThat(BlockModel.read(again)).as("call %d", call).isIn(possible);
                    }
                    if (!failing.hasFailed()) {
                        assertThat(call).isGreaterThan(40);
                        break;
                    }
                }
            }
        });
    }

    /// Runs a course until something fails.
    ///
    /// @return what may be found afterwards: the last group that was committed, and one that failed to be
    private static List<Map<Long, BlockModel.Content>> run(FailingDevice device, long seed) {
        List<Map<Long, BlockModel.Content>> possible = new ArrayList<>(List.of(Map.of()));
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            BlockModel model = new BlockModel(layer, seed);
            for (int group = 0; group < GROUPS; group++) {
                for (int i = 0; i < 5; i++) {
                    change(model, layer);
                    possible.add(model.blocks());
                }
                try {
                    model.commit();
                } catch (IOException failed) {
                    assertRefusesChanges(layer);
                    return possible;
                }
                possible.clear();
                possible.add(model.blocks());
            }
        } catch (IOException failed) {
            // Opening, a change that made all others impossible, or closing.
            assertThat(failed).hasStackTraceContaining("injected");
        }
        return possible;
    }

    /// A change that fails has changed nothing, or there are no others.
    private static void change(BlockModel model, BlockLayer layer) throws IOException {
        try {
            model.change();
        } catch (IOException failed) {
            layer.ensureWritable();
        }
    }

    private static void assertRefusesChanges(BlockLayer layer) {
        assertThatExceptionOfType(VolumeException.ReadOnly.class).isThrownBy(layer::ensureWritable);
        assertThatExceptionOfType(VolumeException.ReadOnly.class).isThrownBy(layer::commit);
        assertThatExceptionOfType(VolumeException.ReadOnly.class).isThrownBy(layer::checkpoint);
    }

    private static byte[] format(long seed) throws IOException {
        DeviceLog device = new DeviceLog(new byte[SIZE]);
        Geometry geometry =
                Geometry.plan(new UUID(seed, seed), SIZE, Geometry.BLOCK_SIZE_MIN, Geometry.JOURNAL_BLOCKS_MIN);
        BlockLayer.format(device, geometry, "fault", 0);
        return device.content();
    }
}

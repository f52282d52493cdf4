package dev.coppice.volume.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.device.DeviceLog;
import dev.coppice.volume.device.PowerCuts;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Cuts the power at every write of random courses, loses, reorders and tears what was not synced, and compares what is
/// found afterwards with the groups that were committed.
class BlockLayerCrashTest {
    private static final int SIZE = 160 * Geometry.BLOCK_SIZE_MIN;
    private static final int GROUPS = 30;

    /// A course: the log of its device, and what the model held after each group.
    private record Course(DeviceLog log, List<Map<Long, BlockModel.Content>> states) {}

    @Test
    void powerCut_anywhere_leavesTheLastCommittedGroupOrTheNext() {
        Seeds.forEach(BlockLayerCrashTest.class, 4, seed -> {
            Course course = run(seed, false);
            int cuts = PowerCuts.forEach(
                    course.log, seed, (content, lastMark, cut) -> assertRecovers(course, content, lastMark, cut));
            assertThat(cuts).isGreaterThan(400);
        });
    }

    @Test
    void powerCut_duringRecovery_leavesTheSame() {
        Seeds.forEach(BlockLayerCrashTest.class, 1, seed -> {
            Course course = run(seed, false);
            SplittableRandom random = new SplittableRandom(seed);
            PowerCuts.forEach(course.log, seed, (content, lastMark, cut) -> {
                if (random.nextInt(24) == 0) {
                    DeviceLog again = new DeviceLog(content);
                    BlockLayer.open(again, false);
                    PowerCuts.forEach(
                            again,
                            seed,
                            (twice, _, second) -> assertRecovers(course, twice, lastMark, cut + ", then " + second));
                }
            });
        });
    }

    @Test
    void powerCut_withDeviceThatIgnoresSync_isFoundOut() {
        assertThatThrownBy(() -> Seeds.forEach(BlockLayerCrashTest.class, 4, seed -> {
                    Course course = run(seed, true);
                    PowerCuts.forEach(
                            course.log,
                            seed,
                            (content, lastMark, cut) -> assertRecovers(course, content, lastMark, cut));
                }))
                .isInstanceOf(AssertionError.class);
    }

    private static Course run(long seed, boolean ignoresSync) throws Exception {
        byte[] formatted = format(seed);
        DeviceLog log = new DeviceLog(formatted, ignoresSync);
        SplittableRandom random = new SplittableRandom(seed);
        List<Map<Long, BlockModel.Content>> states = new ArrayList<>();
        BlockLayer layer = BlockLayer.open(log, false);
        BlockModel model = new BlockModel(layer, seed);
        long base = layer.committedSequence();
        states.add(model.blocks());
        log.mark(0);
        for (int group = 1; group <= GROUPS; group++) {
            int changes = 1 + random.nextInt(12);
            for (int i = 0; i < changes; i++) {
                model.change();
            }
            if (random.nextInt(6) == 0) {
                layer.checkpoint(); // in the middle of a group
            }
            model.commit();
            if (layer.committedSequence() > base + states.size() - 1) {
                states.add(model.blocks());
            }
            log.mark(states.size() - 1);
        }
        return new Course(log, states);
    }

    private static byte[] format(long seed) throws Exception {
        DeviceLog empty = new DeviceLog(new byte[SIZE]);
        Geometry geometry =
                Geometry.plan(new UUID(seed, seed), SIZE, Geometry.BLOCK_SIZE_MIN, Geometry.JOURNAL_BLOCKS_MIN);
        BlockLayer.format(empty, geometry, "crash", 0);
        return empty.content();
    }

    private static void assertRecovers(Course course, byte[] content, long lastMark, String cut) throws Exception {
        DeviceLog device = new DeviceLog(content);
        BlockLayer layer = BlockLayer.open(device, false);
        assertThat(layer.check()).as(cut).isEmpty();
        Map<Long, BlockModel.Content> found = BlockModel.read(layer);
        int acknowledged = (int) Math.max(lastMark, 0);
        int next = Math.min(acknowledged + 1, course.states.size() - 1);
        assertThat(found).as(cut).isIn(course.states.get(acknowledged), course.states.get(next));
        // Recovering twice is recovering once, and the volume takes changes.
        try (BlockLayer again = BlockLayer.open(new DeviceLog(device.content()), false)) {
            assertThat(BlockModel.read(again)).as(cut).isEqualTo(found);
            long free = again.space().freeCount();
            if (free > 0) {
                again.change(() -> again.space().createMetadata(BlockKind.INODES, BlockSpace.ANYWHERE));
                again.commit();
                assertThat(again.space().freeCount()).isEqualTo(free - 1);
            }
        }
    }
}

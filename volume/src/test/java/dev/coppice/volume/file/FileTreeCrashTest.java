package dev.coppice.volume.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.DeviceLog;
import dev.coppice.volume.device.PowerCuts;
import dev.coppice.volume.format.Geometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Cuts the power at every write of random courses of file operations. What is found is the tree after some prefix of
/// the operations, which has all of them up to the last sync; it is sound, and takes new files.
class FileTreeCrashTest {
    private static final int OPERATIONS = 80;

    /// @param states what the model was after each operation
    private record Course(DeviceLog log, List<String> states) {}

    @Test
    void powerCut_anywhere_leavesAPrefixOfTheOperations() {
        Seeds.forEach(FileTreeCrashTest.class, 8, seed -> {
            Course course = run(seed, 400, false);
            PowerCuts.forEach(
                    course.log, seed, (content, lastMark, cut) -> assertRecovers(course, content, lastMark, cut));
        });
    }

    @Test
    void powerCut_withDeviceThatIgnoresSync_isFoundOut() {
        assertThatThrownBy(() -> Seeds.forEach(FileTreeCrashTest.class, 8, seed -> {
                    Course course = run(seed, 400, true);
                    PowerCuts.forEach(
                            course.log,
                            seed,
                            (content, lastMark, cut) -> assertRecovers(course, content, lastMark, cut));
                }))
                .isInstanceOf(AssertionError.class);
    }

    private static Course run(long seed, int blocks, boolean ignoresSync) throws Exception {
        byte[] formatted = FileTreeModelTest.formatted(seed, blocks, Geometry.JOURNAL_BLOCKS_MIN);
        DeviceLog log = new DeviceLog(formatted, ignoresSync);
        SplittableRandom random = new SplittableRandom(seed);
        BlockLayer layer = BlockLayer.open(log, false);
        FileTree tree = FileTree.open(layer, FileTreeModelTest.CLOCK, false);
        FileModel model = new FileModel(tree, seed);
        List<String> states = new ArrayList<>(List.of(model.dump()));
        log.mark(0);
        for (int i = 0; i < OPERATIONS; i++) {
            model.step();
            states.add(model.dump());
            if (random.nextInt(6) == 0) {
                tree.sync();
                log.mark(states.size() - 1);
            }
        }
        return new Course(log, states);
    }

    private static void assertRecovers(Course course, byte[] content, long lastMark, String cut) throws Exception {
        DeviceLog device = new DeviceLog(content);
        BlockLayer layer = BlockLayer.open(device, false);
        FileTree tree = FileTree.open(layer, FileTreeModelTest.CLOCK, false);
        assertThat(tree.check()).as(cut).isEmpty();
        String found = FileModel.dump(tree);
        int synced = (int) Math.max(0, lastMark);
        assertThat(course.states.subList(synced, course.states.size())).as(cut).contains(found);
        FileStatus file = tree.create(FileTree.ROOT, new byte[] {'n', 'e', 'w'}, FileType.REGULAR, 0644, 1, 2, 0);
        tree.write(file.inode(), 0, ByteBuffer.allocate(5_000));
        tree.sync();
        assertThat(tree.check()).as(cut).isEmpty();
    }
}

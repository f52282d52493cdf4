package dev.coppice.volume.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.TestVolumes;
import dev.coppice.volume.directory.Directories;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.InodeTable;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CutFileTest {
    /// A file is cut in one step and gives its blocks back in others. Who makes it longer between them must not bring
    /// back what was cut off.
    @Test
    void fileMadeLongerBetweenTheStepsOfACut_hasZerosThere() throws IOException {
        try (BlockLayer layer = TestVolumes.inMemory(400, 4096)) {
            Pointers pointers = new Pointers(layer.geometry(), layer.space());
            Directories directories = new Directories(layer);
            InodeTable inodes = new InodeTable(layer, pointers);
            InodeAccess access = InodeAccess.changing(inodes, directories, InstantSource.system());
            InodeAccess reading = InodeAccess.reading(inodes, directories);
            Removal removal = new Removal(layer, pointers, inodes, access, reading, new Orphans(layer, inodes));
            ContentAccess content =
                    new ContentAccess(layer, new FileContent(layer, pointers), access, reading, removal);
            long file = layer.change(() -> {
                Inode inode = access.newInode(FileType.REGULAR, 0644, 0, 0);
                inode.setLinkCount(1);
                return inode.number();
            });
            byte[] ones = new byte[100_000];
            Arrays.fill(ones, (byte) 1);
            content.write(file, 0, ByteBuffer.wrap(ones));
            for (boolean byWriting : new boolean[] {false, true}) {
                layer.change(() -> {
                    Inode inode = inodes.change(file);
                    removal.cut(inode);
                    inode.setSize(5);
                    return null;
                });
                if (byWriting) {
                    content.write(file, 99_999, ByteBuffer.wrap(new byte[1]));
                } else {
                    content.setSize(file, 100_000);
                }
                ByteBuffer found = ByteBuffer.allocate(100_000);
                assertThat(content.read(file, 0, found)).isEqualTo(100_000);
                assertThat(Arrays.copyOf(found.array(), 5)).containsOnly(1);
                assertThat(Arrays.copyOfRange(found.array(), 5, 100_000)).containsOnly(0);
                content.write(file, 0, ByteBuffer.wrap(ones));
            }
            layer.commit();
            assertThat(layer.check()).isEmpty();
        }
    }
}

package dev.coppice.volume.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.DeviceLog;
import dev.coppice.volume.file.FileStatus;
import dev.coppice.volume.file.FileTree;
import dev.coppice.volume.file.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the format's page says about inodes, directories and snapshots is what a volume with files has there: it is
/// read here by the rows of the page alone.
class FileFormatDocumentTest {
    private static final Path PAGE = Path.of("src/main/java/dev/coppice/volume/format/package-info.java");
    private static final Pattern ROW = Pattern.compile("/// \\| +(\\d+) \\| +(\\d*) \\| (\\w+) +\\|");
    private static final int BLOCK_SIZE = 4096;
    private static final Instant NOW = Instant.ofEpochSecond(1_234_567, 89);

    private FileStatus file;
    private FileStatus link;
    private final byte[] volume = format();

    FileFormatDocumentTest() throws IOException {}

    @Test
    void superblock_namesTheFilesOfTheVolume() throws IOException {
        assertThat(field("## Superblock", "inodeCount", 0)).isEqualTo(4);
        assertThat(field("## Superblock", "nextGeneration", 0)).isEqualTo(4);
        assertThat(field("## Superblock", "firstOrphan", 0)).isZero();
        assertThat(field("## Superblock", "nextSnapshot", 0)).isEqualTo(1);
        assertThat(volume[at(field("## Superblock", "firstSnapshots", 0)) + 4])
                .isEqualTo((byte) BlockKind.SNAPSHOTS.code());
    }

    @Test
    void inode_hasEachFieldWhereThePageSays() throws IOException {
        int inode = inode(file.inode());
        assertThat(volume[inode / BLOCK_SIZE * BLOCK_SIZE + 4]).isEqualTo((byte) BlockKind.INODES.code());
        assertThat(field("## Inodes", "mode", inode)).isEqualTo(0100640);
        assertThat(field("## Inodes", "linkCount", inode)).isEqualTo(1);
        assertThat(field("## Inodes", "owner", inode)).isEqualTo(1000);
        assertThat(field("## Inodes", "group", inode)).isEqualTo(100);
        assertThat(field("## Inodes", "size", inode)).isEqualTo(13 * BLOCK_SIZE);
        assertThat(field("## Inodes", "blockCount", inode)).isEqualTo(14);
        assertThat(field("## Inodes", "generation", inode)).isEqualTo(file.generation());
        assertThat(field("## Inodes", "flags", inode)).isZero();
        assertThat(field("## Inodes", "attributes", inode)).isZero();
        assertThat(field("## Inodes", "nextOrphan", inode)).isZero();
        for (int time = 0; time < 4; time++) {
            assertThat(LittleEndian.getLong(volume, inode + offset("## Inodes", "seconds") + 8 * time))
                    .isEqualTo(NOW.getEpochSecond());
            assertThat(LittleEndian.getInt(volume, inode + offset("## Inodes", "nanos") + 4 * time))
                    .isEqualTo(NOW.getNano());
        }
        int pointers = inode + offset("## Inodes", "pointers");
        for (int i = 0; i < 12; i++) {
            assertThat(volume[at(LittleEndian.getLong(volume, pointers + 8 * i))])
                    .isEqualTo((byte) (i + 1));
        }
        int single = at(LittleEndian.getLong(volume, pointers + 8 * 12));
        assertThat(volume[single + 4]).isEqualTo((byte) BlockKind.POINTERS.code());
        assertThat(volume[at(LittleEndian.getLong(volume, single + 16))]).isEqualTo((byte) 13);
        int target = inode(link.inode()) + offset("## Inodes", "pointers");
        assertThat(new String(volume, target, 6, StandardCharsets.US_ASCII)).isEqualTo("target");
    }

    @Test
    void inodeBitmap_hasABitForEachInode() throws IOException {
        int bitmapFile = offset("## Superblock", "inodeBitmapFile");
        int bits = at(LittleEndian.getLong(volume, bitmapFile + offset("## Inodes", "pointers")));
        assertThat(volume[bits + 4]).isEqualTo((byte) BlockKind.INODE_BITMAP.code());
        assertThat(LittleEndian.getLong(volume, bits + 16)).isEqualTo(0b11110);
    }

    @Test
    void directory_hasEachNameWhereThePageSays() throws IOException {
        int root = inode(1);
        assertThat(field("## Inodes", "linkCount", root)).isEqualTo(3);
        assertThat(field("## Inodes", "parent", root)).isEqualTo(1);
        int leaf = at(LittleEndian.getLong(volume, root + offset("## Inodes", "pointers")));
        assertThat(volume[leaf + 4]).isEqualTo((byte) BlockKind.DIRECTORY.code());
        assertThat(LittleEndian.getShort(volume, leaf + offset("## Directories", "level")))
                .isZero();
        assertThat(LittleEndian.getShort(volume, leaf + offset("## Directories", "count")))
                .isEqualTo(3);
        int heapStart = LittleEndian.getInt(volume, leaf + offset("## Directories", "heapStart"));
        List<String> names = new ArrayList<>();
        long before = -1;
        int lowest = BLOCK_SIZE;
        for (int slot = 0; slot < 3; slot++) {
            int at = leaf + offset("## Directories", "slots") + 12 * slot;
            assertThat(LittleEndian.getLong(volume, at)).isGreaterThan(before);
            before = LittleEndian.getLong(volume, at);
            int name = leaf + LittleEndian.getInt(volume, at + 8);
            lowest = Math.min(lowest, name - leaf);
            names.add(LittleEndian.getLong(volume, name) + " " + volume[name + 8] + " "
                    + new String(volume, name + 10, volume[name + 9], StandardCharsets.US_ASCII));
        }
        assertThat(heapStart).isEqualTo(lowest);
        assertThat(names).containsExactlyInAnyOrder("2 8 file", "3 10 link", "4 4 directory");
    }

    @Test
    void snapshot_hasEachFieldWhereThePageSays() throws IOException {
        int block = at(field("## Superblock", "firstSnapshots", 0));
        assertThat(LittleEndian.getLong(volume, block + 16)).isZero();
        int record = block + 24;
        assertThat(field("## Snapshots", "number", record)).isEqualTo(1);
        assertThat(field("## Snapshots", "state", record)).isEqualTo(1);
        assertThat(field("## Snapshots", "nameLength", record)).isEqualTo(5);
        assertThat(field("## Snapshots", "createdSeconds", record)).isEqualTo(NOW.getEpochSecond());
        assertThat(field("## Snapshots", "createdNanos", record)).isEqualTo(NOW.getNano());
        assertThat(field("## Snapshots", "inodeCount", record)).isEqualTo(4);
        int name = record + offset("## Snapshots", "name");
        assertThat(new String(volume, name, 5, StandardCharsets.US_ASCII)).isEqualTo("first");
        for (String each : List.of("inodeFile", "inodeBitmapFile")) {
            int kept = record + offset("## Snapshots", each) + offset("## Inodes", "pointers");
            int present = offset("## Superblock", each) + offset("## Inodes", "pointers");
            assertThat(LittleEndian.getLong(volume, kept)).isEqualTo(LittleEndian.getLong(volume, present));
        }
    }

    private byte[] format() throws IOException {
        DeviceLog device = new DeviceLog(new byte[200 * BLOCK_SIZE]);
        BlockLayer.format(device, Geometry.plan(new UUID(3, 4), device.size(), BLOCK_SIZE, 0), "", 0);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            InstantSource clock = InstantSource.fixed(NOW);
            FileTree.format(layer, clock, 0755, 0, 0);
            FileTree tree = FileTree.open(layer, clock, false);
            file = tree.create(1, "file".getBytes(StandardCharsets.US_ASCII), FileType.REGULAR, 0640, 1000, 100, 0);
            ByteBuffer content = ByteBuffer.allocate(13 * BLOCK_SIZE);
            for (int block = 0; block < 13; block++) {
                content.put(block * BLOCK_SIZE, (byte) (block + 1));
            }
            tree.write(file.inode(), 0, content);
            byte[] target = "target".getBytes(StandardCharsets.US_ASCII);
            link = tree.createSymbolicLink(1, "link".getBytes(StandardCharsets.US_ASCII), target, 0, 0);
            tree.createDirectory(1, "directory".getBytes(StandardCharsets.US_ASCII), 0755, 0, 0);
            tree.createSnapshot("first");
        }
        return device.content();
    }

    private int inode(long number) throws IOException {
        int inodeFile = offset("## Superblock", "inodeFile");
        int perBlock = (BLOCK_SIZE - 16) / 256;
        int pointer = inodeFile + offset("## Inodes", "pointers") + 8 * (int) (number / perBlock);
        return at(LittleEndian.getLong(volume, pointer)) + 16 + 256 * (int) (number % perBlock);
    }

    private static int at(long block) {
        return (int) block * BLOCK_SIZE;
    }

    private long field(String section, String name, int at) throws IOException {
        MatchResult row = row(section, name);
        int offset = at + Integer.parseInt(row.group(1));
        return row.group(2).equals("4") ? LittleEndian.getInt(volume, offset) : LittleEndian.getLong(volume, offset);
    }

    private static int offset(String section, String name) throws IOException {
        return Integer.parseInt(row(section, name).group(1));
    }

    private static MatchResult row(String section, String name) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("/// " + section);
        int end = page.indexOf("/// ## ", start + 8);
        return ROW.matcher(page.substring(start, end))
                .results()
                .filter(row -> row.group(3).equals(name))
                .findFirst()
                .orElseThrow();
    }
}

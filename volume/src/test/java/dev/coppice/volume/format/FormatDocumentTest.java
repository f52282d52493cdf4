package dev.coppice.volume.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.DeviceLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// The format's page is right: what it says about each field is what a formatted volume has there.
class FormatDocumentTest {
    private static final Path PAGE = Path.of("src/main/java/dev/coppice/volume/format/package-info.java");
    private static final Pattern ROW = Pattern.compile("/// \\| +(\\d+) \\| +(\\d+) \\| (\\w+) +\\|");
    private static final int BLOCK_SIZE = 8192;
    private static final int BLOCK_COUNT = 200;
    private static final UUID ID = new UUID(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);

    private final byte[] volume = format();
    private final Geometry geometry = Superblock.parse(volume, volume.length);

    FormatDocumentTest() throws IOException {}

    @Test
    void superblock_hasEachFieldWhereThePageSays() throws IOException {
        Map<String, Long> expected = new LinkedHashMap<>();
        expected.put("magic", ascii("CoppiceV"));
        expected.put("formatVersion", 1L);
        expected.put("blockSize", (long) BLOCK_SIZE);
        expected.put("blockCount", (long) BLOCK_COUNT);
        expected.put("compatibleFeatures", 0L);
        expected.put("readOnlyFeatures", 0L);
        expected.put("incompatibleFeatures", 0L);
        expected.put("bitmapBlock", 1L);
        expected.put("tableBlock", 2L);
        expected.put("journalBlock", 3L);
        expected.put("journalBlockCount", 64L);
        expected.put("created", 99L);
        expected.put("sequence", 1L);
        expected.put("checkpointSequence", 1L);
        expected.put("freeBlockCount", BLOCK_COUNT - 3L - 64 - 1);
        CRC32C crc = new CRC32C();
        crc.update(volume, 0, 4092);
        expected.put("checksum", crc.getValue());
        List<MatchResult> rows = rows("## Superblock");
        assertThat(rows).extracting(row -> row.group(3)).containsAll(expected.keySet());
        for (MatchResult row : rows) {
            Long value = expected.get(row.group(3));
            if (value != null) {
                assertThat(field(row, 0)).as(row.group(3)).isEqualTo(value);
            }
        }
        assertThat(LittleEndian.getLong(volume, offset(rows, "id"))).isEqualTo(ID.getMostSignificantBits());
        assertThat(LittleEndian.getLong(volume, offset(rows, "id") + 8)).isEqualTo(ID.getLeastSignificantBits());
        int label = offset(rows, "label");
        assertThat(new String(volume, label, 64, StandardCharsets.UTF_8).trim()).isEqualTo("wood");
        long root = LittleEndian.getLong(volume, offset(rows, "tableRoot"));
        assertThat(TableEntry.checksum(root)).isEqualTo(LittleEndian.getInt(volume, 2 * BLOCK_SIZE));
        assertThat(TableEntry.kindCode(root)).isEqualTo(BlockKind.TABLE.code());
        long position = LittleEndian.getLong(volume, offset(rows, "checkpointPosition"));
        assertThat(position).isPositive().isLessThan(64 * BLOCK_SIZE);
    }

    @Test
    void superblock_betweenItsFields_isZeros() throws IOException {
        byte[] rest = Arrays.copyOf(volume, BLOCK_SIZE);
        for (MatchResult row : rows("## Superblock")) {
            int offset = Integer.parseInt(row.group(1));
            Arrays.fill(rest, offset, offset + Integer.parseInt(row.group(2)), (byte) 0);
        }
        assertThat(rest).containsOnly(0);
        assertThat(Arrays.copyOf(volume, BLOCK_SIZE))
                .isEqualTo(Arrays.copyOfRange(volume, (BLOCK_COUNT - 1) * BLOCK_SIZE, BLOCK_COUNT * BLOCK_SIZE));
    }

    @Test
    void metadata_hasEachFieldWhereThePageSays() throws IOException {
        List<MatchResult> rows = rows("## Blocks of metadata");
        for (BlockKind kind : List.of(BlockKind.BITMAP, BlockKind.TABLE)) {
            int block = kind == BlockKind.BITMAP ? 1 : 2;
            int at = block * BLOCK_SIZE;
            CRC32C crc = geometry.newChecksum();
            crc.update(volume, at + 4, BLOCK_SIZE - 4);
            assertThat(field(rows.get(0), at)).as("checksum").isEqualTo(crc.getValue());
            assertThat(field(rows.get(1), at)).as("kind").isEqualTo(kind.code());
            assertThat(volume[at + 5] | volume[at + 6] | volume[at + 7])
                    .as("reserved")
                    .isZero();
            assertThat(field(rows.get(3), at)).as("number").isEqualTo(block);
        }
        // Blocks 0 to 66 and the last one, 199, are in use, and so is every bit that stands for no block.
        assertThat(LittleEndian.getLong(volume, BLOCK_SIZE + 16)).isEqualTo(-1);
        assertThat(LittleEndian.getLong(volume, BLOCK_SIZE + 24)).isEqualTo(0b111);
        assertThat(LittleEndian.getLong(volume, BLOCK_SIZE + 16 + 24)).isEqualTo(-1L << 199 - 192);
        assertThat(LittleEndian.getLong(volume, 2 * BLOCK_SIZE - 8)).isEqualTo(-1);
        // The table has an entry of the bitmap, and none of what is of a region without checksums of its own.
        long entry = LittleEndian.getLong(volume, 2 * BLOCK_SIZE + 16 + 8);
        assertThat(entry).isEqualTo(TableEntry.of(BlockKind.BITMAP, 1, LittleEndian.getInt(volume, BLOCK_SIZE)));
        assertThat(LittleEndian.getLong(volume, 2 * BLOCK_SIZE + 16 + 3 * 8)).isEqualTo(TableEntry.FREE);
    }

    @Test
    void journal_hasEachFieldWhereThePageSays() throws IOException {
        List<MatchResult> rows = rows("## Journal");
        int at = 3 * BLOCK_SIZE;
        int length = LittleEndian.getInt(volume, at + offset(rows, "length"));
        Map<String, Long> expected = new LinkedHashMap<>();
        CRC32C header = geometry.newChecksum();
        header.update(volume, at + 12, 52);
        CRC32C body = new CRC32C();
        body.update(volume, at + 64, length - 64);
        expected.put("magic", ascii("CoppiceJ"));
        expected.put("headerChecksum", header.getValue());
        expected.put("bodyChecksum", body.getValue());
        expected.put("sequence", 1L);
        expected.put("position", 0L);
        expected.put("changeCount", 3L);
        for (Map.Entry<String, Long> field : expected.entrySet()) {
            MatchResult row = rows.stream()
                    .filter(candidate -> candidate.group(3).equals(field.getKey()))
                    .findFirst()
                    .orElseThrow();
            assertThat(field(row, at)).as(field.getKey()).isEqualTo(field.getValue());
        }
        // The first change is of the whole superblock, whose sectors come first.
        assertThat(LittleEndian.getLong(volume, at + 64)).isZero();
        assertThat(LittleEndian.getShort(volume, at + 72)).isZero();
        assertThat(LittleEndian.getShort(volume, at + 74)).isEqualTo(BLOCK_SIZE / 512);
        assertThat(LittleEndian.getLong(volume, at + 512)).isEqualTo(ascii("CoppiceV"));
    }

    private long field(MatchResult row, int at) {
        int offset = at + Integer.parseInt(row.group(1));
        return switch (Integer.parseInt(row.group(2))) {
            case 1 -> volume[offset];
            case 4 -> LittleEndian.getInt(volume, offset) & 0xFFFF_FFFFL;
            case 8 -> LittleEndian.getLong(volume, offset);
            default -> throw new IllegalArgumentException(row.group());
        };
    }

    private static int offset(List<MatchResult> rows, String field) {
        return rows.stream()
                .filter(row -> row.group(3).equals(field))
                .mapToInt(row -> Integer.parseInt(row.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static List<MatchResult> rows(String section) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("/// " + section);
        int end = page.indexOf("/// ## ", start + 8);
        String text = page.substring(start, end < 0 ? page.length() : end);
        return ROW.matcher(text).results().toList();
    }

    private static long ascii(String magic) {
        return LittleEndian.getLong(magic.getBytes(StandardCharsets.US_ASCII), 0);
    }

    private static byte[] format() throws IOException {
        DeviceLog device = new DeviceLog(new byte[BLOCK_COUNT * BLOCK_SIZE]);
        BlockLayer.format(device, Geometry.plan(ID, device.size(), BLOCK_SIZE, 0), "wood", 99);
        return device.content();
    }
}

package dev.coppice.store.page;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.TableIdent;
import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Holds the package page and the code together: fixed fields are compared with the layouts, and what has no fixed
/// place is decoded by following the page's tables row by row.
class PackagePageTest {
    private static final Path PAGE = Path.of("src/main/java/dev/coppice/store/page/package-info.java");

    /// A row of a table with an offset: where a field is, and how long.
    private record Field(String name, int offset, int size) {}

    @Test
    void pageHeader_everyRow_matchesLayout() throws IOException {
        assertMatches(fields().subList(0, PageFormat.HEADER.memberLayouts().size()), PageFormat.HEADER, 0);
        assertThat(PageFormat.HEADER.byteSize()).isEqualTo(PageFormat.HEADER_SIZE);
    }

    @Test
    void fileHeader_everyRow_matchesLayout() throws IOException {
        List<Field> fields = fields();
        int first = PageFormat.HEADER.memberLayouts().size();
        assertMatches(fields.subList(first, fields.size()), DataFileHeader.CONTENT, PageFormat.HEADER_SIZE);
    }

    @Test
    void magicAndRole_constants_areTheBytesOfThePage() throws IOException {
        byte[] page = new DataFileHeader(4096, 14, 0, 0, TableIdent.of("t"), 0, 0, 0).encode();
        String text = Files.readString(PAGE);
        assertThat(text).contains("the bytes `" + new String(page, 48, 8, StandardCharsets.US_ASCII) + "`");
        assertThat(text).contains("the bytes `" + new String(page, 56, 4, StandardCharsets.US_ASCII) + "`");
    }

    @Test
    void leaf_decodedByTheTables_readsTheSame() throws IOException {
        byte[] page = Samples.leaf(4096);
        MemorySegment segment = MemorySegment.ofArray(page);
        TableDecoder content = TableDecoder.of(segment, tableOf("leaf content"));
        content.decode(PageFormat.HEADER_SIZE);
        assertThat(content.fieldNames()).containsExactly("prefix", "padding", "heads", "offsets", "entries");
        int count = LeafPage.count(segment, 0);
        long entryAt = content.offset("entries");
        for (int i = 0; i < count; i++) {
            assertThat(content.unsignedShort("offsets", i)).isEqualTo((int) entryAt);
            TableDecoder entry = TableDecoder.of(segment, tableOf("leaf entry"));
            entry.decode(entryAt);
            byte[] key = new byte[1000];
            int keyLength = LeafPage.copyKey(segment, 0, i, key);
            assertThat(entry.key(content.bytes("prefix"), content.bigEndianHead(i)))
                    .isEqualTo(Arrays.copyOf(key, keyLength));
            assertThat(entry.value("valueLength")).isEqualTo(LeafPage.valueLength(segment, 0, i));
            assertThat(entry.value("expiry")).isEqualTo(LeafPage.expiry(segment, 0, i));
            assertThat(entry.offset("value")).isEqualTo(LeafPage.valueOffset(segment, 0, i));
            entryAt = entry.end();
        }
        assertThat(entryAt).isEqualTo(PageFormat.HEADER_SIZE + PageHeader.contentLength(segment, 0));
    }

    @Test
    void index_decodedByTheTables_readsTheSame() throws IOException {
        byte[] page = Samples.index(4096);
        MemorySegment segment = MemorySegment.ofArray(page);
        TableDecoder content = TableDecoder.of(segment, tableOf("index content"));
        content.decode(PageFormat.HEADER_SIZE);
        assertThat(content.fieldNames())
                .containsExactly("prefix", "padding", "heads", "children", "offsets", "entries");
        int count = IndexPage.count(segment, 0);
        long entryAt = content.offset("entries");
        for (int i = 0; i < count; i++) {
            assertThat(content.unsignedShort("offsets", i)).isEqualTo((int) entryAt);
            assertThat(content.unsignedInt("children", i)).isEqualTo(IndexPage.child(segment, 0, i));
            TableDecoder entry = TableDecoder.of(segment, tableOf("index entry"));
            entry.decode(entryAt);
            if (i > 0) {
                byte[] separator = new byte[1000];
                int length = IndexPage.copySeparator(segment, 0, i, separator);
                assertThat(entry.key(content.bytes("prefix"), content.bigEndianHead(i)))
                        .isEqualTo(Arrays.copyOf(separator, length));
            }
            entryAt = entry.end();
        }
        assertThat(entryAt).isEqualTo(PageFormat.HEADER_SIZE + PageHeader.contentLength(segment, 0));
    }

    @Test
    void pack_decodedByTheTables_readsTheSame() throws IOException {
        MemorySegment segment = MemorySegment.ofArray(Samples.pack(4096));
        TableDecoder content = TableDecoder.of(segment, tableOf("pack content"));
        content.decode(PageFormat.HEADER_SIZE);
        assertThat(content.fieldNames()).containsExactly("logicalPages", "offsets", "images");
        int count = PackPage.count(segment, 0);
        assertThat(count).isEqualTo(3);
        assertThat(content.offset("images")).isEqualTo(PackPage.offset(segment, 0, 0));
        for (int i = 0; i < count; i++) {
            assertThat(content.unsignedInt("logicalPages", i)).isEqualTo(PackPage.logicalPage(segment, 0, i));
            assertThat(content.unsignedShort("offsets", i)).isEqualTo((int) PackPage.offset(segment, 0, i));
        }
    }

    @Test
    void values_decodedByTheTables_readTheSame() throws IOException {
        MemorySegment segment = MemorySegment.ofArray(Samples.values(4096));
        TableDecoder content = TableDecoder.of(segment, tableOf("value content"));
        content.decode(PageFormat.HEADER_SIZE);
        assertThat(content.fieldNames())
                .containsExactly("logicalPages", "indexes", "offsets", "lengths", "continued", "pieces");
        int count = ValuePage.count(segment, 0);
        assertThat(count).isEqualTo(3);
        assertThat(content.offset("continued")).isEqualTo(ValuePage.continuedOffset(segment, 0));
        assertThat(content.bytes("continued")).hasSize(ValuePage.continuedLength(segment, 0));
        assertThat(content.offset("pieces")).isEqualTo(ValuePage.offset(segment, 0, 0));
        for (int i = 0; i < count; i++) {
            assertThat(content.unsignedInt("logicalPages", i)).isEqualTo(ValuePage.logicalPage(segment, 0, i));
            assertThat(content.unsignedInt("indexes", i)).isEqualTo(ValuePage.index(segment, 0, i));
            assertThat(content.unsignedShort("offsets", i)).isEqualTo((int) ValuePage.offset(segment, 0, i));
            assertThat(content.unsignedShort("lengths", i)).isEqualTo(ValuePage.length(segment, 0, i));
        }
    }

    private static void assertMatches(List<Field> rows, StructLayout layout, int start) {
        assertThat(rows)
                .extracting(Field::name)
                .containsExactlyElementsOf(layout.memberLayouts().stream()
                        .map(member -> member.name().orElseThrow())
                        .toList());
        for (Field row : rows) {
            MemoryLayout member = layout.select(groupElement(row.name()));
            assertThat(start + layout.byteOffset(groupElement(row.name())))
                    .as(row.name())
                    .isEqualTo(row.offset());
            assertThat(member.byteSize()).as(row.name()).isEqualTo(row.size());
        }
    }

    /// The rows of all tables that begin with an offset and a size.
    private static List<Field> fields() throws IOException {
        List<Field> fields = new ArrayList<>();
        for (List<String> cells : rows()) {
            if (cells.size() == 4 && cells.get(0).matches("\\d+")) {
                fields.add(new Field(cells.get(2), Integer.parseInt(cells.get(0)), Integer.parseInt(cells.get(1))));
            }
        }
        return fields;
    }

    /// The fields of a table without offsets, and what it says of their sizes.
    private static Map<String, String> tableOf(String heading) throws IOException {
        Map<String, String> sizes = new LinkedHashMap<>();
        boolean inside = false;
        for (List<String> cells : rows()) {
            if (cells.get(0).equals("size")) {
                inside = cells.get(1).equals(heading);
            } else if (inside && cells.size() == 3 && !cells.get(0).startsWith("--")) {
                sizes.put(cells.get(1), cells.get(0));
            }
        }
        assertThat(sizes).as(heading).isNotEmpty();
        return sizes;
    }

    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("/// |"))
                .map(line -> Arrays.stream(line.substring(5).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /// Reads fields one after the other, each of the size that its row tells.
    private record TableDecoder(
            MemorySegment page, Map<String, String> sizes, Map<String, Long> offsets, Map<String, Long> values) {
        static TableDecoder of(MemorySegment page, Map<String, String> sizes) {
            return new TableDecoder(page, sizes, new HashMap<>(), new HashMap<>());
        }

        void decode(long start) {
            long at = start;
            for (Map.Entry<String, String> row : sizes.entrySet()) {
                offsets.put(row.getKey(), at);
                at += size(row.getKey(), row.getValue(), at);
            }
            offsets.put("", at);
        }

        private long size(String field, String size, long at) {
            return switch (size) {
                case "prefixLength" -> header("prefixLength");
                case "to multiple of 4" -> -at & 3;
                case "4 × entryCount" -> 4 * header("entryCount");
                case "2 × entryCount" -> 2 * header("entryCount");
                case "rest" -> 0;
                case "1" -> {
                    values.put(field, (long) page.get(PageFormat.BYTE, at));
                    yield 1;
                }
                case "varint" -> varint(field, at);
                case "8 if bit 1" -> {
                    boolean has = (value("flags") & 2) != 0;
                    values.put(field, has ? page.get(PageFormat.LONG, at) : 0);
                    yield has ? 8 : 0;
                }
                case "suffixLength - 4" -> Math.max(value("suffixLength") - 4, 0);
                case "inline" -> (value("flags") & 1) != 0 ? 4 : value("valueLength");
                default -> throw new AssertionError("the package page has a size that this test cannot read: " + size);
            };
        }

        private long varint(String field, long at) {
            long value = 0;
            int count = 0;
            long next;
            do {
                next = page.get(PageFormat.BYTE, at + count);
                value |= (next & 127) << 7 * count++;
            } while (next < 0);
            values.put(field, value);
            return count;
        }

        private long header(String field) {
            return Short.toUnsignedLong(page.get(PageFormat.SHORT, PageFormat.HEADER.byteOffset(groupElement(field))));
        }

        List<String> fieldNames() {
            return List.copyOf(sizes.keySet());
        }

        long offset(String field) {
            return offsets.get(field);
        }

        long end() {
            return offsets.get("");
        }

        long value(String field) {
            return values.get(field);
        }

        byte[] bytes(String field) {
            return page.asSlice(offset(field), size(field, sizes.get(field), offset(field)))
                    .toArray(PageFormat.BYTE);
        }

        int unsignedShort(String field, int index) {
            return Short.toUnsignedInt(page.get(PageFormat.SHORT, offset(field) + 2L * index));
        }

        long unsignedInt(String field, int index) {
            return Integer.toUnsignedLong(page.get(PageFormat.INT, offset(field) + 4L * index));
        }

        byte[] bigEndianHead(int index) {
            int head = (int) unsignedInt("heads", index);
            return new byte[] {(byte) (head >>> 24), (byte) (head >>> 16), (byte) (head >>> 8), (byte) head};
        }

        byte[] key(byte[] prefix, byte[] head) {
            int inHead = (int) Math.min(value("suffixLength"), 4);
            return Samples.concat(Samples.concat(prefix, Arrays.copyOf(head, inHead)), bytes("suffixRest"));
        }
    }
}

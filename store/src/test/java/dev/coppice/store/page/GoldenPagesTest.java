package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.TableIdent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Pages of format version 1 as they lie on somebody's disk. They can be read for ever: a change that fails here needs
/// a new format version, never a new file.
class GoldenPagesTest {
    private static final int SIZE = 4096;
    private static final int BYTES_PER_LINE = 32;
    private static final DataFileHeader HEADER =
            new DataFileHeader(SIZE, 14, 0x0BAD_CAFE_F00D_D00DL, 3, new TableIdent("artifacts", 2), 1, 0x1234, 7);

    @Test
    void fileHeader_builtToday_isTheGoldenOne() {
        byte[] golden = golden("file-header");
        assertThat(HEADER.encode()).isEqualTo(golden);
        assertThat(DataFileHeader.decode("data_4660_7", ByteBuffer.wrap(golden)))
                .isEqualTo(HEADER);
    }

    @Test
    void leaf_builtToday_isTheGoldenOne() {
        byte[] golden = golden("leaf");
        LeafBuilder builder = new LeafBuilder(SIZE);
        builder.add(text("org.junit"), 0, 9, 0, text("first"), 0, 5);
        builder.add(text("org.junit.jupiter"), 0, 17, 1_800_000_000_000L, text(""), 0, 0);
        builder.addOverflow(text("org.junit.platform"), 0, 18, 0, 1L << 30, 0xFFF0_0000L);
        builder.addOverflow(text("org.junit.vintage"), 0, 17, 1_700_000_000_000L, 5000, 12);
        builder.add(text("org.slf4j"), 0, 9, 0, text("v".repeat(300)), 0, 300);
        builder.add(text("org.z" + "z".repeat(200)), 0, 205, 0, text("last"), 0, 4);
        assertThat(sealed(builder)).isEqualTo(golden);

        MemorySegment page = verified(golden);
        assertThat(LeafPage.count(page, 0)).isEqualTo(6);
        assertThat(LeafPage.minExpiry(page, 0)).isEqualTo(1_700_000_000_000L);
        assertThat(LeafPage.find(page, 0, text("org.junit.jupiter"), 17)).isEqualTo(1);
        assertThat(LeafPage.expiry(page, 0, 1)).isEqualTo(1_800_000_000_000L);
        assertThat(LeafPage.overflowPage(page, 0, 2)).isEqualTo(0xFFF0_0000L);
        assertThat(LeafPage.valueLength(page, 0, 2)).isEqualTo(1L << 30);
        assertThat(LeafPage.find(page, 0, text("org.slf4j"), 9)).isEqualTo(4);
        assertThat(LeafPage.valueLength(page, 0, 4)).isEqualTo(300);
    }

    @Test
    void leafOfZeros_builtToday_isTheGoldenOne() {
        byte[] golden = golden("leaf-zeros");
        String[] keys = {"", "\0", "ab", "ab\0", "ab\0\0", "ab\0\0c", "\377"};
        LeafBuilder builder = new LeafBuilder(SIZE);
        for (String key : keys) {
            builder.add(text(key), 0, key.length(), 0, text(key), 0, key.length());
        }
        assertThat(sealed(builder)).isEqualTo(golden);

        MemorySegment page = verified(golden);
        for (int i = 0; i < keys.length; i++) {
            assertThat(LeafPage.find(page, 0, text(keys[i]), keys[i].length())).isEqualTo(i);
        }
    }

    @Test
    void index_builtToday_isTheGoldenOne() {
        byte[] golden = golden("index");
        IndexBuilder builder = new IndexBuilder(SIZE);
        builder.addFirst(0xFFFF_FFFEL);
        builder.add(text("org.a"), 0, 5, 1);
        builder.add(text("org.apache"), 0, 10, 2);
        builder.add(text("org.apache.maven" + "n".repeat(150)), 0, 166, 70_000);
        builder.add(text("org.b"), 0, 5, 3);
        byte[] built = new byte[SIZE];
        builder.build(built, 0, 2);
        assertThat(sealed(built)).isEqualTo(golden);

        MemorySegment page = verified(golden);
        assertThat(IndexPage.level(page, 0)).isEqualTo(2);
        assertThat(IndexPage.count(page, 0)).isEqualTo(5);
        assertThat(IndexPage.child(page, 0, IndexPage.findChild(page, 0, text("com"), 3)))
                .isEqualTo(0xFFFF_FFFEL);
        assertThat(IndexPage.child(page, 0, IndexPage.findChild(page, 0, text("org.apache.b"), 12)))
                .isEqualTo(2);
        assertThat(IndexPage.child(page, 0, IndexPage.findChild(page, 0, text("z"), 1)))
                .isEqualTo(3);
    }

    @Test
    void overflow_builtToday_isTheGoldenOne() {
        byte[] golden = golden("overflow");
        byte[] built = new byte[SIZE];
        System.arraycopy(text("the end of a long value"), 0, built, (int) OverflowPage.offset(0), 23);
        OverflowPage.build(built, 0, SIZE, 265, 23);
        assertThat(sealed(built)).isEqualTo(golden);

        MemorySegment page = verified(golden);
        assertThat(OverflowPage.index(page, 0)).isEqualTo(265);
        assertThat(page.asSlice(OverflowPage.offset(0), OverflowPage.length(page, 0))
                        .toArray(PageFormat.BYTE))
                .isEqualTo(text("the end of a long value"));
    }

    @Test
    void pack_builtToday_isTheGoldenOne() {
        byte[] golden = golden("pack");
        PackBuilder builder = new PackBuilder(SIZE);
        builder.add(99, text("the image of page 99, compressed"), 32);
        builder.add(0xFFFF_FFFEL, text("of the last page"), 16);
        builder.add(12, text("of page 12"), 10);
        byte[] built = new byte[SIZE];
        builder.build(built, 3);
        PageHeader.seal(built, 0, SIZE, HEADER.fileTag(), HEADER.filePage() + 33, PageFormat.NO_PAGE);
        assertThat(built).isEqualTo(golden);

        MemorySegment page = verified(golden);
        assertThat(PackPage.dictionary(page, 0)).isEqualTo(3);
        assertThat(PackPage.find(page, 0, 12)).isZero();
        assertThat(PackPage.find(page, 0, 0xFFFF_FFFEL)).isEqualTo(2);
        assertThat(PackPage.find(page, 0, 13)).isEqualTo(-1);
        assertThat(page.asSlice(PackPage.offset(page, 0, 1), PackPage.length(page, 0, 1))
                        .toArray(PageFormat.BYTE))
                .isEqualTo(text("the image of page 99, compressed"));
    }

    @Test
    void values_builtToday_areTheGoldenOnes() {
        byte[] golden = golden("value");
        ValuePageBuilder builder = new ValuePageBuilder(SIZE);
        builder.addContinued(text("the beginning and the end"), 18, 7);
        builder.add(99, 0, text("the only page of a short value"), 0, 30);
        builder.add(0xFFFF_FFFEL, 265, text("the last page of a long one"), 0, 27);
        builder.add(12, 1, text("m".repeat(4_000)), 0, 4_000);
        byte[] built = new byte[SIZE];
        builder.build(built, 34);
        PageHeader.seal(built, 0, SIZE, HEADER.fileTag(), HEADER.filePage() + 33, PageFormat.NO_PAGE);
        assertThat(built).isEqualTo(golden);

        MemorySegment page = verified(golden);
        assertThat(ValuePage.more(page, 0)).isEqualTo(34);
        assertThat(page.asSlice(ValuePage.continuedOffset(page, 0), ValuePage.continuedLength(page, 0))
                        .toArray(PageFormat.BYTE))
                .isEqualTo(text("the end"));
        assertThat(ValuePage.find(page, 0, 13)).isEqualTo(-1);
        int last = ValuePage.find(page, 0, 0xFFFF_FFFEL);
        assertThat(ValuePage.index(page, 0, last)).isEqualTo(265);
        assertThat(page.asSlice(ValuePage.offset(page, 0, last), ValuePage.length(page, 0, last))
                        .toArray(PageFormat.BYTE))
                .isEqualTo(text("the last page of a long one"));
        int inTwo = ValuePage.find(page, 0, 12);
        assertThat(ValuePage.length(page, 0, inTwo)).isEqualTo(4_000);
        assertThat(ValuePage.lengthHere(page, 0, inTwo)).isEqualTo(SIZE - 48 - 3 * 12 - 7 - 30 - 27);
    }

    @Test
    void dictionary_builtToday_isTheGoldenOne() {
        byte[] golden = golden("dictionary");
        byte[] built = new byte[SIZE];
        DictionaryPage.build(built, text("<groupId></groupId><artifactId></artifactId>"), 0);
        PageHeader.seal(built, 0, SIZE, HEADER.fileTag(), HEADER.filePage() + 3, PageFormat.NO_PAGE);
        assertThat(built).isEqualTo(golden);

        MemorySegment page = MemorySegment.ofArray(golden);
        assertThat(PageStructure.verify(page, 0, SIZE)).isNull();
        assertThat(DictionaryPage.pageCount(page, 0)).isEqualTo(1);
        assertThat(DictionaryPage.index(page, 0)).isZero();
        assertThat(PageHeader.contentLength(page, 0)).isEqualTo(44);
    }

    private static byte[] sealed(LeafBuilder builder) {
        byte[] page = new byte[SIZE];
        builder.build(page, 0);
        return sealed(page);
    }

    private static byte[] sealed(byte[] page) {
        PageHeader.seal(page, 0, SIZE, HEADER.fileTag(), HEADER.filePage() + 33, 99);
        return page;
    }

    private static MemorySegment verified(byte[] golden) {
        MemorySegment page = MemorySegment.ofArray(golden);
        assertThat(PageHeader.verify(ByteBuffer.wrap(golden), HEADER.fileTag(), HEADER.filePage() + 33, 99))
                .isNull();
        assertThat(PageStructure.verify(page, 0, SIZE)).isNull();
        return page;
    }

    /// Reads a page from lines of an offset and 32 bytes; those of zeros only are left out.
    static byte[] golden(String name) {
        byte[] page = new byte[SIZE];
        try (InputStream in = GoldenPagesTest.class.getResourceAsStream("format-1/" + name + ".hex")) {
            String lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            for (String line : lines.split("\n")) {
                byte[] bytes = HexFormat.of().parseHex(line.substring(6));
                assertThat(bytes).hasSize(BYTES_PER_LINE);
                System.arraycopy(bytes, 0, page, HexFormat.fromHexDigits(line, 0, 4), BYTES_PER_LINE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page;
    }

    private static byte[] text(String text) {
        return Samples.text(text);
    }
}

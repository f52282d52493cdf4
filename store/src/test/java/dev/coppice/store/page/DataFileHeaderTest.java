package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DataFileHeaderTest {
    private static final DataFileHeader HEADER =
            new DataFileHeader(4096, 14, 0x1234_5678_9ABCL, -7, new TableIdent("artifacts", 3), 2, 5, 9);

    @Test
    void decode_encoded_isEqual() {
        String longest = "t".repeat(TableIdent.MAX_NAME_LENGTH);
        for (DataFileHeader header : List.of(
                HEADER,
                new DataFileHeader(65536, 20, -1, 0, new TableIdent(longest, 65535), -1, (1L << 43) - 1, 0),
                new DataFileHeader(8192, 1, 0, 0, TableIdent.of("t"), 0, 0, Long.MAX_VALUE))) {
            byte[] page = header.encode();
            assertThat(DataFileHeader.decode("data", ByteBuffer.wrap(page))).isEqualTo(header);
            assertThat(PageHeader.verify(ByteBuffer.wrap(page), header.fileTag(), header.filePage(), -1))
                    .isNull();
            assertThat(PageStructure.verify(MemorySegment.ofArray(page), 0, page.length))
                    .isNull();
        }
    }

    @Test
    void fileTag_anyFieldDiffers_differs() {
        TableIdent table = HEADER.table();
        List<DataFileHeader> headers = List.of(
                HEADER,
                new DataFileHeader(8192, 14, 0x1234_5678_9ABCL, -7, table, 2, 5, 9),
                new DataFileHeader(4096, 13, 0x1234_5678_9ABCL, -7, table, 2, 5, 9),
                new DataFileHeader(4096, 14, 0x1234_5678_9ABDL, -7, table, 2, 5, 9),
                new DataFileHeader(4096, 14, 0x1234_5678_9ABCL, -8, table, 2, 5, 9),
                new DataFileHeader(4096, 14, 0x1234_5678_9ABCL, -7, new TableIdent("artifact", 3), 2, 5, 9),
                new DataFileHeader(4096, 14, 0x1234_5678_9ABCL, -7, new TableIdent("artifacts", 4), 2, 5, 9),
                new DataFileHeader(4096, 14, 0x1234_5678_9ABCL, -7, table, 3, 5, 9),
                new DataFileHeader(4096, 14, 0x1234_5678_9ABCL, -7, table, 2, 6, 9),
                new DataFileHeader(4096, 14, 0x1234_5678_9ABCL, -7, table, 2, 5, 10));
        Set<Long> tags = new HashSet<>();
        for (DataFileHeader header : headers) {
            tags.add(header.fileTag());
        }
        assertThat(tags).hasSameSizeAs(headers);
    }

    @Test
    void decode_anyBitFlipped_isCorrupt() {
        byte[] page = HEADER.encode();
        int detected = 0;
        for (int bit = 0; bit < Byte.SIZE * page.length; bit++) {
            page[bit >> 3] ^= (byte) (1 << (bit & 7));
            try {
                DataFileHeader.decode("data_5_9", ByteBuffer.wrap(page));
            } catch (StoreException.Corrupt e) {
                detected++;
            }
            page[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
        assertThat(detected).isEqualTo(Byte.SIZE * page.length);
    }

    @Test
    void decode_otherProgramsFile_isNotADatabase() {
        byte[] page = Samples.filled(4096, '#');
        assertThatThrownBy(() -> DataFileHeader.decode("data_1_1", ByteBuffer.wrap(page)))
                .isInstanceOf(StoreException.NotADatabase.class)
                .hasMessageContaining("data_1_1");
    }

    @Test
    void decode_newerFormat_isNotADatabase() {
        byte[] page = changed(bytes -> bytes.put(60, (byte) 2));
        assertThatThrownBy(() -> DataFileHeader.decode("data_5_9", ByteBuffer.wrap(page)))
                .isInstanceOf(StoreException.NotADatabase.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void decode_cutOff_isCorrupt() {
        byte[] page = HEADER.encode();
        for (int length : new int[] {0, 3, 48, 219, 220, 4095}) {
            assertThatThrownBy(() -> DataFileHeader.decode("data_5_9", ByteBuffer.wrap(page, 0, length)))
                    .isInstanceOf(StoreException.Corrupt.class);
        }
    }

    @Test
    void decode_checksummedButOutOfRange_isCorrupt() {
        List<Consumer<ByteBuffer>> changes = List.of(
                bytes -> bytes.put(4, (byte) PageFormat.KIND_LEAF), // kind
                bytes -> bytes.put(6, (byte) 1), // entryCount
                bytes -> bytes.put(8, (byte) 1), // fileTag
                bytes -> bytes.put(36, (byte) 1), // contentLength
                bytes -> bytes.put(64, (byte) 1), // pageSize
                bytes -> bytes.put(68, (byte) 21), // pagesPerFileShift
                bytes -> bytes.put(103, (byte) 0x80), // fileId
                bytes -> bytes.put(111, (byte) 0x80), // term
                bytes -> bytes.put(115, (byte) 1), // partition
                bytes -> bytes.put(116, (byte) 0), // nameLength
                bytes -> bytes.put(119, (byte) 0xFF), // nameLength
                bytes -> bytes.put(120, (byte) '/'), // name
                bytes -> bytes.put(4095, (byte) 1)); // zeros
        for (Consumer<ByteBuffer> change : changes) {
            byte[] page = changed(change);
            assertThatThrownBy(() -> DataFileHeader.decode("data_5_9", ByteBuffer.wrap(page)))
                    .isInstanceOf(StoreException.Corrupt.class);
        }
    }

    @Test
    void decode_randomChangesUnderGoodChecksum_isTypedError() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 2_000; round++) {
            byte[] page = changed(bytes -> {
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    int at = random.nextInt(32, 230);
                    bytes.put(at, (byte) (bytes.get(at) ^ random.nextInt(1, 256)));
                }
            });
            assertThatThrownBy(() -> DataFileHeader.decode("data_5_9", ByteBuffer.wrap(page)))
                    .as("round %d", round)
                    .isInstanceOfAny(StoreException.Corrupt.class, StoreException.NotADatabase.class);
        }
    }

    @Test
    void constructor_outOfRange_isRefused() {
        TableIdent table = TableIdent.of("t");
        assertThatThrownBy(() -> new DataFileHeader(1000, 14, 0, 0, table, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DataFileHeader(4096, 0, 0, 0, table, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DataFileHeader(4096, 14, 0, 0, table, 0, 1L << 49, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DataFileHeader(4096, 14, 0, 0, table, 0, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] page = HEADER.encode();
        change.accept(ByteBuffer.wrap(page));
        long tag = MemorySegment.ofArray(page).get(PageFormat.LONG, PageFormat.FILE_TAG);
        PageHeader.seal(page, 0, page.length, tag, HEADER.filePage(), PageFormat.NO_PAGE);
        return page;
    }
}

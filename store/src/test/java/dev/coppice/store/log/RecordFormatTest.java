package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    // Format version 1, for ever. A failure here means that databases of released versions can no longer be read.
    private static final String TAG_HEX = "3a7b2fc629051740";

    @Test
    void seal_commit_hasTheBytesOfVersion1() {
        byte[] body = "coppice".getBytes(StandardCharsets.US_ASCII);
        assertHex(Records.sealed(WalFormat.KIND_COMMIT, 7, 6, 0x0123_4567_89AB_CDEFL, body), """
                10eb0e27 07000000 caab2944 01 01 0000
                0700000000000000 efcdab8967452301 0600000000000000 0000000000000000
                636f707069636500
                """);
    }

    @Test
    void seal_segmentStart_hasTheBytesOfVersion1() {
        assertHex(new SegmentHeader(0x1122_3344_5566_7788L, 3, 1, 9, 41).toRecord(), """
                e44a1f71 28000000 9e219fcb 01 00 0000
                2900000000000000 5ae0e5e45258187f 2900000000000000 0000000000000000
                8877665544332211 0300000000000000 0100000000000000 0900000000000000 2900000000000000
                """);
    }

    @Test
    void seal_end_hasTheBytesOfVersion1() {
        assertHex(Records.sealed(WalFormat.KIND_END, 42, 42, 0x0123_4567_89AB_CDEFL), """
                9a9dffe5 00000000 00000000 01 02 0000
                2a00000000000000 efcdab8967452301 2a00000000000000 0000000000000000
                """);
    }

    @Test
    void seal_manifestRecord_hasTheBytesOfVersion1() {
        assertHex(Records.sealed(255, 0, -1, -1, (byte) 1), """
                a530e081 01000000 52d016a0 01 ff 0000
                0000000000000000 ffffffffffffffff ffffffffffffffff 0000000000000000
                0100000000000000
                """);
    }

    @Test
    void tag_ofKnownFile_hasTheValueOfVersion1() {
        assertThat(Long.toHexString(LogTag.of(1, 2, "wal", 3))).isEqualTo(TAG_HEX);
    }

    @Test
    void tag_anyPartDiffers_differs() {
        assertThat(new long[] {
                    LogTag.of(1, 2, "wal", 3),
                    LogTag.of(2, 1, "wal", 3),
                    LogTag.of(1, 3, "wal", 2),
                    LogTag.of(1, 2, "wam", 3),
                    LogTag.of(1, 2, "law", 3),
                    LogTag.of(1, 2, "wal"),
                    LogTag.of(1, 2, "wal", 3, 0),
                    LogTag.of(1, 2, "wal", 0, 3)
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void seal_thenRead_everyFieldIsBack() {
        byte[] record = new byte[RecordFormat.HEADER_LENGTH + 5];
        RecordFormat.seal(record, record.length, 200, Long.MAX_VALUE, Long.MIN_VALUE, -1);
        assertThat(RecordFormat.isHeaderIntact(record, 0)).isTrue();
        assertThat(RecordFormat.isBodyIntact(record, 0)).isTrue();
        assertThat(RecordFormat.version(record, 0)).isEqualTo(RecordFormat.VERSION);
        assertThat(RecordFormat.kind(record, 0)).isEqualTo(200);
        assertThat(RecordFormat.bodyLength(record, 0)).isEqualTo(5);
        assertThat(RecordFormat.number(record, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(RecordFormat.tag(record, 0)).isEqualTo(Long.MIN_VALUE);
        assertThat(RecordFormat.syncedNumber(record, 0)).isEqualTo(-1);
    }

    @Test
    void seal_arrayHoldsMore_leavesTheRestAlone() {
        byte[] record = new byte[64];
        record[60] = 7;
        RecordFormat.seal(record, 50, 1, 1, 1, 1);
        assertThat(RecordFormat.bodyLength(record, 0)).isEqualTo(2);
        assertThat(record[60]).isEqualTo((byte) 7);
    }

    @Test
    void seal_lengthOrKindOutOfRange_isRefused() {
        byte[] record = new byte[50];
        assertThatThrownBy(() -> RecordFormat.seal(record, 47, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordFormat.seal(record, 51, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordFormat.seal(record, 50, 256, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordFormat.seal(record, 50, -1, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void paddedLength_everyLength_isTheNextMultipleOfTheAlignment() {
        assertThat(RecordFormat.paddedLength(48)).isEqualTo(48);
        assertThat(RecordFormat.paddedLength(49)).isEqualTo(56);
        assertThat(RecordFormat.paddedLength(55)).isEqualTo(56);
        assertThat(RecordFormat.paddedLength(RecordFormat.HEADER_LENGTH + RecordFormat.MAX_BODY_LENGTH))
                .isEqualTo(Integer.MAX_VALUE - 15);
    }

    @Test
    void segmentName_everyNumber_isParsedBackAndSortsAsNumbersDo() {
        assertThat(WalFormat.segmentName(1)).isEqualTo("wal_00000000000000000001");
        assertThat(WalFormat.segmentName(Long.MAX_VALUE)).isEqualTo("wal_09223372036854775807");
        for (long number : new long[] {0, 1, 9, 10, 123_456_789_012L, Long.MAX_VALUE}) {
            assertThat(WalFormat.parseSegmentName(WalFormat.segmentName(number)))
                    .isEqualTo(number);
        }
        assertThat(WalFormat.segmentName(9)).isLessThan(WalFormat.segmentName(10));
    }

    @Test
    void parseSegmentName_anythingElse_isNone() {
        for (String name : new String[] {
            "",
            "wal_",
            "wal_1",
            "wal_0000000000000000001x",
            "wal_99999999999999999999",
            "WAL_00000000000000000001",
            "wal_00000000000000000001.tmp",
            "wal_09223372036854775808",
            "wal_-0000000000000000001"
        }) {
            assertThat(WalFormat.parseSegmentName(name)).as(name).isEqualTo(-1);
        }
    }

    private static void assertHex(byte[] record, String expected) {
        assertThat(HexFormat.of().formatHex(record)).isEqualTo(expected.replaceAll("\\s", ""));
    }
}

package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
    /// A fork's name with a byte above 127 was read as the mark of unknown characters, and written as a question mark
    /// by the next who wrote the catalog: another name.
    @Test
    void string_byteThatIsNotAscii_isCorrupt() {
        byte[] body = {3, 'a', (byte) 0xE4, 'b'};
        assertThatThrownBy(() -> reader(body).string("a fork's name", 200))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("offset 1002: expected ASCII in a fork's name, found byte 0xe4");
    }

    @Test
    void string_ascii_isRead() {
        byte[] body = {3, 'a', 0x7F, 0, 1};
        BodyReader reader = reader(body);
        assertThat(reader.string("a name", 3)).isEqualTo("a\u007F\0");
        assertThat(reader.remaining()).isEqualTo(1);
    }

    @Test
    void string_longerThanTheBody_isCorrupt() {
        byte[] body = {3, 'a', 'b'};
        assertThatThrownBy(() -> reader(body).string("a name", 200))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("offset 1001: expected a name of 3 characters, found 2 bytes");
    }

    @Test
    void varint_anyNumberBeforeAnyRest_comesBackAsWritten() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            BodyWriter writer = new BodyWriter(0);
            long number = random.nextLong() >>> random.nextInt(Long.SIZE);
            writer.varint(number);
            int length = writer.bodyLength();
            int rest = random.nextInt(4);
            for (int j = 0; j < rest; j++) {
                writer.varint(random.nextInt(128));
            }
            byte[] body = writer.body();
            BodyReader reader = reader(body);
            assertThat(reader.varint("a number")).isEqualTo(number);
            assertThat(reader.remaining()).isEqualTo(rest);
            for (int cut = 0; cut < length; cut++) {
                BodyReader torn = reader(Arrays.copyOf(body, cut));
                assertThatThrownBy(() -> torn.varint("a number"))
                        .isInstanceOf(StoreException.Corrupt.class)
                        .hasMessageContaining("offset 1000: expected a number, found a number cut off");
            }
        }
    }

    @Test
    void varint_moreBytesThanNeeded_isCorrupt() {
        for (int length = 2; length <= 9; length++) {
            byte[] body = new byte[length + 3];
            Arrays.fill(body, 0, length - 1, (byte) 0x80);
            BodyReader reader = reader(body);
            assertThatThrownBy(() -> reader.varint("a number"))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("offset 1000: expected a number, found a number in more bytes than it needs");
        }
    }

    private static BodyReader reader(byte[] body) {
        return new BodyReader("catalog", 1000, body, 0, body.length);
    }
}

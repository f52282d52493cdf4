package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ByteWriterTest {
    @Test
    void write_everyForm_appendsItsBytes() {
        var writer = new ByteWriter(0);
        writer.writeByte(0x1FF);
        writer.writeInt(0x01020304);
        writer.writeLong(0x05060708_090A0B0CL);
        writer.writeVarint(300);
        writer.writeOrderedVarint(300);
        writer.write(new byte[] {7, 8});
        writer.write(new byte[] {7, 8, 9}, 1, 1);
        assertThat(writer.toByteArray())
                .containsExactly(0xFF, 4, 3, 2, 1, 0x0C, 0x0B, 0x0A, 9, 8, 7, 6, 5, 0xAC, 2, 0x81, 0x2C, 7, 8, 8);
        assertThat(writer.array()).startsWith(writer.toByteArray());
    }

    @Test
    void write_pastTheCapacity_keepsWhatWasWritten() {
        var writer = new ByteWriter(1);
        for (int i = 0; i < 10_000; i++) {
            writer.writeByte(i);
        }
        assertThat(writer.length()).isEqualTo(10_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(writer.array()[i]).isEqualTo((byte) i);
        }
    }

    @Test
    void insertLength_ofAnyLength_putsItInFront() {
        for (int count : new int[] {0, 1, 127, 128, 20_000}) {
            var writer = new ByteWriter(1);
            writer.writeByte(1);
            writer.write(filled(count));
            writer.insertLength(1);
            var expected = new ByteWriter(1);
            expected.writeByte(1);
            expected.writeVarint(count);
            expected.write(filled(count));
            assertThat(writer.toByteArray()).isEqualTo(expected.toByteArray());
        }
    }

    private static byte[] filled(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 9);
        return bytes;
    }

    @Test
    void truncate_toALength_forgetsTheRest() {
        var writer = new ByteWriter(1);
        writer.write(new byte[] {1, 2, 3});
        writer.truncate(1);
        assertThat(writer.toByteArray()).containsExactly(1);
        assertThatThrownBy(() -> writer.truncate(2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
        writer.clear();
        assertThat(writer.length()).isZero();
    }

    @Test
    void extend_beyondWhatAnArrayHolds_isInvalid() {
        var writer = new ByteWriter(1);
        writer.writeByte(1);
        assertThatThrownBy(() -> writer.extend(Integer.MAX_VALUE))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("2147483648");
        assertThat(writer.toByteArray()).containsExactly(1);
    }
}

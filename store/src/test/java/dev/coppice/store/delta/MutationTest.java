package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutationTest {
    private static final byte[] KEY = Chunks.key("key");
    private static final byte[] VALUE = Chunks.key("value");
    private static final long EXPIRY = 0x0000_0199_ABCD_EF01L;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] exactly(byte[] bytes, int end) {
        return Arrays.copyOf(bytes, end);
    }

    @Test
    void encodePut_keyAndValue_writesTheBytesOfFormatOne() {
        byte[] chunk = new byte[64];

        int end = Mutation.encodePut(chunk, 0, KEY, 0, 3, VALUE, 0, 5, 0);

        assertThat(exactly(chunk, end)).isEqualTo(bytes("01 0300 05000000 6b6579 76616c7565"));
        assertThat(Mutation.encodedLength(3, 5, false)).isEqualTo(end);
    }

    @Test
    void encodePut_withExpiry_writesTheBytesOfFormatOne() {
        byte[] chunk = new byte[64];

        int end = Mutation.encodePut(chunk, 0, KEY, 0, 3, VALUE, 0, 5, EXPIRY);

        assertThat(exactly(chunk, end)).isEqualTo(bytes("03 0300 05000000 01efcdab99010000 6b6579 76616c7565"));
        assertThat(Mutation.encodedLength(3, 5, true)).isEqualTo(end);
    }

    @Test
    void encodeOverflow_lengthAndPage_writesTheBytesOfFormatOne() {
        byte[] chunk = new byte[64];

        int end = Mutation.encodeOverflow(chunk, 0, KEY, 0, 3, 0x1_0000_0002L, 0xFFFF_FFFEL, EXPIRY);

        assertThat(exactly(chunk, end))
                .isEqualTo(bytes("07 0300 0c000000 01efcdab99010000 6b6579 0200000001000000 feffffff"));
    }

    @Test
    void encodeDelete_key_writesTheBytesOfFormatOne() {
        byte[] chunk = new byte[64];

        int end = Mutation.encodeDelete(chunk, 0, KEY, 0, 3);

        assertThat(exactly(chunk, end)).isEqualTo(bytes("00 0300 00000000 6b6579"));
    }

    @Test
    void accessors_putWithExpiry_giveWhatWasEncoded() {
        byte[] chunk = Chunks.chunk(77, 64);
        int at = 50;

        int end = Mutation.encodePut(chunk, at, Chunks.key("a key"), 2, 3, Chunks.key("the value"), 4, 5, EXPIRY);

        assertThat(Mutation.sequence(chunk)).isEqualTo(77);
        assertThat(Mutation.kind(chunk, at)).isEqualTo(3);
        assertThat(Mutation.isPut(chunk, at)).isTrue();
        assertThat(Mutation.hasExpiry(chunk, at)).isTrue();
        assertThat(Mutation.isOverflow(chunk, at)).isFalse();
        assertThat(Mutation.expiry(chunk, at)).isEqualTo(EXPIRY);
        assertThat(Mutation.encodedLength(chunk, at)).isEqualTo(end - at);
        assertThat(Chunks.key(chunk, at)).isEqualTo(KEY);
        int valueAt = Mutation.valueOffset(chunk, at);
        assertThat(Arrays.copyOfRange(chunk, valueAt, valueAt + Mutation.valueLength(chunk, at)))
                .isEqualTo(VALUE);
        assertThat(Mutation.verify(chunk, at, end)).isNull();
    }

    @Test
    void accessors_overflowWithoutExpiry_giveWhatWasEncoded() {
        byte[] chunk = new byte[64];

        int end = Mutation.encodeOverflow(chunk, 7, KEY, 0, 3, Long.MAX_VALUE, 0xFFFF_FFFEL, 0);

        assertThat(Mutation.isPut(chunk, 7)).isTrue();
        assertThat(Mutation.isOverflow(chunk, 7)).isTrue();
        assertThat(Mutation.hasExpiry(chunk, 7)).isFalse();
        assertThat(Mutation.expiry(chunk, 7)).isZero();
        assertThat(Mutation.overflowLength(chunk, 7)).isEqualTo(Long.MAX_VALUE);
        assertThat(Mutation.overflowPage(chunk, 7)).isEqualTo(0xFFFF_FFFEL);
        assertThat(Mutation.verify(chunk, 7, end)).isNull();
    }

    @Test
    void accessors_deleteOfTheEmptyKey_giveWhatWasEncoded() {
        byte[] chunk = new byte[8];

        int end = Mutation.encodeDelete(chunk, 1, KEY, 3, 0);

        assertThat(end).isEqualTo(8);
        assertThat(Mutation.isPut(chunk, 1)).isFalse();
        assertThat(Mutation.keyLength(chunk, 1)).isZero();
        assertThat(Mutation.valueLength(chunk, 1)).isZero();
        assertThat(Mutation.verify(chunk, 1, end)).isNull();
    }

    @Test
    void encode_keyOfMaximumLength_isAcceptedAndOneMoreIsNot() {
        byte[] longest = new byte[Mutation.MAX_KEY_LENGTH];
        byte[] chunk = new byte[2_000];

        int end = Mutation.encodeDelete(chunk, 0, longest, 0, longest.length);

        assertThat(Mutation.verify(chunk, 0, end)).isNull();
        assertThat(Mutation.keyLength(chunk, 0)).isEqualTo(1000);
        assertThatThrownBy(() -> Mutation.encodeDelete(chunk, 0, new byte[1001], 0, 1001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1001");
    }

    @Test
    void encodePut_negativeExpiry_isRefused() {
        assertThatThrownBy(() -> Mutation.encodePut(new byte[64], 0, KEY, 0, 3, VALUE, 0, 5, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expiry");
    }

    @Test
    void compareKey_otherKeys_ordersUnsignedAndShorterFirst() {
        byte[] chunk = Chunks.put(1, new byte[] {'k', (byte) 0x80});

        assertThat(compare(chunk, 'k')).isPositive();
        assertThat(compare(chunk, 'k', 0x7F)).isPositive();
        assertThat(compare(chunk, 'k', 0x80)).isZero();
        assertThat(compare(chunk, 'k', 0x80, 0)).isNegative();
        assertThat(compare(chunk, 'k', 0x81)).isNegative();
    }

    private static int compare(byte[] chunk, int... key) {
        byte[] bytes = new byte[key.length + 3]; // what follows the key must not count
        for (int i = 0; i < key.length; i++) {
            bytes[i] = (byte) key[i];
        }
        return Mutation.compareKey(chunk, Chunks.BODY, bytes, key.length);
    }

    @ParameterizedTest
    @CsvSource({
        "01 0300 05000000 6b6579 76616c75,                                  do not fit",
        "01 0300 050000,                                                    at least 7 bytes",
        "'',                                                                at least 7 bytes",
        "09 0300 05000000 6b6579 76616c7565,                                kind 9",
        "ff 0300 05000000 6b6579 76616c7565,                                kind 255",
        "02 0300 00000000 01efcdab99010000 6b6579,                          kind 2",
        "04 0300 0c000000 6b6579 000000000000000000000000,                  kind 4",
        "00 0300 05000000 6b6579 76616c7565,                                a delete has no value",
        "01 e903 00000000,                                                  not 1001",
        "01 ffff 00000000,                                                  not 65535",
        "01 0000 ffffffff,                                                  do not fit",
        "01 0000 ffffff7f,                                                  do not fit",
        "03 0000 00000000 00000000000000,                                   do not fit",
        "03 0000 00000000 0000000000000000,                                 an expiry is positive",
        "03 0000 00000000 00000000000000ff,                                 an expiry is positive",
        "05 0000 0b000000 0000000000000000000000,                           an overflow reference has 12 bytes",
        "05 0000 0c000000 00000000000000ff 00000000,                        the length of a value",
    })
    void verify_malformedBytes_saysWhatIsWrong(String hex, String problem) {
        byte[] bytes = bytes(hex);

        assertThat(Mutation.verify(bytes, 0, bytes.length)).contains(problem);
    }

    @Test
    void verify_anyBytes_keepsEveryAccessorInsideTheLimitOrRefuses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            int limit = random.nextInt(bytes.length + 1);
            int at = random.nextInt(limit + 1);
            makePlausible(random, bytes, at);
            if (Mutation.verify(bytes, at, limit) == null) {
                accepted++;
                assertInside(bytes, at, limit, seed);
            }
        }
        assertThat(accepted).as("seed %d", seed).isGreaterThan(1_000);
    }

    private static void makePlausible(Random random, byte[] bytes, int at) {
        if (at + 7 <= bytes.length && random.nextInt(4) > 0) {
            bytes[at] = (byte) random.nextInt(8);
            bytes[at + 1] = (byte) random.nextInt(10);
            bytes[at + 2] = 0;
            bytes[at + 3] = (byte) random.nextInt(13);
            bytes[at + 4] = 0;
            bytes[at + 5] = 0;
            bytes[at + 6] = 0;
        }
    }

    private static void assertInside(byte[] bytes, int at, int limit, long seed) {
        int end = at + Mutation.encodedLength(bytes, at);
        assertThat(end).as("seed %d", seed).isLessThanOrEqualTo(limit);
        assertThat(Mutation.valueOffset(bytes, at) + Mutation.valueLength(bytes, at))
                .isEqualTo(end);
        assertThat(Mutation.expiry(bytes, at) > 0).isEqualTo(Mutation.hasExpiry(bytes, at));
        if (Mutation.isOverflow(bytes, at)) {
            assertThat(Mutation.overflowLength(bytes, at)).isNotNegative();
            assertThat(Mutation.overflowPage(bytes, at)).isBetween(0L, 0xFFFF_FFFFL);
        }
    }
}

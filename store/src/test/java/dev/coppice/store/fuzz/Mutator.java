package dev.coppice.store.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Makes inputs out of well-formed ones, the same for the same seed.
final class Mutator {
    private static final long[] WILD = {
        0,
        1,
        2,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0xFFFF,
        1 << 20,
        Integer.MAX_VALUE,
        1L << 31,
        0xFFFF_FFFEL,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };
    private static final int MUTATIONS_MAX = 4;
    private static final int PIECE_LENGTH_MAX = 64;

    private final SplittableRandom random;
    private final List<byte[]> seeds;

    Mutator(long seed, List<byte[]> seeds) {
        random = new SplittableRandom(seed);
        this.seeds = seeds;
    }

    byte[] next() {
        byte[] bytes = anySeed().clone();
        for (int i = 1 + random.nextInt(MUTATIONS_MAX); i > 0; i--) {
            bytes = mutate(bytes);
        }
        return bytes;
    }

    private byte[] mutate(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int length = random.nextInt(Math.min(bytes.length - at, PIECE_LENGTH_MAX) + 1);
        return switch (random.nextInt(9)) {
            case 0 -> flipped(bytes, at);
            case 1 -> overwritten(bytes, at, new byte[] {(byte) random.nextInt()});
            case 2, 3 -> overwritten(bytes, at, number());
            case 4 -> spliced(bytes, at, at + length, new byte[0]);
            case 5 -> spliced(bytes, at, at, number());
            case 6 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 7 -> spliced(bytes, at, at + length, piece(anySeed()));
            default -> Arrays.copyOf(bytes, at);
        };
    }

    private byte[] anySeed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] piece(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        return Arrays.copyOfRange(bytes, from, from + random.nextInt(Math.min(bytes.length - from, 200) + 1));
    }

    /// A number of one to eight bytes, or a varint.
    private byte[] number() {
        long value = WILD[random.nextInt(WILD.length)] + random.nextInt(3) - 1;
        boolean isVarint = random.nextBoolean();
        byte[] bytes = new byte[isVarint ? 10 : 1 << random.nextInt(4)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (isVarint && value >>> 7 != 0 ? value | 0x80 : isVarint ? value & 0x7F : value);
            value >>>= isVarint ? 7 : Byte.SIZE;
            if (isVarint && value == 0) {
                return Arrays.copyOf(bytes, i + 1);
            }
        }
        return bytes;
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        if (at < changed.length) {
            changed[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return changed;
    }

    private static byte[] overwritten(byte[] bytes, int at, byte[] piece) {
        byte[] changed = bytes.clone();
        System.arraycopy(piece, 0, changed, at, Math.min(piece.length, bytes.length - at));
        return changed;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
        byte[] changed = new byte[bytes.length - (to - from) + piece.length];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(piece, 0, changed, from, piece.length);
        System.arraycopy(bytes, to, changed, from + piece.length, bytes.length - to);
        return changed;
    }
}

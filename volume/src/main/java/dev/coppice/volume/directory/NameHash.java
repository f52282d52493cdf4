package dev.coppice.volume.directory;

import dev.coppice.volume.format.LittleEndian;

/// The place of a name in a directory: SipHash-2-4 (J.-P. Aumasson and D. J. Bernstein, 2012), keyed with the volume's
/// id, so that nobody who only makes files can choose names that get in each other's way.
final class NameHash {
    private final long keyLow;
    private final long keyHigh;

    NameHash(long keyLow, long keyHigh) {
        this.keyLow = keyLow;
        this.keyHigh = keyHigh;
    }

    /// @return from 0 to 2^63 - 1
    long of(byte[] name) {
        return sip(name) >>> 1;
    }

    long sip(byte[] input) {
        State state = new State(keyLow, keyHigh);
        int words = input.length / Long.BYTES;
        for (int i = 0; i <= words; i++) {
            long word = i < words ? LittleEndian.getLong(input, i * Long.BYTES) : lastWord(input);
            state.v3 ^= word;
            state.mix(2);
            state.v0 ^= word;
        }
        state.v2 ^= 0xFF;
        state.mix(4);
        return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
    }

    /// The four words that a hash is made of, named as its authors do.
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long keyLow, long keyHigh) {
            v0 = keyLow ^ 0x736f6d6570736575L;
            v1 = keyHigh ^ 0x646f72616e646f6dL;
            v2 = keyLow ^ 0x6c7967656e657261L;
            v3 = keyHigh ^ 0x7465646279746573L;
        }

        void mix(int rounds) {
            for (int round = 0; round < rounds; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
        }
    }

    private static long lastWord(byte[] input) {
        long word = (long) input.length << 56;
        int start = input.length / Long.BYTES * Long.BYTES;
        for (int i = start; i < input.length; i++) {
            word |= (input[i] & 0xFFL) << 8 * (i - start);
        }
        return word;
    }
}

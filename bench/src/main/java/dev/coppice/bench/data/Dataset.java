package dev.coppice.bench.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The entries that every engine is given, computed from their index and never stored.
///
/// A key has 16 bytes. A value has `valueSize` bytes, about half of which compress away, and comes in *generations*:
/// the first load writes generation 0, an overwrite any other. Whatever its generation, a value adds up ([ValueSum]) to
/// [#sumFor(byte[])] of its key, so a reader who has only the entry can tell that the value is whole and belongs to the
/// key.
///
/// @param entries how many entries a load writes: the indexes from 0 to `entries - 1`
/// @param valueSize bytes of each value, at least 8
/// @param order how keys follow from indexes
/// @param seed what makes this data different from other data of the same shape
public record Dataset(long entries, int valueSize, KeyOrder order, long seed) {
    /// Bytes of a key.
    public static final int KEY_SIZE = 16;

    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PADDING = 0x2020_2020_2020_2020L;
    private static final long SUM_SALT = 0x5EED_0F_C0FF_EEL;

    public Dataset {
        if (entries < 1 || valueSize < Long.BYTES) {
            throw new IllegalArgumentException("entries " + entries + ", value size " + valueSize);
        }
    }

    /// The same entries under keys of another order.
    public Dataset in(KeyOrder other) {
        return new Dataset(entries, valueSize, other, seed);
    }

    /// So many times as many entries of the same kind, at least one.
    public Dataset scaled(double factor) {
        return new Dataset(Math.max(1, Math.round(entries * factor)), valueSize, order, seed);
    }

    /// Bytes of all keys and values after the first load.
    public long liveBytes() {
        return entries * (KEY_SIZE + valueSize);
    }

    /// Writes the key of entry `index` into the first 16 bytes of `into`. Indexes from `entries` on give keys that the
    /// load did not write and that lie among those that it did, if the order is random.
    public void key(long index, byte[] into) {
        if (order == KeyOrder.RANDOM) {
            BIG.set(into, 0, Mix.mix(index ^ seed));
            BIG.set(into, 8, Mix.mix(seed, index));
        } else {
            hexadecimal(index, into);
        }
    }

    /// Writes the value of `key` in the given generation into the first `valueSize` bytes of `into`.
    public void value(byte[] key, long generation, byte[] into) {
        long state = Mix.mix((long) BIG.get(key, 0) ^ generation, (long) BIG.get(key, 8));
        int words = valueSize & -Long.BYTES;
        for (int at = Long.BYTES; at < words; at += Long.BYTES) {
            boolean padding = (at & Long.BYTES) == 0;
            LITTLE.set(into, at, padding ? PADDING : Mix.mix(state += at));
        }
        for (int at = words; at < valueSize; at++) {
            into[at] = (byte) (state >>> at);
        }
        LITTLE.set(into, 0, 0L);
        LITTLE.set(into, 0, sumFor(key) - ValueSum.of(into, valueSize));
    }

    /// What every value of `key` adds up to.
    public static long sumFor(byte[] key) {
        return sumFor((long) BIG.get(key, 0), (long) BIG.get(key, 8));
    }

    /// What every value adds up to whose key has these big-endian halves.
    public static long sumFor(long keyHigh, long keyLow) {
        return Mix.mix(keyHigh ^ Long.rotateLeft(keyLow, 32) ^ SUM_SALT);
    }

    /// The first half of `key` as a big-endian number.
    public static long high(byte[] key) {
        return (long) BIG.get(key, 0);
    }

    /// The second half of `key` as a big-endian number.
    public static long low(byte[] key) {
        return (long) BIG.get(key, 8);
    }

    private static void hexadecimal(long index, byte[] into) {
        for (int digit = KEY_SIZE - 1; digit >= 0; digit--) {
            int nibble = (int) index & 0xF;
            into[digit] = (byte) (nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
            index >>>= 4;
        }
    }
}

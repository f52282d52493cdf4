package dev.coppice.store.delta;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Makes the chunks and keys of tests.
final class Chunks {
    /// Where the first mutation of a chunk begins: after the header of a record.
    static final int BODY = 48;

    private static final byte[] NOTHING = {};
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Chunks() {}

    /// A chunk with room for a body, whose mutations have the given commit sequence.
    static byte[] chunk(long sequence, int bodyLength) {
        byte[] chunk = new byte[BODY + bodyLength];
        LONG.set(chunk, 16, sequence);
        return chunk;
    }

    /// A chunk whose only mutation, at [#BODY], puts an empty value.
    static byte[] put(long sequence, byte[] key) {
        byte[] chunk = chunk(sequence, (int) Mutation.encodedLength(key.length, 0, false));
        Mutation.encodePut(chunk, BODY, key, 0, key.length, NOTHING, 0, 0, 0);
        return chunk;
    }

    /// A chunk whose only mutation, at [#BODY], deletes the key.
    static byte[] delete(long sequence, byte[] key) {
        byte[] chunk = chunk(sequence, (int) Mutation.encodedLength(key.length, 0, false));
        Mutation.encodeDelete(chunk, BODY, key, 0, key.length);
        return chunk;
    }

    /// A chunk that puts empty values at all the keys, in the order given.
    static byte[] putAll(long sequence, byte[]... keys) {
        int length = Arrays.stream(keys)
                .mapToInt(key -> (int) Mutation.encodedLength(key.length, 0, false))
                .sum();
        byte[] chunk = chunk(sequence, length);
        int at = BODY;
        for (byte[] key : keys) {
            at = Mutation.encodePut(chunk, at, key, 0, key.length, NOTHING, 0, 0, 0);
        }
        return chunk;
    }

    /// The key of a mutation.
    static byte[] key(byte[] chunk, int at) {
        byte[] key = new byte[Mutation.keyLength(chunk, at)];
        Mutation.copyKey(chunk, at, key);
        return key;
    }

    /// The bytes of a text as a key.
    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A number as a key of 8 bytes that orders as the number does.
    static byte[] key(long number) {
        byte[] key = new byte[Long.BYTES];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (number >>> (Long.SIZE - Byte.SIZE - i * Byte.SIZE));
        }
        return key;
    }

    /// The delta with empty values at the keys, all of one commit.
    static Delta deltaOf(long sequence, byte[]... keys) {
        Delta.Editor editor = Delta.EMPTY.edit();
        for (byte[] key : keys) {
            editor.put(put(sequence, key), BODY);
        }
        return editor.freeze();
    }
}

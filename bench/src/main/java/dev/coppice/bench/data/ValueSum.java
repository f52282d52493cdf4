package dev.coppice.bench.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The wrapping sum of a value's little-endian 64-bit words and of the bytes after the last whole word.
///
/// Summing is how a workload *reads* a value: it touches every byte, costs the same few nanoseconds for every engine,
/// and whether the engine hands out an array, a buffer or a segment the answer is the same.
public final class ValueSum {
    private static final VarHandle ARRAY_WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BUFFER_WORD =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong SEGMENT_WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ValueSum() {}

    /// The sum of the first `length` bytes of `value`.
    public static long of(byte[] value, int length) {
        long sum = 0;
        int words = length & -Long.BYTES;
        for (int at = 0; at < words; at += Long.BYTES) {
            sum += (long) ARRAY_WORD.get(value, at);
        }
        for (int at = words; at < length; at++) {
            sum += value[at] & 0xFF;
        }
        return sum;
    }

    /// The sum of the bytes between the position and the limit of `value`, neither of which it moves.
    public static long of(ByteBuffer value) {
        long sum = 0;
        int start = value.position();
        int end = value.limit();
        int words = start + ((end - start) & -Long.BYTES);
        for (int at = start; at < words; at += Long.BYTES) {
            sum += (long) BUFFER_WORD.get(value, at);
        }
        for (int at = words; at < end; at++) {
            sum += value.get(at) & 0xFF;
        }
        return sum;
    }

    /// The sum of all bytes of `value`.
    public static long of(MemorySegment value) {
        return of(value, 0, value.byteSize());
    }

    /// The sum of `length` bytes of `value` from `offset` on.
    public static long of(MemorySegment value, long offset, long length) {
        long sum = 0;
        long words = offset + (length & -Long.BYTES);
        for (long at = offset; at < words; at += Long.BYTES) {
            sum += value.get(SEGMENT_WORD, at);
        }
        for (long at = words; at < offset + length; at++) {
            sum += value.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
        }
        return sum;
    }
}

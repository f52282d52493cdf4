package dev.coppice.store.fuzz;

import java.util.List;

/// A parser of bytes, made ready for any of them.
public interface FuzzTarget {
    /// Bytes that any input may make a parser allocate: an error with its message and the stack, the buffers of fixed
    /// length that a reader begins with.
    long ALLOCATED_BYTES = 64 << 10;

    /// How many bytes each byte of the input may make a parser allocate.
    int ALLOCATED_TIMES = 16;

    /// The longest time.
    long NANOS = 1_000_000_000;

    /// The name by which a run of one target chooses it.
    String name();

    /// Inputs that are well-formed, of the golden files where they have some, from which mutations start.
    List<byte[]> seeds();

    /// Parses the input.
    ///
    /// @param input any bytes; stays as it is
    /// @return looks at all of the value, and throws [AssertionError] when it is not what the input says
    /// @throws dev.coppice.store.StoreException.Corrupt when the input is not well-formed
    /// @throws dev.coppice.store.StoreException.NotADatabase when it is of another program, or a newer format
    /// @throws dev.coppice.store.StoreException.ReadOnly when it is of a newer format that can be read
    Runnable parse(byte[] input);

    /// The most bytes that parsing an input may allocate.
    default long allocatedBytesMax(byte[] input) {
        return ALLOCATED_BYTES + (long) ALLOCATED_TIMES * input.length;
    }

    /// The longest that parsing an input and looking at the value may take.
    default long nanosMax() {
        return NANOS;
    }

    /// Fails when a value is not what the input says.
    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}

package dev.coppice.bench.engine;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Tally;

/// One thread's access to an [Engine]: it holds the buffers, cursors and read transactions that a careful program would
/// keep for each thread. An implementation keeps no array that it is given.
public interface Session extends AutoCloseable {
    /// What [#get] answers for a key that is not there. A value can add up to it once in 2^64.
    long ABSENT = 0xAB5E_0000_0000_0001L;

    /// Lets later reads see all that was committed before this call. An engine whose reads are always up to date does
    /// nothing.
    void refresh() throws Exception;

    /// The sum of the bytes of the value of `key`, or [#ABSENT].
    long get(byte[] key) throws Exception;

    /// Gives `tally` the entries from the first key that is not below `from`, at most `limit`.
    void scan(byte[] from, long limit, Tally tally) throws Exception;

    /// Writes the entries of a batch in one atomic step, buffered.
    void write(Batch batch) throws Exception;

    /// Writes one entry, buffered.
    void put(byte[] key, byte[] value) throws Exception;

    /// Writes one entry and returns once it is on the device. The engine is open for [Durability#DURABLE].
    void putDurable(byte[] key, byte[] value) throws Exception;

    @Override
    void close();
}

package dev.coppice.cli.graph;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Passes bytes on, and counts them: how much of a file was read, ahead of what was done with it by at most a buffer.
public final class CountingStream extends FilterInputStream {
    private long count;

    /// Counts what is read through it.
    public CountingStream(InputStream stream) {
        super(stream);
    }

    /// Bytes that were read so far.
    public long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count += read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count += Math.max(read, 0);
        return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long skipped = super.skip(wanted);
        count += skipped;
        return skipped;
    }
}

package dev.coppice.cli.row;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Splits a stream of bytes into lines, without their ends, and counts them. The bytes are not decoded, so that a line
/// comes out exactly as it stands in the file.
public final class LineReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream stream;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long lineNumber;

    /// Reads a stream that this object closes.
    public LineReader(InputStream stream) {
        this.stream = stream;
    }

    /// The next line without its end, or null at the end of the stream.
    public byte[] next() throws IOException {
        ByteArrayOutputStream line = null;
        while (fill()) {
            int end = endOfLine();
            boolean found = end < limit;
            if (line == null && found) {
                byte[] whole = Arrays.copyOfRange(buffer, position, end);
                position = end + 1;
                return counted(whole);
            }
            if (line == null) {
                line = new ByteArrayOutputStream(BUFFER_BYTES);
            }
            line.write(buffer, position, end - position);
            position = found ? end + 1 : end;
            if (found) {
                return counted(line.toByteArray());
            }
        }
        return line == null ? null : counted(line.toByteArray());
    }

    /// The number of the line that [#next()] returned last, counted from 1.
    public long lineNumber() {
        return lineNumber;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, stream.read(buffer));
        }
        return limit > 0;
    }

    private int endOfLine() {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private byte[] counted(byte[] line) {
        lineNumber++;
        int length = line.length;
        return length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
    }
}

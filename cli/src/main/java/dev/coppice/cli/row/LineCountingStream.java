package dev.coppice.cli.row;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/// Passes bytes on and remembers where in the file it is, so that a decoder's complaint, which names no place, can be
/// given one.
final class LineCountingStream extends FilterInputStream {
    /// A character of UTF-8 may go on for so many bytes in the next piece.
    private static final int CONTINUATION_BYTES = 3;

    /// The piece that was read last, and the line on which it begins.
    private byte[] piece = new byte[0];
    private int length;
    private long line = 1;

    LineCountingStream(InputStream stream) {
        super(stream);
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        int read = super.read(target, offset, count);
        if (read > 0) {
            line += lineFeeds(length);
            if (piece.length < read) {
                piece = new byte[read];
            }
            System.arraycopy(target, offset, piece, 0, read);
            length = read;
        }
        return read;
    }

    /// The line, counted from 1, of the first bytes that are not UTF-8 in what was read last.
    long malformedLine() {
        int begin = 0;
        while (begin < Math.min(length, CONTINUATION_BYTES) && (piece[begin] & 0xC0) == 0x80) {
            begin++;
        }
        ByteBuffer bytes = ByteBuffer.wrap(piece, begin, length - begin);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        decoder.decode(bytes, CharBuffer.allocate(length), true);
        return line + lineFeeds(bytes.position());
    }

    private long lineFeeds(int end) {
        long count = 0;
        for (int i = 0; i < end; i++) {
            count += piece[i] == '\n' ? 1 : 0;
        }
        return count;
    }
}

package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Escape;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The part of a long value that is worth reading: where it begins to differ from another one. Values are streamed,
/// because they may be larger than memory.
final class ValueExcerpt {
    private static final int CONTEXT_BYTES = 20;
    /// The bytes of a UTF-8 character after its first.
    private static final int CONTINUATION_BYTES = 3;

    private ValueExcerpt() {}

    /// The position of the first byte in which two values differ, or the length of the shorter one; -1 when they are
    /// equal. Closes both.
    static long mismatch(InputStream a, InputStream b) throws IOException {
        try (InputStream left = new BufferedInputStream(a);
                InputStream right = new BufferedInputStream(b)) {
            long position = 0;
            while (true) {
                int fromLeft = left.read();
                if (fromLeft != right.read()) {
                    return position;
                }
                if (fromLeft < 0) {
                    return -1;
                }
                position++;
            }
        }
    }

    /// The whole value when it is short, otherwise the bytes around a position, with dots for what was left out. Closes
    /// the value.
    ///
    /// @param length bytes of the value
    static String around(InputStream value, long length, long position, int maxBytes) throws IOException {
        try (value) {
            if (length <= maxBytes) {
                return Escape.of(value.readAllBytes());
            }
            long begin = Math.max(0, Math.min(position - CONTEXT_BYTES, length - maxBytes));
            long windowBegin = Math.max(0, begin - CONTINUATION_BYTES);
            value.skipNBytes(windowBegin);
            byte[] window = value.readNBytes((int) (begin - windowBegin) + maxBytes + 1);
            int from = characterStart(window, (int) (begin - windowBegin));
            int to = characterStart(window, Math.min(window.length, from + maxBytes));
            return (windowBegin + from == 0 ? "" : "…")
                    + Escape.of(Arrays.copyOfRange(window, from, to))
                    + (windowBegin + to == length ? "" : "…");
        }
    }

    /// The whole value when it is short, otherwise its beginning and how many bytes there are. Closes the value.
    static String beginning(InputStream value, long length, int maxBytes) throws IOException {
        try (value) {
            return Escape.shortened(value.readNBytes(maxBytes + 1), length, maxBytes);
        }
    }

    // Back to the start of the UTF-8 character at a position, if there is one.
    private static int characterStart(byte[] value, int position) {
        int start = position;
        while (start > 0
                && start < value.length
                && position - start < CONTINUATION_BYTES
                && (value[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }
}

package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Escape;
import java.util.Arrays;

/// The part of a long value that is worth reading: where it begins to differ from another one.
final class ValueExcerpt {
    private static final int CONTEXT_BYTES = 20;

    private ValueExcerpt() {}

    /// The whole value when it is short, otherwise the bytes around a position, with dots for what was left out.
    static String around(byte[] value, int position, int maxBytes) {
        if (value.length <= maxBytes) {
            return Escape.of(value);
        }
        int begin = characterStart(value, Math.max(0, Math.min(position - CONTEXT_BYTES, value.length - maxBytes)));
        int end = characterStart(value, Math.min(value.length, begin + maxBytes));
        return (begin == 0 ? "" : "…")
                + Escape.of(Arrays.copyOfRange(value, begin, end))
                + (end == value.length ? "" : "…");
    }

    // Back to the start of the UTF-8 character at a position, if there is one.
    private static int characterStart(byte[] value, int position) {
        int start = position;
        while (start > 0 && start < value.length && position - start < 3 && (value[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }
}

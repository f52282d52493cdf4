package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Strings as UTF-8, to an array without a detour, and back without a lenient replacement.
final class Utf8 {
    private Utf8() {}

    /// The bytes that a string takes.
    ///
    /// @throws GraphException.Invalid when it has half a surrogate pair
    static long length(String text) {
        int count = text.length();
        int at = 0;
        while (at < count && text.charAt(at) < 0x80) {
            at++;
        }
        long length = at;
        while (at < count) {
            char unit = text.charAt(at++);
            if (unit < 0x80) {
                length++;
            } else if (unit < 0x800) {
                length += 2;
            } else if (!Character.isSurrogate(unit)) {
                length += 3;
            } else if (Character.isHighSurrogate(unit) && at < count && Character.isLowSurrogate(text.charAt(at))) {
                at++;
                length += 4;
            } else {
                throw new GraphException.Invalid("a string has half a surrogate pair, \\u"
                        + Integer.toHexString(unit) + ", at index " + (at - 1)
                        + ", which is no character: store it as bytes, or correct it");
            }
        }
        return length;
    }

    /// Writes a string whose length is known.
    static void write(String text, int length, byte[] target, int at) {
        int count = text.length();
        int next = at;
        if (length == count) {
            for (int i = 0; i < count; i++) {
                target[next++] = (byte) text.charAt(i);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                target[next++] = (byte) unit;
            } else if (unit < 0x800) {
                target[next++] = (byte) (0xC0 | unit >> 6);
                target[next++] = (byte) (0x80 | unit & 0x3F);
            } else if (Character.isSurrogate(unit)) {
                int character = Character.toCodePoint(unit, text.charAt(++i));
                target[next++] = (byte) (0xF0 | character >> 18);
                target[next++] = (byte) (0x80 | character >> 12 & 0x3F);
                target[next++] = (byte) (0x80 | character >> 6 & 0x3F);
                target[next++] = (byte) (0x80 | character & 0x3F);
            } else {
                target[next++] = (byte) (0xE0 | unit >> 12);
                target[next++] = (byte) (0x80 | unit >> 6 & 0x3F);
                target[next++] = (byte) (0x80 | unit & 0x3F);
            }
        }
    }

    /// The string that bytes are, or null when they are none.
    static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // What is malformed is replaced by this character, which may also have been meant.
        boolean doubtful = text.indexOf('\uFFFD') >= 0;
        return doubtful && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? null : text;
    }
}

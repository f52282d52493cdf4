package dev.coppice.volume.nio;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;

/// Names as strings and as bytes. The bytes of a name may be anything; strings hold them as UTF-8, and each byte that
/// is not part of a character as the low surrogate U+DC00 plus the byte (as Python does, PEP 383). So every name has
/// one string, and every string that is a name has its bytes back.
final class NameBytes {
    private static final int ESCAPE = 0xDC00;

    private NameBytes() {}

    /// The bytes of a string.
    ///
    /// @throws InvalidPathException when the string has a surrogate that stands for nothing
    static byte[] encode(String name) {
        ByteBuffer bytes = ByteBuffer.allocate(name.length() * 3);
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        CharBuffer chars = CharBuffer.wrap(name);
        while (chars.hasRemaining()) {
            CoderResult result = encoder.encode(chars, bytes, true);
            if (result.isError()) {
                int escaped = chars.get(chars.position()) - ESCAPE;
                if (escaped < 0x80 || escaped > 0xFF) {
                    throw new InvalidPathException(name, "half a character", chars.position());
                }
                bytes.put((byte) escaped);
                chars.position(chars.position() + 1);
                encoder.reset();
            }
        }
        byte[] encoded = Arrays.copyOf(bytes.array(), bytes.position());
        if (!decode(encoded).equals(name)) {
            // Escaped bytes that would be a character together have another string.
            throw new InvalidPathException(name, "escaped bytes that are a character");
        }
        return encoded;
    }

    /// The string of bytes.
    static String decode(byte[] name) {
        StringBuilder text = new StringBuilder(name.length);
        for (int at = 0; at < name.length; ) {
            int length = characterLength(name, at);
            if (length == 0) {
                text.append((char) (ESCAPE + (name[at] & 0xFF)));
                at++;
            } else {
                text.append(new String(name, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return text.toString();
    }

    /// Bytes of the character that begins at a place; 0 when none does.
    private static int characterLength(byte[] name, int at) {
        int first = name[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xC2 && first < 0xE0
                ? 2
                : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > name.length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((name[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = name[at + 1] & 0xFF;
        boolean isTooLong = first == 0xE0 && second < 0xA0 || first == 0xF0 && second < 0x90;
        boolean isSurrogate = first == 0xED && second >= 0xA0;
        boolean isTooLarge = first == 0xF4 && second >= 0x90;
        return isTooLong || isSurrogate || isTooLarge ? 0 : length;
    }
}

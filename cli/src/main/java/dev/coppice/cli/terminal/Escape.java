package dev.coppice.cli.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Prints any bytes on one line of a terminal, so that no two different keys look alike and none can move the cursor.
/// UTF-8 text stays as it is; a backslash is doubled; tab, line feed and carriage return become `\t`, `\n`, `\r`; other
/// control characters, and every byte above 0x7F of what is not UTF-8, become `\xNN`.
public final class Escape {
    private Escape() {}

    /// All of the bytes.
    public static String of(byte[] bytes) {
        String text = Utf8.decodeOrNull(bytes);
        StringBuilder escaped = new StringBuilder(bytes.length + 8);
        if (text == null) {
            for (byte b : bytes) {
                appendByte(escaped, b & 0xFF);
            }
        } else {
            text.codePoints().forEach(c -> appendCharacter(escaped, c));
        }
        return escaped.toString();
    }

    /// The bytes, cut after about the given number of characters, with a note of how many bytes there are.
    public static String shortened(byte[] bytes, int maxCharacters) {
        return shortened(bytes, bytes.length, maxCharacters);
    }

    /// As [#shortened(byte\[\], int)], of a value of which only the beginning is at hand.
    ///
    /// @param bytes the whole value when it is short, else more than the given number of characters of it
    /// @param length bytes of the whole value
    public static String shortened(byte[] bytes, long length, int maxCharacters) {
        if (length <= maxCharacters) {
            return of(bytes);
        }
        int cut = maxCharacters;
        // Never inside a character: continuation bytes of UTF-8 begin with the bits 10.
        while (cut > 0 && maxCharacters - cut < 4 && (bytes[cut] & 0xC0) == 0x80) {
            cut--;
        }
        return of(Arrays.copyOf(bytes, cut)) + "… (" + Numbers.grouped(length) + " bytes)";
    }

    /// Text that is made for reading, perhaps with something in it that was read from a damaged file: as it is, but
    /// control characters other than a line feed are written as `\xNN`.
    public static String controls(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c != '\n' && Character.isISOControl(c)) {
                appendControl(escaped, c);
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private static void appendByte(StringBuilder target, int b) {
        if (b > 0x7F) {
            target.append(hex(b));
        } else {
            appendCharacter(target, b);
        }
    }

    private static void appendCharacter(StringBuilder target, int c) {
        switch (c) {
            case '\\' -> target.append("\\\\");
            case '\t' -> target.append("\\t");
            case '\n' -> target.append("\\n");
            case '\r' -> target.append("\\r");
            default -> {
                if (Character.isISOControl(c)) {
                    appendControl(target, c);
                } else {
                    target.appendCodePoint(c);
                }
            }
        }
    }

    private static void appendControl(StringBuilder target, int c) {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            target.append(hex(b & 0xFF));
        }
    }

    private static String hex(int b) {
        return "\\x" + Character.forDigit(b >> 4, 16) + Character.forDigit(b & 15, 16);
    }
}

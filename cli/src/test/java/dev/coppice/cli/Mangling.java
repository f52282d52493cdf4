package dev.coppice.cli;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Accidents that happen to texts.
public final class Mangling {
    private Mangling() {}

    /// A text after some accidents: cut, with pieces put in, a byte changed, or repeated inside itself.
    ///
    /// @param pieces what may be put in
    public static byte[] mangled(byte[] text, byte[][] pieces, SplittableRandom random) {
        byte[] bytes = text.clone();
        for (int i = random.nextInt(5); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            switch (random.nextInt(4)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> {
                    byte[] piece = pieces[random.nextInt(pieces.length)];
                    for (int copies = random.nextInt(1, 4); copies > 0; copies--) {
                        bytes = inserted(bytes, at, piece);
                    }
                }
                case 2 -> {
                    if (at < bytes.length) {
                        bytes[at] = (byte) random.nextInt();
                    }
                }
                default -> bytes = inserted(bytes, at, bytes);
            }
        }
        return bytes;
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] piece) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + piece.length);
        System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
        System.arraycopy(piece, 0, longer, at, piece.length);
        return longer;
    }
}

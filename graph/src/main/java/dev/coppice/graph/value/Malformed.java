package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;

/// The error of bytes that contradict a format of this package.
final class Malformed {
    private Malformed() {}

    /// Names the place and the contradiction.
    ///
    /// @param what what the bytes should be, as "a value"
    /// @param offset of the contradiction, in bytes from the start of what was passed in
    static GraphException.Corrupt at(String what, long offset, String expected, String found) {
        return new GraphException.Corrupt(message(what, offset, expected, found));
    }

    /// Names the place and the contradiction, and what found it.
    static GraphException.Corrupt at(String what, long offset, String expected, String found, Throwable cause) {
        return new GraphException.Corrupt(message(what, offset, expected, found), cause);
    }

    private static String message(String what, long offset, String expected, String found) {
        return what + " is corrupt at offset " + offset + ": expected " + expected + ", found " + found
                + "; run 'coppice check'";
    }
}

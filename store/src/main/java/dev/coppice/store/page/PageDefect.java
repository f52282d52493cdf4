package dev.coppice.store.page;

import dev.coppice.store.StoreException;

/// A contradiction between a page's bytes and the format, or the place where they were found.
///
/// @param offset where in the page, in bytes
/// @param expected what the format or the place calls for, for a person
/// @param found what is there, for a person
public record PageDefect(int offset, String expected, String found) {
    static PageDefect of(long offset, String expected, Object found) {
        return new PageDefect((int) offset, expected, String.valueOf(found));
    }

    /// The error to throw, with the place in the file.
    ///
    /// @param file the file's name
    /// @param pageOffset the offset of the page in the file, in bytes
    public StoreException.Corrupt inFile(String file, long pageOffset) {
        return new StoreException.Corrupt(file, pageOffset + offset, expected, found);
    }

    /// A sentence for a person.
    @Override
    public String toString() {
        return "expected " + expected + " at byte " + offset + " of the page, found " + found;
    }
}

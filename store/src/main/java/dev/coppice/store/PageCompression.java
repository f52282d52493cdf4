package dev.coppice.store;

import java.util.List;

/// Compresses pages: what a database whose pages are compressed needs besides the store, which knows no algorithm of
/// its own. The module `coppice-zstd` has one. A database records the name of the one that it was created with, and is
/// opened with one of that name: given in [DatabaseOptions#withCompression], or else found as a service.
///
/// Thread-safe.
public interface PageCompression {
    /// The name that a database records: 1 to 16 lower-case letters and digits. Bytes that one implementation of a name
    /// has compressed, every later one can decompress.
    String name();

    /// Makes a dictionary: bytes with which pages like the samples are compressed better than without.
    ///
    /// @param samples contents of pages
    /// @param maxLength the most bytes that the dictionary may have, above 0
    /// @return the dictionary, or null when these samples give none
    byte[] train(List<byte[]> samples, int maxLength);

    /// What compresses and decompresses with a dictionary.
    ///
    /// @param dictionary what [#train] made, now or in an earlier run; or null to do without
    Codec codec(byte[] dictionary);

    /// Compresses and decompresses with one dictionary. Thread-safe.
    interface Codec {
        /// Compresses bytes.
        ///
        /// @param source holds them from `offset` on
        /// @param target takes the result from index 0 on
        /// @param limit the most bytes that the result may have, at most the length of `target`
        /// @return the length of the result, or -1 when it would be longer than the limit
        int compress(byte[] source, int offset, int length, byte[] target, int limit);

        /// Decompresses bytes. Whatever they are, memory is needed for the target only, and nothing is written outside
        /// it.
        ///
        /// @param source holds them, all of it
        /// @param target takes the result from `offset` on; what is behind the result may be overwritten too
        /// @return the length of the result, or -1 when [#compress] did not make these bytes with this dictionary, or
        ///     of more than there is room for
        int decompress(byte[] source, byte[] target, int offset);
    }
}

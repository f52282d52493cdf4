package dev.coppice.zstd;

import dev.coppice.store.PageCompression;

/// Where compression with Zstandard is got from.
public final class Zstd {
    private static final PageCompression DEFAULT = new ZstdCompression();

    private Zstd() {}

    /// Compresses at the level that the authors of Zstandard take for everyday use.
    public static PageCompression compression() {
        return DEFAULT;
    }
}

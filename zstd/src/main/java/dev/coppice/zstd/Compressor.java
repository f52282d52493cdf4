package dev.coppice.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;

/// Compresses, for one thread at a time. Always into a buffer that is large enough for whatever may come out: what
/// stops for lack of room must be set up anew, and pages that do not shrink are nothing unusual.
final class Compressor implements AutoCloseable {
    static final int LEVEL = Zstd.defaultCompressionLevel();

    // A frame is as small as can be: the page around it has a checksum, and says with which dictionary.
    private final ZstdCompressCtx context = new ZstdCompressCtx()
            .setLevel(LEVEL)
            .setMagicless(true)
            .setChecksum(false)
            .setDictID(false)
            .setContentSize(true);
    private byte[] buffer = {};

    /// As [dev.coppice.store.PageCompression.Codec#compress].
    int compress(ZstdDictCompress dictionary, byte[] source, int offset, int length, byte[] target, int limit) {
        int bound = (int) Zstd.compressBound(length);
        if (buffer.length < bound) {
            buffer = new byte[bound];
        }
        context.loadDict(dictionary);
        int written = context.compressByteArray(buffer, 0, bound, source, offset, length);
        if (written > limit) {
            return -1;
        }
        System.arraycopy(buffer, 0, target, 0, written);
        return written;
    }

    @Override
    public void close() {
        context.close();
    }
}

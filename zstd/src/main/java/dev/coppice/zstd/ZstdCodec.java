package dev.coppice.zstd;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import dev.coppice.store.PageCompression;

/// Compresses and decompresses with one dictionary.
///
/// The dictionary, ready to be used, belongs to this object and goes with it. It is made ready for compression at the
/// first use only, because most dictionaries of a database are read with and never again written with.
final class ZstdCodec implements PageCompression.Codec {
    // Each needs some 100 KiB of memory outside of the heap, takes long to make, and serves one thread at a time. They
    // serve all codecs, so there are as many as threads have ever worked at the same time.
    private static final ContextPool<Compressor> COMPRESSORS = new ContextPool<>(Compressor::new);
    private static final ContextPool<ZstdDecompressCtx> DECOMPRESSORS =
            new ContextPool<>(() -> new ZstdDecompressCtx().setMagicless(true));

    private final byte[] dictionary;
    private final ZstdDictDecompress toDecompress;
    private volatile ZstdDictCompress toCompress;

    /// @param dictionary null for none
    ZstdCodec(byte[] dictionary) {
        this.dictionary = dictionary;
        toDecompress = dictionary == null ? null : new ZstdDictDecompress(dictionary);
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int limit) {
        ZstdDictCompress prepared = toCompress();
        return COMPRESSORS.use(compressor -> compressor.compress(prepared, source, offset, length, target, limit));
    }

    private ZstdDictCompress toCompress() {
        ZstdDictCompress prepared = toCompress;
        if (prepared == null && dictionary != null) {
            prepared = new ZstdDictCompress(dictionary, Compressor.LEVEL);
            toCompress = prepared;
        }
        return prepared;
    }

    @Override
    public int decompress(byte[] source, byte[] target, int offset) {
        try {
            return DECOMPRESSORS.use(context -> {
                context.loadDict(toDecompress);
                return context.decompressByteArray(target, offset, target.length - offset, source, 0, source.length);
            });
        } catch (ZstdException otherBytes) {
            return -1;
        }
    }
}

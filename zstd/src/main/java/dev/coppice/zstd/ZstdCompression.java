package dev.coppice.zstd;

import com.github.luben.zstd.ZstdException;
import dev.coppice.store.PageCompression;
import java.util.Arrays;
import java.util.List;

/// Compresses with Zstandard; also found as a service. See [Zstd].
///
/// The library, which is not in Java, is loaded with the first codec or dictionary and not before.
public final class ZstdCompression implements PageCompression {
    private static final String NAME = "zstd";

    /// For the service loader.
    public ZstdCompression() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] train(List<byte[]> samples, int maxLength) {
        byte[] dictionary = new byte[maxLength];
        try {
            long length = com.github.luben.zstd.Zstd.trainFromBuffer(samples.toArray(byte[][]::new), dictionary);
            return com.github.luben.zstd.Zstd.isError(length) ? null : Arrays.copyOf(dictionary, (int) length);
        } catch (ZstdException tooLittleInCommon) {
            return null;
        }
    }

    @Override
    public Codec codec(byte[] dictionary) {
        return new ZstdCodec(dictionary);
    }
}

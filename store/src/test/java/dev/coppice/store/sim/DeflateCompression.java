package dev.coppice.store.sim;

import dev.coppice.store.PageCompression;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Compresses pages with what the JDK has, so that the tests of the store need nothing else. Its dictionaries are
/// pieces of the samples.
public class DeflateCompression implements PageCompression {
    /// To make one costs more than to compress a page.
    private static final ThreadLocal<Deflater> DEFLATERS = ThreadLocal.withInitial(Deflater::new);

    private static final ThreadLocal<Inflater> INFLATERS = ThreadLocal.withInitial(Inflater::new);

    @Override
    public String name() {
        return "deflate";
    }

    @Override
    public byte[] train(List<byte[]> samples, int maxLength) {
        int piece = Math.max(1, maxLength / samples.size());
        ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
        for (byte[] sample : samples) {
            int length = Math.min(Math.min(piece, sample.length), maxLength - dictionary.size());
            dictionary.write(sample, sample.length - length, length);
        }
        return dictionary.toByteArray();
    }

    @Override
    public Codec codec(byte[] dictionary) {
        return new Codec() {
            @Override
            public int compress(byte[] source, int offset, int length, byte[] target, int limit) {
                Deflater deflater = DEFLATERS.get();
                deflater.reset();
                if (dictionary != null) {
                    deflater.setDictionary(dictionary);
                }
                deflater.setInput(source, offset, length);
                deflater.finish();
                int written = deflater.deflate(target, 0, limit);
                return deflater.finished() ? written : -1;
            }

            @Override
            public int decompress(byte[] source, byte[] target, int offset) {
                Inflater inflater = INFLATERS.get();
                inflater.reset();
                try {
                    inflater.setInput(source);
                    int read = inflater.inflate(target, offset, target.length - offset);
                    if (read == 0 && inflater.needsDictionary() && dictionary != null) {
                        inflater.setDictionary(dictionary);
                        read = inflater.inflate(target, offset, target.length - offset);
                    }
                    return inflater.finished() && inflater.getRemaining() == 0 ? read : -1;
                } catch (DataFormatException | IllegalArgumentException e) {
                    return -1;
                }
            }
        };
    }
}

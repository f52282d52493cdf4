import dev.coppice.store.PageCompression;
import dev.coppice.zstd.ZstdCompression;

/// Compresses the pages of databases with Zstandard.
module coppice.zstd {
    requires transitive coppice.store;
    requires com.github.luben.zstd_jni;

    exports dev.coppice.zstd;

    provides PageCompression with
            ZstdCompression;
}

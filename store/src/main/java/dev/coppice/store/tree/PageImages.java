package dev.coppice.store.tree;

import dev.coppice.store.PageCompression;
import dev.coppice.store.StoreException;
import dev.coppice.store.page.PackBuilder;
import dev.coppice.store.page.PackPage;
import dev.coppice.store.page.PageDefect;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.FileDictionaries;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.LongAdder;

/// Reads the pages that lie compressed in packs, and keeps the latest of them decompressed; shared by all tables of a
/// database. A decompressed page stays as it is for as long as somebody holds it. Thread-safe.
public final class PageImages {
    private final PageCompression compression;
    private final PageCompression.Codec withoutDictionary;
    private final int pageSize;
    private final PageCache cache;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// No pages yet.
    ///
    /// @param cacheBytes the most bytes of decompressed pages that are kept
    public PageImages(PageCompression compression, int pageSize, long cacheBytes) {
        this.compression = compression;
        this.pageSize = pageSize;
        withoutDictionary = compression.codec(null);
        cache = new PageCache(cacheBytes, pageSize);
    }

    /// A leaf or overflow page decompressed, from the cache or from its pack; null when it lies in its file as it is.
    /// Allocates nothing when it is in the cache.
    ///
    /// @param filePage the file page, verified
    MemorySegment get(DataFile file, long filePage, long logicalPage) {
        MemorySegment cached = cache.find(file.fileTag(), filePage, logicalPage);
        if (cached != null) {
            hits.increment();
            return cached;
        }
        if (PageHeader.kind(file.segment(), file.base(filePage)) != PageFormat.KIND_PACK) {
            return null;
        }
        misses.increment();
        MemorySegment page = decompress(file, filePage, logicalPage);
        cache.put(file.fileTag(), filePage, logicalPage, page);
        return page;
    }

    /// Decompresses a page of a pack, past the cache.
    ///
    /// @throws StoreException.Corrupt when the pack does not hold the page, or its bytes make no page
    MemorySegment decompress(DataFile file, long filePage, long logicalPage) {
        MemorySegment segment = file.segment();
        long base = file.base(filePage);
        int index = PackPage.find(segment, base, logicalPage);
        if (index < 0) {
            throw new StoreException.Corrupt(
                    file.path(), base, "a pack with logical page " + logicalPage, "none of this number");
        }
        long offset = PackPage.offset(segment, base, index);
        int length = PackPage.length(segment, base, index);
        byte[] compressed = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        byte[] page = new byte[pageSize];
        int imageLength = codec(file, (int) PackPage.dictionary(segment, base))
                .decompress(compressed, page, PackBuilder.IMAGE_OFFSET);
        if (imageLength < 0) {
            throw new StoreException.Corrupt(
                    file.path(),
                    offset,
                    "page " + logicalPage + " compressed with " + compression.name(),
                    "other bytes");
        }
        PageDefect defect = PackBuilder.fromImage(page, imageLength, logicalPage);
        if (defect != null) {
            throw new StoreException.Corrupt(
                    file.path(), offset, "page " + logicalPage + " compressed", "one with a defect: " + defect);
        }
        return MemorySegment.ofArray(page).asReadOnly();
    }

    private PageCompression.Codec codec(DataFile file, int dictionary) {
        return dictionary == FileDictionaries.NONE
                ? withoutDictionary
                : file.dictionaries().codec(compression, dictionary);
    }

    /// The bytes of pages that are kept decompressed.
    public long cachedBytes() {
        return (long) cache.size() * pageSize;
    }

    /// How often a page was found decompressed.
    public long hits() {
        return hits.sum();
    }

    /// How often a page had to be decompressed.
    public long misses() {
        return misses.sum();
    }
}

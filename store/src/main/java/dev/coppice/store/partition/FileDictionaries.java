package dev.coppice.store.partition;

import dev.coppice.store.PageCompression;
import dev.coppice.store.StoreException;
import dev.coppice.store.page.DictionaryPage;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The dictionaries in one data file, each named by the index of its first page. A file has at most a few, and they are
/// read at their first use. Thread-safe.
public final class FileDictionaries {
    /// Stands for "no dictionary": page 0 is the file's header.
    public static final int NONE = 0;

    private final DataFile file;
    private final Map<Integer, PageCompression.Codec> codecs = new ConcurrentHashMap<>();
    private volatile int durable;

    FileDictionaries(DataFile file) {
        this.file = file;
    }

    /// A dictionary of this file that is durable, for whoever writes more pages to it; [#NONE] when there is none.
    public int durable() {
        return durable;
    }

    /// Says that a dictionary is durable.
    public void madeDurable(int firstPage) {
        durable = firstPage;
    }

    /// What decompresses pages that name a dictionary.
    ///
    /// @param firstPage where it begins, not [#NONE]
    /// @throws StoreException.Corrupt when no dictionary begins there
    public PageCompression.Codec codec(PageCompression compression, int firstPage) {
        PageCompression.Codec known = codecs.get(firstPage);
        return known != null ? known : codecs.computeIfAbsent(firstPage, first -> compression.codec(read(first)));
    }

    private byte[] read(int firstPage) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 1;
        for (int i = 0; i < count; i++) {
            long filePage = file.header().filePage() + firstPage + i;
            if (firstPage + i >= 1 << file.header().pagesPerFileShift()) {
                throw corrupt(filePage, "the end of the file");
            }
            file.verify(filePage, PageFormat.NO_PAGE);
            MemorySegment segment = file.segment();
            long base = file.base(filePage);
            if (PageHeader.kind(segment, base) != PageFormat.KIND_DICTIONARY) {
                throw corrupt(filePage, "a page of kind " + PageHeader.kind(segment, base));
            }
            int pages = DictionaryPage.pageCount(segment, base);
            int length = PageHeader.contentLength(segment, base);
            boolean fits =
                    length > 0 && length <= OverflowPage.capacity(file.header().pageSize());
            if (DictionaryPage.index(segment, base) != i || (i > 0 && pages != count) || !fits) {
                throw corrupt(filePage, "another part of one");
            }
            count = pages;
            byte[] piece = segment.asSlice(DictionaryPage.offset(base), length).toArray(ValueLayout.JAVA_BYTE);
            bytes.write(piece, 0, length);
        }
        return bytes.toByteArray();
    }

    private StoreException.Corrupt corrupt(long filePage, String found) {
        return new StoreException.Corrupt(file.path(), file.base(filePage), "a dictionary", found);
    }
}

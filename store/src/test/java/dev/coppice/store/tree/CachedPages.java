package dev.coppice.store.tree;

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// A model of the page cache, to be explored by interleavings: a full set, in which each page that comes displaces one.
@Param(name = "page", gen = IntGen.class, conf = "0:7")
public class CachedPages {
    private static final MemorySegment[] PAGES = IntStream.range(0, 8)
            .mapToObj(page -> MemorySegment.ofArray(new byte[] {(byte) page}))
            .toArray(MemorySegment[]::new);

    private final PageCache cache = new PageCache(1, 4_096);

    /// All pages are there.
    public CachedPages() {
        for (int page = 0; page < PAGES.length; page++) {
            put(page);
        }
    }

    /// Finds a page or none, but no other.
    @Operation
    public boolean find(@Param(name = "page") int page) {
        MemorySegment found = cache.find(1, page, page);
        return found == null || found.equals(PAGES[page]);
    }

    /// Adds a page again, in the place of another.
    @Operation
    public final void put(@Param(name = "page") int page) {
        cache.put(1, page, page, PAGES[page]);
    }
}

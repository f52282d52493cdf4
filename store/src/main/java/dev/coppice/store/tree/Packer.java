package dev.coppice.store.tree;

import dev.coppice.store.PageCompression;
import dev.coppice.store.page.DictionaryPage;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PackBuilder;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.partition.AppendAllocator;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.FileDictionaries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compresses the leaf and overflow pages that a [PageWriter] is given, and packs several of them into one file page.
/// Confined to one thread.
///
/// A few packs are in the making at a time, and a page goes to the fullest that has room for it. When enough pages have
/// passed, they become the samples of a dictionary, which is written to the file in front of the packs that use it.
/// Each file has its own, so that whatever keeps, copies or deletes a file does the same with what is needed to read
/// it. Other writers use it when it is durable.
final class Packer {
    private static final int OPEN_PACKS_MAX = 4;
    /// So many bytes of pages call for a dictionary; half a file, where files are small.
    private static final int TRAINING_BYTES_MIN = 128 << 10;
    private static final int TRAINING_BYTES_MAX = 1 << 20;
    private static final int DICTIONARY_BYTES_MAX = 16 << 10;
    /// The part of a file that its dictionary may take.
    private static final int DICTIONARY_PART = 64;
    /// Once there are enough samples, one page of so many replaces an older one.
    private static final int SAMPLED_PART = 8;

    /// A pack in the making.
    ///
    /// @param filePage where it will be
    /// @param alone its first page as it is, to be written if no other comes to it
    @SuppressWarnings("ArrayRecordComponent")
    private record OpenPack(PackBuilder pack, long filePage, byte[] alone, long firstLogicalPage) {}

    private record Written(DataFile file, int dictionary) {}

    private final PageWriter writer;
    private final PageAllocation allocation;
    private final PageCompression compression;
    private final PageCompression.Codec withoutDictionary;
    private final int pageSize;
    private final int maxLength;
    private final byte[] compressed;
    private final byte[] built;
    private final List<OpenPack> open = new ArrayList<>();
    private final List<byte[]> samples = new ArrayList<>();
    private final List<Written> unsynced = new ArrayList<>();
    private long sampleBytes;
    private long pagesSeen;
    // Where the packs in the making go.
    private DataFile file;
    private int dictionary;
    private PageCompression.Codec codec;
    private boolean isTrained;

    Packer(PageWriter writer, PageAllocation allocation, int pageSize) {
        this.writer = writer;
        this.allocation = allocation;
        this.pageSize = pageSize;
        compression = allocation.compression();
        withoutDictionary = compression.codec(null);
        codec = withoutDictionary;
        // What is larger would lie in its pack alone, or nearly so, and is read faster as it is.
        maxLength = OverflowPage.capacity(pageSize) * 2 / 3;
        compressed = new byte[maxLength];
        built = new byte[pageSize];
    }

    /// Adds a page to a pack.
    ///
    /// @return the file page, or [PageFormat#NO_PAGE] when the page cannot be compressed well enough
    long add(byte[] page, long logicalPage) {
        if (file != null && dictionary == FileDictionaries.NONE && !isTrained && sampleBytes >= trainingBytes()) {
            startDictionary();
        }
        int imageLength = PackBuilder.toImage(page);
        sample(page, imageLength);
        int length = compress(page, imageLength);
        if (length < 0) {
            return PageFormat.NO_PAGE;
        }
        OpenPack target = fullestWithRoom(logicalPage, length);
        if (target == null) {
            if (open.size() == OPEN_PACKS_MAX) {
                close(open.remove(fullest()));
            }
            long filePage = writer.reserve(allocation.allocate());
            if (allocation.file(filePage) != file) {
                enter(allocation.file(filePage));
                length = compress(page, imageLength);
                if (length < 0) {
                    writer.place(filePage, page, logicalPage);
                    return filePage;
                }
            }
            target = new OpenPack(new PackBuilder(pageSize), filePage, page.clone(), logicalPage);
            open.add(target);
        }
        target.pack().add(logicalPage, compressed, length);
        return target.filePage();
    }

    private int compress(byte[] page, int imageLength) {
        return codec.compress(page, PackBuilder.IMAGE_OFFSET, imageLength, compressed, maxLength);
    }

    private OpenPack fullestWithRoom(long logicalPage, int length) {
        OpenPack found = null;
        for (OpenPack each : open) {
            int room = each.pack().room();
            if (room >= length
                    && (found == null || room < found.pack().room())
                    && !each.pack().contains(logicalPage)) {
                found = each;
            }
        }
        return found;
    }

    private int fullest() {
        int found = 0;
        for (int i = 1; i < open.size(); i++) {
            if (open.get(i).pack().room() < open.get(found).pack().room()) {
                found = i;
            }
        }
        return found;
    }

    /// Ends all packs in the making. Before what the writer has in its buffer is written.
    void closeAll() {
        open.forEach(this::close);
        open.clear();
    }

    private void close(OpenPack each) {
        if (each.pack().count() == 1) {
            writer.place(each.filePage(), each.alone(), each.firstLogicalPage());
        } else {
            each.pack().build(built, dictionary);
            writer.place(each.filePage(), built, PageFormat.NO_PAGE);
        }
    }

    /// Goes on in another file. No pack is in the making then, for the writer's buffer holds pages of one file only.
    private void enter(DataFile other) {
        file = other;
        isTrained = false;
        dictionary = other.dictionaries().durable();
        codec = dictionary == FileDictionaries.NONE
                ? withoutDictionary
                : other.dictionaries().codec(compression, dictionary);
    }

    // ---- dictionaries ----

    private void sample(byte[] page, int imageLength) {
        pagesSeen++;
        boolean isFull = sampleBytes >= TRAINING_BYTES_MAX;
        if (isFull && pagesSeen % SAMPLED_PART != 0) {
            return;
        }
        byte[] sample = Arrays.copyOfRange(page, PackBuilder.IMAGE_OFFSET, PackBuilder.IMAGE_OFFSET + imageLength);
        sampleBytes += sample.length;
        if (isFull) {
            int oldest = (int) (pagesSeen / SAMPLED_PART % samples.size());
            sampleBytes -= samples.set(oldest, sample).length;
        } else {
            samples.add(sample);
        }
    }

    private long pagesPerFile() {
        return 1L << file.header().pagesPerFileShift();
    }

    private long trainingBytes() {
        return Math.min(TRAINING_BYTES_MIN, pagesPerFile() * pageSize / 2);
    }

    private void startDictionary() {
        isTrained = true;
        if (file.dictionaries().durable() != FileDictionaries.NONE) {
            closeAll();
            enter(file);
            return;
        }
        long maxPages = Math.max(1, pagesPerFile() / DICTIONARY_PART);
        long maxBytes = Math.min(DICTIONARY_BYTES_MAX, maxPages * OverflowPage.capacity(pageSize));
        byte[] trained = compression.train(samples, (int) maxBytes);
        if (trained == null) {
            return;
        }
        closeAll();
        int pages = (int) OverflowPage.pageCount(pageSize, trained.length);
        AppendAllocator.Run run = allocation.allocateRun(pages);
        if (run.count() < pages) {
            return; // the file is full, and the next one gets a dictionary
        }
        if (allocation.file(run.firstFilePage()) != file) {
            enter(allocation.file(run.firstFilePage()));
            isTrained = true;
        }
        for (int i = 0; i < pages; i++) {
            DictionaryPage.build(built, trained, i);
            writer.place(writer.reserve(run.firstFilePage() + i), built, PageFormat.NO_PAGE);
        }
        dictionary = (int) (run.firstFilePage() - file.header().filePage());
        codec = compression.codec(trained);
        unsynced.add(new Written(file, dictionary));
    }

    /// What was written is durable.
    void synced() {
        unsynced.forEach(each -> each.file().dictionaries().madeDurable(each.dictionary()));
        unsynced.clear();
    }
}

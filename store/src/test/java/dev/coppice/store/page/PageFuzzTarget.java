package dev.coppice.store.page;

import dev.coppice.store.fuzz.FuzzTarget;
import dev.coppice.store.golden.GoldenFiles;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// The parsers of pages. Inputs are cut or filled up with zeros to a page.
public enum PageFuzzTarget implements FuzzTarget {
    /// Pages of all kinds.
    PAGE {
        @Override
        public List<byte[]> seeds() {
            return Stream.concat(
                            Stream.of(
                                            "file-header",
                                            "leaf",
                                            "leaf-zeros",
                                            "index",
                                            "overflow",
                                            "pack",
                                            "dictionary",
                                            "value")
                                    .map(GoldenPagesTest::golden),
                            GoldenFiles.pages().stream())
                    .limit(SEEDS_MAX)
                    .map(PageFuzzTarget::withoutZeros)
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            MemorySegment page = MemorySegment.ofArray(Arrays.copyOf(input, SIZE));
            PageDefect defect = PageStructure.verify(page, 0, SIZE);
            if (defect != null) {
                throw defect.inFile("page", 0);
            }
            return () -> read(page);
        }
    },
    /// The header pages of data files, with good checksums.
    FILE_HEADER {
        @Override
        public List<byte[]> seeds() {
            return Stream.concat(Stream.of(GoldenPagesTest.golden("file-header")), GoldenFiles.pages().stream())
                    .filter(page -> page[PageFormat.KIND] == PageFormat.KIND_FILE_HEADER)
                    .map(PageFuzzTarget::withoutZeros)
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            byte[] page = Arrays.copyOf(input, SIZE);
            CRC32C checksum = new CRC32C();
            checksum.update(page, Integer.BYTES, SIZE - Integer.BYTES);
            ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) checksum.getValue());
            DataFileHeader header = DataFileHeader.decode("data", ByteBuffer.wrap(page));
            return () -> FuzzTarget.require(
                    Arrays.equals(header.encode(), page), "the header " + header + " has other bytes");
        }
    },
    /// Images of pages, as they are compressed, of which the zeros are left out.
    PAGE_IMAGE {
        @Override
        public List<byte[]> seeds() {
            return PAGE.seeds().stream()
                    .map(seed -> Arrays.copyOf(seed, SIZE))
                    .filter(PackBuilder::isPackable)
                    .map(page -> {
                        int length = PackBuilder.toImage(page);
                        return Arrays.copyOfRange(page, PackBuilder.IMAGE_OFFSET, PackBuilder.IMAGE_OFFSET + length);
                    })
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            byte[] page = new byte[SIZE];
            int length = Math.min(input.length, SIZE - PackBuilder.IMAGE_OFFSET);
            System.arraycopy(input, 0, page, PackBuilder.IMAGE_OFFSET, length);
            PageDefect defect = PackBuilder.fromImage(page, length, 1);
            if (defect != null) {
                throw defect.inFile("page", 0);
            }
            return () -> read(MemorySegment.ofArray(page));
        }
    };

    private static final int SIZE = PageFormat.MIN_PAGE_SIZE;
    private static final int SEEDS_MAX = 60;

    private static byte[] withoutZeros(byte[] page) {
        int length = page.length;
        while (length > 0 && page[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(page, length);
    }

    /// Reads all that a well-formed page holds: the accessors go by it.
    private static void read(MemorySegment page) {
        switch (PageHeader.kind(page, 0)) {
            case PageFormat.KIND_LEAF -> readLeaf(page);
            case PageFormat.KIND_INDEX -> readIndex(page);
            case PageFormat.KIND_PACK -> readPack(page);
            case PageFormat.KIND_VALUE -> readValues(page);
            case PageFormat.KIND_OVERFLOW, PageFormat.KIND_DICTIONARY ->
                page.asSlice(OverflowPage.offset(0), OverflowPage.length(page, 0));
            default -> {}
        }
    }

    private static void readLeaf(MemorySegment page) {
        byte[] key = new byte[PageFormat.MAX_KEY_LENGTH];
        for (int i = 0; i < LeafPage.count(page, 0); i++) {
            int length = LeafPage.copyKey(page, 0, i, key);
            FuzzTarget.require(LeafPage.find(page, 0, key, length) == i, "key " + i + " is not found");
            FuzzTarget.require(LeafPage.lowerBound(page, 0, key, length) == i, "key " + i + " is not the lower bound");
            FuzzTarget.require(LeafPage.expiry(page, 0, i) >= 0, "a negative expiry");
            if (LeafPage.isOverflow(page, 0, i)) {
                FuzzTarget.require(LeafPage.overflowPage(page, 0, i) >= 0, "a negative page");
            } else {
                page.asSlice(LeafPage.valueOffset(page, 0, i), LeafPage.valueLength(page, 0, i));
            }
        }
    }

    private static void readIndex(MemorySegment page) {
        byte[] key = new byte[PageFormat.MAX_KEY_LENGTH];
        for (int i = 0; i < IndexPage.count(page, 0); i++) {
            int length = IndexPage.copySeparator(page, 0, i, key);
            FuzzTarget.require(
                    i == 0 || IndexPage.findChild(page, 0, key, length) == i, "child " + i + " is not found");
            FuzzTarget.require(
                    IndexPage.findChildInFarPage(page, 0, key, length) == IndexPage.findChild(page, 0, key, length),
                    "child " + i + " is another one of a far page");
            FuzzTarget.require(IndexPage.child(page, 0, i) <= PageFormat.MAX_LOGICAL_PAGE, "no logical page");
        }
    }

    private static void readPack(MemorySegment page) {
        for (int i = 0; i < PackPage.count(page, 0); i++) {
            page.asSlice(PackPage.offset(page, 0, i), PackPage.length(page, 0, i));
            FuzzTarget.require(
                    PackPage.find(page, 0, PackPage.logicalPage(page, 0, i)) == i, "page " + i + " is not found");
        }
    }

    private static void readValues(MemorySegment page) {
        page.asSlice(ValuePage.continuedOffset(page, 0), ValuePage.continuedLength(page, 0));
        for (int i = 0; i < ValuePage.count(page, 0); i++) {
            page.asSlice(ValuePage.offset(page, 0, i), ValuePage.lengthHere(page, 0, i));
            FuzzTarget.require(
                    ValuePage.find(page, 0, ValuePage.logicalPage(page, 0, i)) == i, "page " + i + " is not found");
        }
    }
}

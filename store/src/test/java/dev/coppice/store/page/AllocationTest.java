package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.AllocatedBytes;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/// The inner loops of reading and of checkpoints allocate nothing.
class AllocationTest {
    private static final int PAGE_SIZE = 4096;

    @Test
    void leafPage_everyMethod_allocatesNothing() {
        MemorySegment page = Samples.mapped(Samples.leaf(PAGE_SIZE));
        byte[] key = new byte[PageFormat.MAX_KEY_LENGTH];
        assertAllocatesNothing(() -> {
            long sum = LeafPage.minExpiry(page, PAGE_SIZE);
            int count = LeafPage.count(page, PAGE_SIZE);
            for (int i = 0; i < count; i++) {
                int length = LeafPage.copyKey(page, PAGE_SIZE, i, key);
                sum += LeafPage.find(page, PAGE_SIZE, key, length);
                sum += LeafPage.find(page, PAGE_SIZE, key, length - 1);
                sum += LeafPage.lowerBound(page, PAGE_SIZE, key, length + 1);
                sum += LeafPage.compareKey(page, PAGE_SIZE, i, key, length);
                sum += LeafPage.keyLength(page, PAGE_SIZE, i) + LeafPage.valueLength(page, PAGE_SIZE, i);
                sum += LeafPage.valueOffset(page, PAGE_SIZE, i) + LeafPage.expiry(page, PAGE_SIZE, i);
                sum += LeafPage.isOverflow(page, PAGE_SIZE, i) ? LeafPage.overflowPage(page, PAGE_SIZE, i) : 0;
            }
            return sum;
        });
    }

    @Test
    void indexPage_everyMethod_allocatesNothing() {
        MemorySegment page = Samples.mapped(Samples.index(PAGE_SIZE));
        byte[] key = new byte[PageFormat.MAX_KEY_LENGTH];
        assertAllocatesNothing(() -> {
            long sum = IndexPage.level(page, PAGE_SIZE);
            int count = IndexPage.count(page, PAGE_SIZE);
            for (int i = 0; i < count; i++) {
                int length = IndexPage.copySeparator(page, PAGE_SIZE, i, key);
                sum += IndexPage.child(page, PAGE_SIZE, IndexPage.findChild(page, PAGE_SIZE, key, length));
                sum += IndexPage.findChildInFarPage(page, PAGE_SIZE, key, length);
            }
            return sum;
        });
    }

    @Test
    void leafBuilder_usedAgain_allocatesNothing() {
        MemorySegment page = Samples.mapped(Samples.leaf(PAGE_SIZE));
        LeafBuilder builder = new LeafBuilder(PAGE_SIZE);
        byte[] target = new byte[PAGE_SIZE];
        assertAllocatesNothing(() -> {
            builder.reset();
            for (int i = 0; i < LeafPage.count(page, PAGE_SIZE); i++) {
                builder.addEntry(page, PAGE_SIZE, i);
            }
            builder.build(target, 0);
            return target[PageFormat.ENTRY_COUNT];
        });
    }

    @Test
    void indexBuilder_usedAgain_allocatesNothing() {
        IndexBuilder builder = new IndexBuilder(PAGE_SIZE);
        byte[] target = new byte[PAGE_SIZE];
        byte[] separator = Samples.text("separator-0");
        assertAllocatesNothing(() -> {
            builder.reset();
            for (char c = '0'; c <= 'z'; c++) {
                separator[separator.length - 1] = (byte) c;
                builder.add(separator, 0, separator.length, c);
            }
            builder.build(target, 0, 1);
            return target[PageFormat.ENTRY_COUNT];
        });
    }

    private static void assertAllocatesNothing(LongSupplier work) {
        assertThat(work.getAsLong()).isNotZero();
        assertThat(AllocatedBytes.of(work)).isZero();
    }
}

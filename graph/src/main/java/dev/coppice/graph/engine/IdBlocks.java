package dev.coppice.graph.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// Ids that are taken in blocks, each larger than the one before up to a bound, so that many are cheap and few waste
/// little; and which of them were given. Confined to one thread.
final class IdBlocks {
    private static final long FIRST_BLOCK = 1_000;
    private static final long LARGEST_BLOCK = 1 << 16;

    private final LongUnaryOperator allocator;
    private final List<Block> blocks = new ArrayList<>();
    private long size = FIRST_BLOCK;
    private long next;
    private long end;

    /// @param allocator takes so many ids, and tells the first
    IdBlocks(LongUnaryOperator allocator) {
        this.allocator = allocator;
    }

    private record Block(long first, long end) {}

    /// The next id, above all before.
    long next() {
        if (next == end) {
            next = allocator.applyAsLong(size);
            end = next + size;
            size = Math.min(2 * size, LARGEST_BLOCK);
            // Nobody else takes ids most of the time, so this is one block in the end.
            boolean goesOn = !blocks.isEmpty() && blocks.getLast().end == next;
            long first = goesOn ? blocks.removeLast().first : next;
            blocks.add(new Block(first, end));
        }
        return next++;
    }

    /// Whether the id was given here.
    boolean hasGiven(long id) {
        for (Block block : blocks) {
            if (id >= block.first && id < block.end) {
                return id < next || block.end != end;
            }
        }
        return false;
    }
}

package dev.coppice.volume.format;

/// The eight bytes that the table has for a block, as a `long`.
public final class TableEntry {
    /// Of a block that is not in use.
    public static final long FREE = 0;
    /// As many pointers to one block as can be counted.
    public static final int REFERENCES_MAX = 0xFF_FFFF;
    /// Bytes of an entry.
    public static final int LENGTH = 8;

    private static final int REFERENCES_SHIFT = 32;
    private static final int KIND_SHIFT = 56;

    private TableEntry() {}

    /// @param references from 1 to [#REFERENCES_MAX]
    public static long of(BlockKind kind, int references, int checksum) {
        return (long) kind.code() << KIND_SHIFT | (long) references << REFERENCES_SHIFT | checksum & 0xFFFF_FFFFL;
    }

    /// The checksum of the block.
    public static int checksum(long entry) {
        return (int) entry;
    }

    /// How many pointers to the block there are.
    public static int references(long entry) {
        return (int) (entry >>> REFERENCES_SHIFT) & REFERENCES_MAX;
    }

    /// The code of the kind of the block, which need not be one of [BlockKind].
    public static int kindCode(long entry) {
        return (int) (entry >>> KIND_SHIFT);
    }

    /// The entry with another checksum.
    public static long withChecksum(long entry, int checksum) {
        return entry >>> REFERENCES_SHIFT << REFERENCES_SHIFT | checksum & 0xFFFF_FFFFL;
    }

    /// The entry with another number of references.
    public static long withReferences(long entry, int references) {
        return entry & ~((long) REFERENCES_MAX << REFERENCES_SHIFT) | (long) references << REFERENCES_SHIFT;
    }
}

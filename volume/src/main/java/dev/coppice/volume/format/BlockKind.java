package dev.coppice.volume.format;

/// What a block is for. The code is what is on the device.
public enum BlockKind {
    /// Not in use.
    FREE(0),
    /// The superblock or its copy.
    SUPERBLOCK(1),
    /// Of the block bitmap.
    BITMAP(2),
    /// Of the table of blocks.
    TABLE(3),
    /// Of the journal, which has checksums of its own.
    JOURNAL(4),
    /// Content of a file.
    DATA(5),
    /// Inodes.
    INODES(6),
    /// Pointers to other blocks of a file.
    POINTERS(7),
    /// Which inodes are in use.
    INODE_BITMAP(8),
    /// Names of a directory.
    DIRECTORY(9),
    /// Snapshots.
    SNAPSHOTS(10);

    private static final BlockKind[] BY_CODE = values(); // codes are dense

    private final int code;

    BlockKind(int code) {
        this.code = code;
    }

    /// The byte on the device.
    public int code() {
        return code;
    }

    /// The kind with a code; null when there is none.
    public static BlockKind of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}

package dev.coppice.volume.inode;

import dev.coppice.volume.block.MetadataBlock;

/// One inode in the bytes of its block: what a file is, apart from its names and its content. A view: it is as good as
/// its block, and used within one read or change.
public final class Inode {
    /// Bytes of an inode.
    public static final int LENGTH = 256;
    /// Bytes of the pointers, which hold the target of a short symbolic link instead.
    public static final int POINTERS_LENGTH = Pointers.ROOT_COUNT * Long.BYTES;

    /// Bits of [#flags()]: the content behind the size is still to be given back.
    public static final int FLAG_TRIM = 1;

    // Of the mode, as POSIX has them.
    private static final int TYPE_SHIFT = 12;
    private static final int DIRECTORY = 4;
    private static final int REGULAR = 8;
    private static final int SYMBOLIC_LINK = 10;

    private static final int MODE = 0;
    private static final int LINK_COUNT = 4;
    private static final int OWNER = 8;
    private static final int GROUP = 12;
    private static final int SIZE = 16;
    private static final int BLOCK_COUNT = 24;
    private static final int GENERATION = 32;
    private static final int FLAGS = 36;
    private static final int SECONDS = 40;
    private static final int NANOS = 72;
    private static final int ATTRIBUTES = 88;
    private static final int PARENT = 96;
    private static final int NEXT_ORPHAN = 104;
    private static final int POINTERS = 112;

    /// The times of a file.
    public enum Time {
        /// When the content was last read.
        ACCESSED,
        /// When the content was last changed.
        MODIFIED,
        /// When anything of the inode was last changed.
        CHANGED,
        /// When the file was made.
        CREATED
    }

    private final MetadataBlock block;
    private final int offset;
    private final long number;

    /// The inode at a place of a block.
    ///
    /// @param number 0 for one of a file of the volume itself
    public Inode(MetadataBlock block, int offset, long number) {
        this.block = block;
        this.offset = offset;
        this.number = number;
    }

    /// The inode's number; 0 for the files of the volume itself.
    public long number() {
        return number;
    }

    /// Type and permissions, as POSIX has them; 0 for an inode that is not in use.
    public int mode() {
        return block.getInt(offset + MODE);
    }

    /// Changes type and permissions.
    public void setMode(int mode) {
        block.putInt(offset + MODE, mode);
    }

    /// Names that the file has.
    public int linkCount() {
        return block.getInt(offset + LINK_COUNT);
    }

    /// Changes the number of names.
    public void setLinkCount(int count) {
        block.putInt(offset + LINK_COUNT, count);
    }

    /// The user whose file it is.
    public int owner() {
        return block.getInt(offset + OWNER);
    }

    /// The group whose file it is.
    public int group() {
        return block.getInt(offset + GROUP);
    }

    /// Changes user and group.
    public void setOwner(int owner, int group) {
        block.putInt(offset + OWNER, owner);
        block.putInt(offset + GROUP, group);
    }

    /// Bytes of the content.
    public long size() {
        return block.getLong(offset + SIZE);
    }

    /// Changes the size, and nothing else.
    public void setSize(long size) {
        block.putLong(offset + SIZE, size);
    }

    /// Blocks that the file has, those with pointers included.
    public long blockCount() {
        return block.getLong(offset + BLOCK_COUNT);
    }

    /// Counts blocks that are given to the file, or with a negative number taken from it.
    public void addBlocks(long count) {
        block.putLong(offset + BLOCK_COUNT, blockCount() + count);
    }

    /// Tells this file from earlier ones with the same number.
    public int generation() {
        return block.getInt(offset + GENERATION);
    }

    /// See the constants that begin with `FLAG`.
    public int flags() {
        return block.getInt(offset + FLAGS);
    }

    /// Changes the flags.
    public void setFlags(int flags) {
        block.putInt(offset + FLAGS, flags);
    }

    /// Seconds since 1970-01-01 UTC, rounded down.
    public long seconds(Time time) {
        return block.getLong(offset + SECONDS + time.ordinal() * Long.BYTES);
    }

    /// Nanoseconds behind [#seconds], from 0 to 999,999,999.
    public int nanos(Time time) {
        return block.getInt(offset + NANOS + time.ordinal() * Integer.BYTES);
    }

    /// Changes one of the times.
    public void setTime(Time time, long seconds, int nanos) {
        block.putLong(offset + SECONDS + time.ordinal() * Long.BYTES, seconds);
        block.putInt(offset + NANOS + time.ordinal() * Integer.BYTES, nanos);
    }

    /// The inode with the extended attributes as its content; 0 for none.
    public long attributes() {
        return block.getLong(offset + ATTRIBUTES);
    }

    /// Changes where the extended attributes are.
    public void setAttributes(long inode) {
        block.putLong(offset + ATTRIBUTES, inode);
    }

    /// Of a directory the directory that it is in; of a device its number.
    public long parent() {
        return block.getLong(offset + PARENT);
    }

    /// Changes the directory that a directory is in, or the number of a device.
    public void setParent(long value) {
        block.putLong(offset + PARENT, value);
    }

    /// The next one in the list of inodes that have something to be given back; 0 for the last one.
    public long nextOrphan() {
        return block.getLong(offset + NEXT_ORPHAN);
    }

    /// Changes the next one in that list.
    public void setNextOrphan(long inode) {
        block.putLong(offset + NEXT_ORPHAN, inode);
    }

    /// Whether the pointers are pointers: those of a regular file, a directory, or a symbolic link with a long target.
    public boolean hasPointers() {
        return switch (mode() >>> TYPE_SHIFT) {
            case DIRECTORY, REGULAR -> true;
            case SYMBOLIC_LINK -> size() > POINTERS_LENGTH;
            default -> false;
        };
    }

    /// Whether it is a directory.
    public boolean isDirectory() {
        return mode() >>> TYPE_SHIFT == DIRECTORY;
    }

    /// Takes over all that another inode says.
    public void copy(Inode source) {
        block.put(offset, source.block.get(source.offset, LENGTH), 0, LENGTH);
    }

    /// A pointer of the inode itself.
    ///
    /// @param root from 0 to [Pointers#ROOT_COUNT] - 1
    public long pointer(int root) {
        return block.getLong(pointerOffset(root));
    }

    /// Changes a pointer of the inode itself.
    public void setPointer(int root, long value) {
        block.putLong(pointerOffset(root), value);
    }

    /// Copies bytes into the place of the pointers.
    ///
    /// @param bytes at most [#POINTERS_LENGTH]
    public void putInline(byte[] bytes) {
        block.put(offset + POINTERS, bytes, 0, bytes.length);
    }

    /// Bytes from the place of the pointers.
    public byte[] inline(int length) {
        return block.get(offset + POINTERS, length);
    }

    /// Makes it an inode without anything.
    ///
    /// @param generation unlike that of any earlier file with this number
    void clear(int generation) {
        block.put(offset, new byte[LENGTH], 0, LENGTH);
        block.putInt(offset + GENERATION, generation);
    }

    MetadataBlock block() {
        return block;
    }

    int pointerOffset(int root) {
        return offset + POINTERS + root * Long.BYTES;
    }
}

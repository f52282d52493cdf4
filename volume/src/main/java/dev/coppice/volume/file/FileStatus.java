package dev.coppice.volume.file;

import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Inode.Time;
import java.time.Instant;

/// What `stat` says about a file.
///
/// @param inode its number
/// @param generation tells it from earlier files with the number
/// @param mode type and permissions
/// @param linkCount names; of a directory 2, and one for each directory in it
/// @param owner number of the user
/// @param group number of the group
/// @param size bytes of the content
/// @param blockCount blocks of the volume that it takes
/// @param accessed when the content was last read
/// @param modified when the content was last changed
/// @param changed when anything of it was last changed
/// @param created when it was made
/// @param device number of a device; else 0
public record FileStatus(
        long inode,
        int generation,
        int mode,
        int linkCount,
        int owner,
        int group,
        long size,
        long blockCount,
        Instant accessed,
        Instant modified,
        Instant changed,
        Instant created,
        long device) {
    /// What the file is.
    public FileType type() {
        return FileType.of(mode);
    }

    /// The permissions, with set-user-id, set-group-id and sticky bit.
    public int permissions() {
        return mode & 07777;
    }

    static FileStatus of(Inode inode) {
        FileType type = FileType.of(inode.mode());
        boolean isDevice = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
        return new FileStatus(
                inode.number(),
                inode.generation(),
                inode.mode(),
                inode.linkCount(),
                inode.owner(),
                inode.group(),
                inode.size(),
                inode.blockCount(),
                time(inode, Time.ACCESSED),
                time(inode, Time.MODIFIED),
                time(inode, Time.CHANGED),
                time(inode, Time.CREATED),
                isDevice ? inode.parent() : 0);
    }

    private static Instant time(Inode inode, Time time) {
        long seconds = Math.clamp(inode.seconds(time), Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
        return Instant.ofEpochSecond(seconds, Math.floorMod(inode.nanos(time), 1_000_000_000));
    }
}

package dev.coppice.volume.directory;

/// A name in a directory.
///
/// @param name its bytes; not to be changed
/// @param inode what it stands for
/// @param type of that, as in the inode's mode shifted right by 12
/// @param position where it is in the directory's order, from 0 on; it stays there as long as the name does
public record DirectoryEntry(byte[] name, long inode, int type, long position) {}

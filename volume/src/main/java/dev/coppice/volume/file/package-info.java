/// Files and directories by inode: what POSIX says about them, without paths, users and open handles, which belong to
/// those who show a volume to programs.
package dev.coppice.volume.file;

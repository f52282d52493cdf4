/// Inodes: what a file is apart from its names, and where its blocks are. The bytes are described in the package
/// `format`.
package dev.coppice.volume.inode;

/// Directories: names, and the inodes that they stand for. The bytes are described in the package `format`.
package dev.coppice.volume.directory;

/// A volume as a file system of `java.nio.file`: paths, channels, attributes. Use it by [dev.coppice.volume.Volume], or
/// by
/// `volume:` addresses.
package dev.coppice.volume.nio;

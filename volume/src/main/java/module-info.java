/// A file system in one image file or on a raw device. Depends on the JDK alone.
module coppice.volume {
    exports dev.coppice.volume; // makes and opens volumes
    exports dev.coppice.volume.device; // the seam below

    provides java.nio.file.spi.FileSystemProvider with
            dev.coppice.volume.nio.VolumeFileSystemProvider;
}

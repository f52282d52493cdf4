/// A file system in one image file or on a raw device. Depends on the JDK alone.
module coppice.volume {
    exports dev.coppice.volume; // what can go wrong
    exports dev.coppice.volume.device; // the seam below
}

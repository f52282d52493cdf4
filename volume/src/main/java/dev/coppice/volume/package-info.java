/// A crash-safe file system in one image file or on a raw device.
package dev.coppice.volume;

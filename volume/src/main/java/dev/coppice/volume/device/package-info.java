/// The seam below a volume: an array of bytes that is read and written by position and synced.
package dev.coppice.volume.device;

package dev.coppice.store.engine;

import dev.coppice.store.log.WriteAheadLog;
import dev.coppice.store.partition.ManifestLimits;

/// The sizes past which logs go on in a new file.
///
/// @param segmentBytes of a segment of a write-ahead log
/// @param catalogBytes of the changes in a catalog
/// @param manifest of manifests
record LogSizes(long segmentBytes, long catalogBytes, ManifestLimits manifest) {
    static final LogSizes DEFAULT = new LogSizes(WriteAheadLog.SEGMENT_LENGTH, 1 << 20, ManifestLimits.DEFAULT);
}

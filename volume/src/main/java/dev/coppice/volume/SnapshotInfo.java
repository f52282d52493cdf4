package dev.coppice.volume;

import java.time.Instant;

/// A snapshot of a volume.
///
/// @param name as it was given
/// @param created when it was made
public record SnapshotInfo(String name, Instant created) {}

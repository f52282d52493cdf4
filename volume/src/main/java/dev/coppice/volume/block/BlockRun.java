package dev.coppice.volume.block;

/// Blocks that follow each other.
///
/// @param first the number of the first one
/// @param count how many, at least 1
public record BlockRun(long first, int count) {}

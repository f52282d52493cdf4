package dev.coppice.bench.engine;

import java.nio.file.Path;

/// What every engine is told when it is opened.
///
/// @param directory where its files are; created if absent
/// @param cacheBytes the memory that it may use to cache what is on disk, if it caches by itself
/// @param durability which kind of writes will be made
public record EngineOptions(Path directory, long cacheBytes, Durability durability) {
    /// The same options for another directory, opened for durable writes.
    public EngineOptions branchedTo(Path other) {
        return new EngineOptions(other, cacheBytes, Durability.DURABLE);
    }
}

package dev.coppice.bench.engine;

/// What a write has survived once the call returns. An engine is opened for one of the two.
public enum Durability {
    /// Handed to the engine: another process may lose it, the end of this one should not, a power cut does.
    BUFFERED,
    /// On the device: it survives a power cut.
    DURABLE
}

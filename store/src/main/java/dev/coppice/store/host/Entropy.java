package dev.coppice.store.host;

/// A source of random numbers for identifiers that must be unique without coordination. Thread-safe.
public interface Entropy {
    /// The next 64 random bits.
    long nextLong();
}

package dev.coppice.store;

import java.util.function.Consumer;

/// A stream of differences between two states, by table and then in key order. The states are held until it is closed.
/// Confined to one thread; can be walked once.
public interface Diff extends AutoCloseable {
    /// The next difference, or null at the end.
    Change next();

    /// Walks all that is left.
    default void forEach(Consumer<? super Change> action) {
        for (Change change = next(); change != null; change = next()) {
            action.accept(change);
        }
    }

    /// Counts all that is left without reading values that need not be read.
    Counts count();

    @Override
    void close();

    /// Numbers of differences by kind.
    ///
    /// @param added keys in the later state only
    /// @param removed keys in the earlier state only
    /// @param changed keys whose value or expiry differs
    record Counts(long added, long removed, long changed) {
        /// All of them.
        public long total() {
            return added + removed + changed;
        }
    }
}

package dev.coppice.store.object;

/// What must be true of the object under a path for [ObjectStore#put] to replace it.
public sealed interface Condition {
    /// There is no object under the path.
    Condition ABSENT = new Absent();

    /// Nothing: whatever is there is replaced.
    Condition ANY = new Any();

    /// The object is of a version: that which [ObjectStore#get] or [ObjectStore#put] gave.
    static Condition matches(String version) {
        return new Matches(version);
    }

    /// There is no object under the path.
    record Absent() implements Condition {}

    /// The object has a version.
    ///
    /// @param version the version
    record Matches(String version) implements Condition {}

    /// Whatever is there, or nothing.
    record Any() implements Condition {}
}

package dev.coppice.store.object;

import java.io.IOException;
import java.util.Optional;

/// An object was not put, because the condition did not hold: another writer came first. Nothing was changed. Read the
/// object again, then decide anew.
public final class ConditionFailedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String path;
    private final transient Condition expected;
    private final String found;

    /// Names the object and both sides of the comparison.
    ///
    /// @param path the object's path
    /// @param expected what was to be true
    /// @param found the version of the object that is there, null when there is none
    public ConditionFailedException(String path, Condition expected, String found) {
        super("object '" + path + "' was not written: expected " + described(expected) + ", found " + described(found)
                + "; read it again");
        this.path = path;
        this.expected = expected;
        this.found = found;
    }

    private static String described(Condition expected) {
        return switch (expected) {
            case Condition.Absent() -> described((String) null);
            case Condition.Matches(String version) -> described(version);
            case Condition.Any() -> "anything";
        };
    }

    private static String described(String version) {
        return version == null ? "no object" : "version " + version;
    }

    /// The object's path.
    public String path() {
        return path;
    }

    /// What was to be true; null when the exception was serialized.
    public Condition expected() {
        return expected;
    }

    /// The version of the object that is there; empty when there is none.
    public Optional<String> found() {
        return Optional.ofNullable(found);
    }
}

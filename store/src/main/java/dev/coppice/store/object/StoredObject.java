package dev.coppice.store.object;

import java.util.Arrays;

/// An object as it was read.
///
/// @param content its bytes; the array belongs to the caller
/// @param version what a later [Condition.Matches] recognises it by
public record StoredObject(byte[] content, String version) {
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredObject(byte[] otherContent, String otherVersion)
                && Arrays.equals(content, otherContent)
                && version.equals(otherVersion);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content) * 31 + version.hashCode();
    }

    @Override
    public String toString() {
        return content.length + " bytes, version " + version;
    }
}

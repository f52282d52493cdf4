package dev.coppice.store.partition;

/// A state of a partition, pinned: the first bytes of a manifest, up to the end of one of its records. Forks, snapshots
/// and archives that keep a position can replay that state for as long as the manifest is kept, whatever is appended to
/// it later.
///
/// @param fileName the manifest's name in its directory
/// @param length the bytes that count
public record ManifestPosition(String fileName, long length) {
    /// Checks the arguments.
    public ManifestPosition {
        if (ManifestName.parse(fileName) == null || length < 0) {
            throw new IllegalArgumentException("no position of a manifest: " + fileName + ", " + length);
        }
    }
}

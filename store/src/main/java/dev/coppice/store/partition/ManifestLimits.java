package dev.coppice.store.partition;

/// When a manifest is rewritten as a snapshot: when the records after its snapshot are longer than twice the snapshot,
/// but not while they are shorter than a minimum, and at the latest when they pass a maximum. So rewriting costs at
/// most a constant number of bytes for each byte appended, and replaying stays bounded.
///
/// @param minimumLogBytes never rewritten below
/// @param maximumLogBytes always rewritten above
public record ManifestLimits(long minimumLogBytes, long maximumLogBytes) {
    /// 256 KiB and 8 MiB.
    public static final ManifestLimits DEFAULT = new ManifestLimits(256 << 10, 8 << 20);

    /// Checks the order.
    public ManifestLimits {
        if (minimumLogBytes < 0 || maximumLogBytes < minimumLogBytes) {
            throw new IllegalArgumentException("no such limits: " + minimumLogBytes + ", " + maximumLogBytes);
        }
    }

    /// Whether a manifest is due to be rewritten.
    ///
    /// @param snapshotBytes the length of its snapshot record
    /// @param logBytes the length of the records after it, the next one included
    boolean isRewriteDue(long snapshotBytes, long logBytes) {
        return logBytes > Math.max(minimumLogBytes, Math.min(2 * snapshotBytes, maximumLogBytes));
    }
}

package dev.coppice.store.partition;

/// The name of a manifest: `manifest_<term>`, and `manifest_<term>_<generation>` for one that replaced another of the
/// same term. Ordered by age: the newest manifest of a partition has the highest term, and of these the highest
/// generation.
///
/// @param term the term of the writer, the only one that ever appends to it; 0 to [Long#MAX_VALUE]
/// @param generation 0 for the first of the term
public record ManifestName(long term, long generation) implements Comparable<ManifestName> {
    private static final String PREFIX = "manifest_";

    /// What the name of a manifest that is not complete yet ends with. Left-overs are ignored, and may be deleted.
    public static final String TEMPORARY_SUFFIX = ".tmp";

    /// Checks the ranges.
    public ManifestName {
        if (term < 0 || generation < 0) {
            throw new IllegalArgumentException(
                    "a manifest has no negative term or generation: " + term + ", " + generation);
        }
    }

    /// What a name in a directory says.
    ///
    /// @return null when it is not the name of a complete manifest
    public static ManifestName parse(String name) {
        if (!name.startsWith(PREFIX)) {
            return null;
        }
        int separator = name.indexOf('_', PREFIX.length());
        int termEnd = separator < 0 ? name.length() : separator;
        long term = DecimalNames.parse(name, PREFIX.length(), termEnd);
        long generation = separator < 0 ? 0 : DecimalNames.parse(name, separator + 1, name.length());
        boolean isOneName = separator < 0 || generation > 0; // generation 0 is not printed
        return term < 0 || generation < 0 || !isOneName ? null : new ManifestName(term, generation);
    }

    /// The name in its directory.
    public String format() {
        return generation == 0 ? PREFIX + term : PREFIX + term + "_" + generation;
    }

    /// The name of the manifest that replaces this one in the same term.
    public ManifestName next() {
        return new ManifestName(term, generation + 1);
    }

    @Override
    public int compareTo(ManifestName other) {
        int byTerm = Long.compare(term, other.term);
        return byTerm != 0 ? byTerm : Long.compare(generation, other.generation);
    }
}

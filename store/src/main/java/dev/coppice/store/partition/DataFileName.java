package dev.coppice.store.partition;

/// The name of a data file: `data_<fileId>_<term>`, both decimal. The term is always there, also 0.
///
/// @param fileId the file, 0 to [Long#MAX_VALUE]
/// @param term the term of the writer that created it, 0 to [Long#MAX_VALUE]
public record DataFileName(long fileId, long term) {
    private static final String PREFIX = "data_";

    /// Checks the ranges.
    public DataFileName {
        if (fileId < 0 || term < 0) {
            throw new IllegalArgumentException("a data file has no negative id or term: " + fileId + ", " + term);
        }
    }

    /// What a name in a directory says.
    ///
    /// @return null when it is not the name of a data file
    public static DataFileName parse(String name) {
        int separator = name.indexOf('_', PREFIX.length());
        if (!name.startsWith(PREFIX) || separator < 0) {
            return null;
        }
        long fileId = DecimalNames.parse(name, PREFIX.length(), separator);
        long term = DecimalNames.parse(name, separator + 1, name.length());
        return fileId < 0 || term < 0 ? null : new DataFileName(fileId, term);
    }

    /// The name in its directory.
    public String format() {
        return PREFIX + fileId + "_" + term;
    }
}

package dev.coppice.store.object;

import dev.coppice.store.StoreException;

/// The rule for the paths of objects. They are the names of files or the keys of a bucket, so they keep to characters
/// that mean the same everywhere, and leave names that end in `.tmp` to files that are being written.
public final class ObjectPaths {
    /// The longest path, in characters.
    public static final int MAX_LENGTH = 512;

    /// The longest part of a path, in characters.
    public static final int MAX_PART_LENGTH = 200;

    private static final String TEMPORARY = ".tmp";

    private ObjectPaths() {}

    /// Checks a path.
    ///
    /// @return the path
    /// @throws StoreException.Invalid when it cannot be that of an object
    public static String check(String path) {
        String fault = faultOf(path);
        if (fault != null) {
            throw new StoreException.Invalid("'" + path + "' cannot be the path of an object: " + fault);
        }
        return path;
    }

    /// Whether a path can be that of an object.
    public static boolean isValid(String path) {
        return faultOf(path) == null;
    }

    private static String faultOf(String path) {
        if (path == null || path.isEmpty() || path.length() > MAX_LENGTH) {
            return "it has 1 to " + MAX_LENGTH + " characters, not " + (path == null ? "null" : path.length());
        }
        for (int start = 0; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String fault = faultOfPart(path.substring(start, end));
            if (fault != null) {
                return fault;
            }
            start = end + 1;
        }
        return null;
    }

    private static String faultOfPart(String part) {
        if (part.isEmpty() || part.length() > MAX_PART_LENGTH) {
            return "each of its parts has 1 to " + MAX_PART_LENGTH + " characters, not " + part.length();
        }
        if (part.startsWith(".") || part.endsWith(TEMPORARY)) {
            return "no part begins with a dot or ends in '" + TEMPORARY + "', as '" + part + "' does";
        }
        for (int i = 0; i < part.length(); i++) {
            if (!isAllowed(part.charAt(i))) {
                return "'" + part.charAt(i) + "' is not among letters, digits, '_', '-', '.' and '/'";
            }
        }
        return null;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.';
    }
}

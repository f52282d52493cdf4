package dev.coppice.store;

/// The rule for the names of tables, forks and archives: they become parts of file names and of `DB@fork` on a command
/// line, so they keep to characters that mean the same everywhere.
public final class Names {
    private Names() {}

    /// Checks a name: letters, digits, `_`, `-` and `.`, and no dot at the start.
    ///
    /// @param kind what is named, for the message
    /// @param maxLength the longest name in characters
    /// @return the name
    /// @throws StoreException.Invalid when it cannot name anything
    public static String check(String kind, String name, int maxLength) {
        if (name == null || name.isEmpty() || name.length() > maxLength) {
            throw new StoreException.Invalid("the name of a " + kind + " has 1 to " + maxLength + " characters, not "
                    + (name == null ? "null" : name.length()));
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isAllowed(name.charAt(i)) || (i == 0 && name.charAt(0) == '.')) {
                throw new StoreException.Invalid("'" + name + "' cannot name a " + kind + ": character " + (i + 1)
                        + " is '" + name.charAt(i)
                        + "'; use letters, digits, '_', '-' and '.', and no dot at the start");
            }
        }
        return name;
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

package dev.coppice.cli.argument;

import dev.coppice.store.Fork;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;

/// Names one state of a database: the latest commit of a fork, or what an archive keeps.
public sealed interface StateName {
    /// What stands before the name of an archive.
    String ARCHIVE_PREFIX = "archive:";

    /// The fork that every database begins with.
    StateName PRIMARY = new OfFork(Fork.PRIMARY);

    /// The name, as the store knows it.
    String name();

    /// A fork.
    record OfFork(String name) implements StateName {
        @Override
        public String toString() {
            return name;
        }
    }

    /// An archive.
    record OfArchive(String name) implements StateName {
        @Override
        public String toString() {
            return ARCHIVE_PREFIX + name;
        }
    }

    /// Reads `FORK` or `archive:NAME`.
    ///
    /// @throws StoreException.Invalid when no fork or archive can have the name
    static StateName parse(String text) {
        if (text.startsWith(ARCHIVE_PREFIX)) {
            return new OfArchive(checked("an archive", text.substring(ARCHIVE_PREFIX.length())));
        }
        return new OfFork(checked("a fork", text));
    }

    /// Reads `FORK`, where an archive will not do.
    ///
    /// @return the name
    /// @throws StoreException.Invalid when no fork can have it
    static String parseFork(String text) {
        if (parse(text) instanceof OfFork(String name)) {
            return name;
        }
        throw new StoreException.Invalid("'" + text + "' names an archive, and here a fork is named");
    }

    /// The name if a fork or archive can have it. The store checks as well; this one fails before a file is opened.
    private static String checked(String kind, String name) {
        if (name.isEmpty() || name.length() > Limits.MAX_FORK_NAME_LENGTH) {
            throw new StoreException.Invalid("the name of " + kind + " has 1 to " + Limits.MAX_FORK_NAME_LENGTH
                    + " characters, not " + name.length());
        }
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]*")) {
            throw new StoreException.Invalid("'" + name + "' cannot name " + kind
                    + "; use letters, digits, '_', '-' and '.', and no dot at the start");
        }
        return name;
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import java.util.HashSet;
import java.util.Set;

/// Tables of which some state cannot be read, so that nobody knows which files it uses: any of a table of that name, in
/// any fork, may be among them. Confined to one thread.
final class UnreadableTables {
    private final Set<String> prefixes = new HashSet<>();
    private StoreException firstCause;

    void add(TableIdent ident, StoreException cause) {
        prefixes.add(StoreContext.directoryPrefix(ident));
        firstCause = firstCause == null ? cause : firstCause;
    }

    /// Refuses when there are any.
    void requireNone() {
        if (firstCause != null) {
            throw firstCause;
        }
    }

    /// Whether an unreadable state may use what is in a table's directory.
    boolean mayUse(String directory) {
        String name = directory.substring(directory.lastIndexOf('/') + 1);
        return prefixes.contains(name.substring(0, name.lastIndexOf('.') + 1));
    }
}

package dev.coppice.store.load;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import java.nio.file.Path;

/// A process that opens a database, compacts it and says how that went.
final class CompactingProcess {
    private CompactingProcess() {}

    /// @param arguments the database's directory
    public static void main(String[] arguments) {
        DatabaseOptions options = DatabaseOptions.DEFAULT.withBackgroundWork(false);
        try (Database database = Database.open(Path.of(arguments[0]), options)) {
            database.compact();
            System.out.println("compacted");
        }
    }
}

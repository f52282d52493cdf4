package dev.coppice.gremlin;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The databases that graphs of this process have open: one for each directory, however many of its forks are in use,
/// because a database has one writer. Thread-safe.
final class OpenDatabases {
    private static final ConcurrentMap<Place, Shared> OPEN = new ConcurrentHashMap<>();

    private OpenDatabases() {}

    private record Place(Path directory, boolean isReadOnly) {}

    private record Shared(GraphDatabase database, int users) {}

    /// A database that is open, which must be released as often as it was acquired.
    ///
    /// @param database the database
    /// @param release gives it back, and closes it if nobody else has it
    record Lease(GraphDatabase database, Runnable release) {}

    /// Opens a database, or takes part in one that is open.
    static Lease acquire(Path directory, boolean isReadOnly) {
        Place place = new Place(canonical(directory), isReadOnly);
        Shared shared = OPEN.compute(
                place,
                (same, present) ->
                        present == null ? new Shared(open(place), 1) : new Shared(present.database, present.users + 1));
        return new Lease(shared.database, () -> release(place));
    }

    private static void release(Place place) {
        OPEN.computeIfPresent(place, (same, present) -> {
            if (present.users > 1) {
                return new Shared(present.database, present.users - 1);
            }
            present.database.close();
            return null;
        });
    }

    private static GraphDatabase open(Place place) {
        DatabaseOptions options = DatabaseOptions.DEFAULT;
        return GraphDatabase.open(place.directory, place.isReadOnly ? options.asReadOnly() : options);
    }

    /// The one name of a directory, which may not be there yet.
    private static Path canonical(Path directory) {
        Path absolute = directory.toAbsolutePath();
        Path present = absolute;
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        try {
            return present.equals(absolute)
                    ? present.toRealPath()
                    : present.toRealPath()
                            .resolve(absolute.subpath(present.getNameCount(), absolute.getNameCount()))
                            .normalize();
        } catch (IOException e) {
            throw new StoreException.Io("cannot tell where " + directory + " is", e);
        }
    }
}

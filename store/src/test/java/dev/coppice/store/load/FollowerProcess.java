package dev.coppice.store.load;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A process that follows a database which another one writes to, until it is told to `end`. It compares all that it
/// sees with what [Numbered] transactions must show: of each fork whole transactions up to one, and later never fewer.
/// Of errors it accepts that a fork or archive has been dropped, and no other.
///
/// | line | meaning |
/// | --- | --- |
/// | `open` | the database is open |
/// | `rounds NUMBER` | how often it has looked, at the end |
/// | `saw FORK NUMBER` | the last transaction of a fork, at the end |
/// | `failed ...` | something went wrong |
final class FollowerProcess {
    private final Path directory;
    private final Map<Long, Long> seen = new HashMap<>();
    private final BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    private Database database;
    private int rounds;

    private FollowerProcess(Path directory) {
        this.directory = directory;
    }

    /// @param arguments the directory
    public static void main(String[] arguments) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            System.out.println("failed " + failure);
            failure.printStackTrace(System.out);
            System.exit(1);
        });
        new FollowerProcess(Path.of(arguments[0])).follow();
    }

    private void open() {
        database = Database.open(directory, DatabaseOptions.DEFAULT.asReadOnly());
    }

    private void follow() throws Exception {
        open();
        System.out.println("open");
        while (!input.ready()) {
            rounds++;
            if (rounds % 20 == 0) {
                database.close();
                open();
            }
            look(false);
        }
        if (!"end".equals(input.readLine())) {
            return;
        }
        System.out.println("rounds " + rounds);
        look(true);
        database.close();
    }

    private void look(boolean says) {
        database.refresh();
        for (ForkInfo info : database.forks()) {
            try (Fork fork = database.fork(info.name());
                    Snapshot snapshot = fork.snapshot()) {
                long last = verify(snapshot);
                if (last < seen.getOrDefault(info.id(), 0L)) {
                    throw new AssertionError(
                            info + " was at " + seen.get(info.id()) + " before, and is at " + last + " now");
                }
                seen.put(info.id(), last);
                if (says) {
                    System.out.println("saw " + info.name() + " " + last);
                }
                if (rounds % 5 == 0) {
                    // What is held stays, whatever the writer deletes, and the follower takes up.
                    database.refresh();
                    if (verify(snapshot) != last) {
                        throw new AssertionError("a snapshot of " + info + " has moved");
                    }
                }
            } catch (StoreException.NotFound dropped) {
                continue;
            }
        }
        for (ArchiveInfo info : database.archives()) {
            try (Snapshot archive = database.archive(info.name())) {
                long unused = verify(archive);
            } catch (StoreException.NotFound deleted) {
                continue;
            }
        }
    }

    private long verify(Snapshot snapshot) {
        Numbered numbered = new Numbered(database.primary());
        return numbered.verify(snapshot, number -> numbered.writer(snapshot, number));
    }
}

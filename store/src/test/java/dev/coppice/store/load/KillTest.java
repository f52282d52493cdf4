package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.Snapshot;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that writes to a database, again and again, and looks each time whether everything that the process
/// had acknowledged is there, and nothing half done.
class KillTest {
    /// What is known of a fork: from whom, and after which transaction, it was made.
    private record Origin(String parent, long after) {}

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(System.nanoTime());
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Map<String, String> forking = new HashMap<>();
    private final Map<String, String> archives = new HashMap<>();
    private final Set<String> dropping = new HashSet<>();
    private final Set<String> dropped = new HashSet<>();

    @Test
    void kill_someTimes_losesNothingAcknowledged() throws Exception {
        killAndCheck(20, 250);
    }

    @Test
    @Tag("long")
    void kill_manyTimes_losesNothingAcknowledged() throws Exception {
        killAndCheck(500, 1_500);
    }

    private void killAndCheck(int kills, int maxMillis) throws Exception {
        origins.put(Fork.PRIMARY, new Origin(null, 0));
        acknowledged.put(Fork.PRIMARY, 0L);
        for (int run = 0; run < kills; run++) {
            try (ChildProcess child =
                    ChildProcess.start(WriterProcess.class, directory.toString(), Integer.toString(run))) {
                if (random.nextInt(8) > 0) {
                    assertThat(child.awaitLine("open"))
                            .as(() -> "opened: " + child.lines())
                            .isTrue();
                }
                Thread.sleep(random.nextInt(maxMillis));
                List<String> lines = child.kill();
                assertThat(lines).as("run %d", run).noneMatch(line -> line.startsWith("failed"));
                lines.forEach(this::note);
            }
            // Sometimes only looks, so that the next writer finds what the killed one has left.
            boolean readOnly = run > 3 && random.nextBoolean();
            checkAll(readOnly ? DatabaseOptions.DEFAULT.asReadOnly() : WriterProcess.OPTIONS, run);
        }
    }

    private void note(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "commit" -> acknowledged.merge(words[1], Long.parseLong(words[2]), Math::max);
            case "forking" -> forking.put(words[1], words[2]);
            case "forked" -> {
                origins.put(words[1], new Origin(words[2], Long.parseLong(words[3])));
                acknowledged.putIfAbsent(words[1], Long.parseLong(words[3]));
            }
            case "dropping" -> dropping.add(words[1]);
            case "dropped" -> dropped.add(words[1]);
            case "archiving" -> archives.put(words[1], words[2]);
            default -> assertThat(words[0]).isIn("open", "archived");
        }
    }

    private void checkAll(DatabaseOptions options, int run) {
        try (Database database = Database.open(directory, options)) {
            Set<String> present = new HashSet<>();
            for (ForkInfo info : database.forks()) {
                present.add(info.name());
                try (Fork fork = database.fork(info.name())) {
                    checkFork(fork, run);
                }
            }
            for (String name : origins.keySet()) {
                boolean mayBeGone = dropping.contains(name);
                assertThat(present.contains(name) || mayBeGone)
                        .as("run %d: fork %s is there", run, name)
                        .isTrue();
            }
            assertThat(present).as("run %d", run).noneMatch(dropped::contains);
            for (ArchiveInfo archive : database.archives()) {
                try (Snapshot snapshot = database.archive(archive.name())) {
                    String fork = archives.get(archive.name());
                    new Numbered(database.primary()).verify(snapshot, number -> writer(fork, number));
                }
            }
            assertThat(database.check().problems()).as("run %d", run).isEmpty();
            // What was cut off is decided now.
            dropping.stream().filter(name -> !present.contains(name)).forEach(dropped::add);
            dropping.removeAll(present);
        }
    }

    private void checkFork(Fork fork, int run) {
        String name = fork.name();
        Numbered numbered = new Numbered(fork);
        if (!origins.containsKey(name)) {
            // Its creation was not acknowledged, so nobody can have written to it.
            assertThat(forking).as("run %d", run).containsKey(name);
            origins.put(name, new Origin(forking.get(name), numbered.last(fork)));
            acknowledged.put(name, numbered.last(fork));
        }
        long last = numbered.verify(fork, number -> writer(name, number));
        long least = acknowledged.get(name);
        assertThat(last).as("run %d: the last transaction of %s", run, name).isBetween(least, least + 1);
        acknowledged.put(name, last);
    }

    /// Who wrote the transaction of a number that a fork shows.
    private String writer(String fork, long number) {
        String at = fork;
        while (number <= origins.get(at).after()) {
            at = origins.get(at).parent();
        }
        return at;
    }
}

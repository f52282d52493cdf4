package dev.coppice.store.load;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.Transaction;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A process that writes to a database until it is killed, and says what it is about to do and what it has done. One
/// thread for each fork commits numbered transactions; the main thread checkpoints, compacts, forks, archives and
/// drops.
///
/// | line | meaning |
/// | --- | --- |
/// | `open` | the database is open |
/// | `commit FORK NUMBER` | the transaction was acknowledged, durable or buffered: either survives the process |
/// | `forking FORK PARENT` | a fork is about to be created |
/// | `forked FORK PARENT NUMBER` | it was, after that transaction |
/// | `dropping FORK` | a fork is about to be dropped |
/// | `dropped FORK` | it was |
/// | `archiving NAME FORK` | an archive is about to be made |
/// | `archived NAME FORK` | it was |
/// | `failed ...` | something went wrong |
final class WriterProcess {
    static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 16)
            .withCompactionFactor(0.6);
    private static final int FORKS = 3;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    private final Database database;
    private final SplittableRandom random;
    private final Map<String, Thread> writers = new HashMap<>();
    private final String run;
    private int names;

    private WriterProcess(Path directory, String run) {
        this.run = run;
        random = new SplittableRandom(Long.parseLong(run) * 31 + 7);
        database = Database.open(directory, OPTIONS);
    }

    /// Takes the directory and the number of the run, which becomes part of new names.
    public static void main(String[] arguments) throws InterruptedException {
        WriterProcess process = new WriterProcess(Path.of(arguments[0]), arguments[1]);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> process.fail(failure));
        process.work();
    }

    private void say(String line) {
        synchronized (out) {
            out.print(line + "\n");
            // Nobody listens any more: the tests were killed, and this process must not outlive them.
            if (out.checkError()) {
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private void work() throws InterruptedException {
        say("open");
        for (ForkInfo info : database.forks()) {
            startWriter(info.name());
        }
        while (true) {
            step();
        }
    }

    private void fail(Throwable e) {
        say("failed " + e);
        e.printStackTrace(out);
        Runtime.getRuntime().halt(1);
    }

    private void startWriter(String name) {
        Thread thread = new Thread(() -> write(name, new SplittableRandom(name.hashCode())), name);
        writers.put(name, thread);
        thread.start();
    }

    private void write(String name, SplittableRandom choices) {
        try (Fork fork = database.fork(name)) {
            Numbered numbered = new Numbered(fork);
            long number = numbered.last(fork);
            while (!Thread.currentThread().isInterrupted()) {
                number++;
                try (Transaction transaction = fork.begin()) {
                    numbered.write(transaction, name, number);
                    transaction.commit(choices.nextInt(3) == 0 ? Durability.DURABLE : Durability.BUFFERED);
                }
                say("commit " + name + " " + number);
            }
        }
    }

    private void step() throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> database.checkpoint();
            case 1 -> database.compact();
            case 2, 3 -> fork();
            case 4 -> drop();
            case 5 -> archive();
            default -> Thread.sleep(random.nextInt(10));
        }
    }

    private List<ForkInfo> forks() {
        return new ArrayList<>(database.forks());
    }

    private void fork() {
        List<ForkInfo> forks = forks();
        if (forks.size() > FORKS) {
            return;
        }
        String parent = forks.get(random.nextInt(forks.size())).name();
        String name = "fork-" + run + "-" + names++;
        try (Fork from = database.fork(parent)) {
            say("forking " + name + " " + parent);
            try (Fork fork = from.fork(name)) {
                say("forked " + name + " " + parent + " " + new Numbered(fork).last(fork));
            }
        }
        startWriter(name);
    }

    private void drop() throws InterruptedException {
        List<ForkInfo> forks = forks();
        if (forks.size() < 2) {
            return;
        }
        String name = forks.get(1 + random.nextInt(forks.size() - 1)).name();
        Thread writer = writers.remove(name);
        writer.interrupt();
        writer.join();
        say("dropping " + name);
        database.drop(name, DropMode.KEEP_CHILDREN);
        say("dropped " + name);
    }

    private void archive() {
        if (database.archives().size() > 2) {
            database.deleteArchive(database.archives().getFirst().name());
        }
        List<ForkInfo> forks = forks();
        String parent = forks.get(random.nextInt(forks.size())).name();
        String name = "archive-" + run + "-" + names++;
        try (Fork fork = database.fork(parent)) {
            say("archiving " + name + " " + parent);
            fork.archive(name);
            say("archived " + name + " " + parent);
        }
    }
}

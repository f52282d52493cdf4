package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Json;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The main job, told step by step: import real data, fork it, change the fork, compare, promote, kill a process in the
/// middle of its work, and prove after each turn that the database holds exactly what a map in memory holds.
///
/// Every command that is shown is run, in this process, as a user would type it. What it reads is left beside the
/// database, so that each step can be tried again by hand.
public final class Tour {
    private static final int MAX_POMS = 20_000;
    private static final int COMMITS_BEFORE_KILL = 200;
    private static final String POMS = "poms";
    private static final String DEPENDENCIES = "dependencies";
    private static final String FORK = "upgrade";

    private final Console console;
    private final Narrator narrator;
    private final Path directory;
    private final Path database;

    /// A tour that leaves its files in a directory.
    ///
    /// @param directory an empty or absent directory
    /// @param runner runs the commands
    public Tour(Console console, Output out, CommandRunner runner, Path directory) {
        this.console = console;
        this.narrator = new Narrator(console, out, runner);
        this.directory = directory;
        this.database = directory.resolve("tour.db");
    }

    /// Where Maven keeps the POM files that it read.
    public static Path mavenRepository(Console console) {
        return MavenRepository.locate(console.environment());
    }

    /// Takes the tour.
    ///
    /// @param source where the POM files are
    /// @return whether every proof holds
    public boolean take(Path source) throws IOException, InterruptedException {
        prepareDirectory();
        sayHowToType();
        try {
            Poms all = readPoms(source);
            importAll(all);
            Upgrade upgrade = Upgrade.plan(all);
            Poms upgraded = upgrade.applyTo(all);
            fork(all, upgrade);
            change(all, upgraded, upgrade);
            compare(all, upgraded);
            promote(upgraded);
            kill();
            reopen(upgraded);
            new GraphTour(console, narrator, directory).take(all);
        } catch (StepFailed e) {
            narrator.prove("the step does its work: " + e.getMessage(), false);
        }
        boolean holds = narrator.summarise();
        narrator.say("The databases, the picture and what was read into them are in " + directory);
        return holds;
    }

    private void sayHowToType() {
        narrator.say("Each command works as it is printed: try them on another database, side by side with this tour.");
        String launcher = console.environment().apply("COPPICE_LAUNCHER");
        if (launcher != null) {
            narrator.showCommand("alias", "coppice=" + launcher);
        }
    }

    private void prepareDirectory() throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> list = Files.list(directory)) {
            if (list.findAny().isPresent()) {
                throw new Failure(
                        ExitCode.ALREADY_EXISTS, directory + " is not empty; name a directory that is empty or absent");
            }
        }
    }

    private Poms readPoms(Path source) throws IOException {
        narrator.step("Read the POM files below " + source);
        long begin = console.nanoTime().getAsLong();
        List<Path> files = Files.isDirectory(source) ? MavenRepository.poms(source, MAX_POMS) : List.of();
        Poms all;
        try (Progress progress = new Progress(console, "files")) {
            all = Poms.read(source, files, progress);
        }
        if (all.poms().isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "there are no POM files below " + source
                            + "; run any Maven build to fill the local repository (for example 'mvn verify' in this"
                            + " project), or name another directory with --poms DIR");
        }
        narrator.say("found " + Numbers.grouped(all.poms().size()) + " artifacts with "
                + Numbers.grouped(all.dependencies().size()) + " dependencies in "
                + Numbers.grouped(files.size()) + " files"
                + (files.size() == MAX_POMS ? ", the most that are read" : ""));
        writeEntries(POMS, all.poms());
        writeEntries(DEPENDENCIES, all.dependencies());
        narrator.say("written as rows to import: " + file(POMS) + " and " + file(DEPENDENCIES));
        narrator.took(
                "read POM files, write them as JSON lines", console.nanoTime().getAsLong() - begin);
        return all;
    }

    private void importAll(Poms all) throws IOException {
        narrator.step("Import them: a table of POMs, and an index of who depends on what");
        narrator.run("import", database.toString(), "--table", POMS, file(POMS));
        narrator.run("import", database.toString(), "--table", DEPENDENCIES, file(DEPENDENCIES));
        narrator.run("tables", database.toString());
        proveContent("the database holds every POM and every dependency, byte for byte", Fork.PRIMARY, all);
    }

    private void fork(Poms all, Upgrade upgrade) {
        if (!all.dependencies().isEmpty()) {
            narrator.step("Ask a question: who depends on " + upgrade.artifact() + ", and in which version?");
            narrator.run(
                    "scan", database.toString(), DEPENDENCIES, "--prefix", upgrade.artifact() + "|", "--limit", "8");
        }
        narrator.step("Fork the database: everything is shared, nothing is copied");
        narrator.run("fork", database.toString(), FORK);
    }

    private void change(Poms all, Poms upgraded, Upgrade upgrade) throws IOException {
        narrator.step("On the fork, move all who depend on " + upgrade.artifact() + " to version " + upgrade.version()
                + ", and delete its older versions");
        String onFork = database + "@" + FORK;
        changeTable(onFork, POMS, all.poms(), upgraded.poms());
        changeTable(onFork, DEPENDENCIES, all.dependencies(), upgraded.dependencies());
        proveContent("the fork holds the edited POMs", FORK, upgraded);
    }

    /// Brings a table from one content to another one, with the commands that a user has for it.
    private void changeTable(
            String target, String table, NavigableMap<String, byte[]> before, NavigableMap<String, byte[]> after)
            throws IOException {
        NavigableMap<String, byte[]> changed = new TreeMap<>();
        after.forEach((key, value) -> {
            if (!Arrays.equals(before.get(key), value)) {
                changed.put(key, value);
            }
        });
        List<String> deleted = new ArrayList<>(before.keySet());
        deleted.removeAll(after.keySet());
        if (!changed.isEmpty()) {
            writeEntries(table + "-upgraded", changed);
            narrator.run("import", target, "--table", table, file(table + "-upgraded"));
        }
        if (!deleted.isEmpty()) {
            Path keys = directory.resolve(table + "-deleted.txt");
            Files.write(keys, deleted);
            narrator.run("delete", target, table, "--keys", keys.toString());
        }
    }

    private void compare(Poms all, Poms upgraded) {
        narrator.step("Compare the fork with primary: the time depends on what differs, not on what is there");
        String printed = narrator.run("diff", database.toString(), FORK, "primary", "--count");
        narrator.run("diff", database.toString(), FORK, "primary", "--table", POMS, "--limit", "6");
        narrator.prove(
                "the diff counts exactly what was changed", printed.strip().equals(expectedCounts(all, upgraded)));
        narrator.step("Primary has not moved");
        narrator.run("snapshot", database.toString());
        proveContent("primary holds what was imported, and nothing of the fork", Fork.PRIMARY, all);
    }

    private static String expectedCounts(Poms all, Poms upgraded) {
        long added = 0;
        long removed = 0;
        long changed = 0;
        for (var tables : List.of(
                Map.entry(all.poms(), upgraded.poms()), Map.entry(all.dependencies(), upgraded.dependencies()))) {
            for (var entry : tables.getValue().entrySet()) {
                byte[] before = tables.getKey().get(entry.getKey());
                added += before == null ? 1 : 0;
                changed += before != null && !Arrays.equals(before, entry.getValue()) ? 1 : 0;
            }
            removed += tables.getKey().keySet().stream()
                    .filter(key -> !tables.getValue().containsKey(key))
                    .count();
        }
        return Numbers.grouped(added) + " added, " + Numbers.grouped(removed) + " removed, " + Numbers.grouped(changed)
                + " changed";
    }

    private void promote(Poms upgraded) {
        narrator.step("Promote the fork: all of it becomes part of primary in one transaction");
        narrator.run("promote", database.toString(), FORK);
        proveContent("primary holds the upgrade", Fork.PRIMARY, upgraded);
    }

    private void kill() throws IOException, InterruptedException {
        narrator.step("Kill a process in the middle of its work");
        narrator.say("It commits transactions of " + Worker.ENTRIES_PER_COMMIT
                + " entries, durably, as fast as it can; after some it gets SIGKILL. By hand, kill it yourself.");
        narrator.showCommand("coppice", "tour-worker", database.toString());
        long begin = console.nanoTime().getAsLong();
        KilledProcess killed = KilledProcess.run(database, COMMITS_BEFORE_KILL);
        long nanos = console.nanoTime().getAsLong() - begin;
        narrator.say("it had acknowledged " + Numbers.grouped(killed.acknowledged()) + " commits; exit code "
                + killed.exitCode());
        narrator.took("start a process, let it commit, kill it", nanos);
        if (killed.acknowledged() < COMMITS_BEFORE_KILL) {
            throw new StepFailed("the process ended by itself");
        }
        begin = console.nanoTime().getAsLong();
        try (Database reopened = Database.open(database, DatabaseOptions.DEFAULT.mustExist())) {
            narrator.took("reopen after the kill", console.nanoTime().getAsLong() - begin);
            Worker.Remains remains =
                    Worker.remains(reopened.primary(), reopened.primary().table(Worker.TABLE));
            narrator.say("found " + Numbers.grouped(remains.whole()) + " commits");
            narrator.prove("every acknowledged commit is there", remains.whole() >= killed.acknowledged());
            narrator.prove("every commit is there wholly or not at all", remains.isClean());
        }
    }

    private void reopen(Poms upgraded) {
        narrator.step("All is there, and all is sound");
        proveContent("after the kill, primary holds the upgrade, byte for byte", Fork.PRIMARY, upgraded);
        proveContent("after the kill, so does the fork", FORK, upgraded);
        String found = narrator.run("check", database.toString());
        narrator.prove("every page, checksum, order and count is as it must be", found.startsWith("sound: "));
        narrator.run("forks", database.toString());
        narrator.run("stats", database.toString());
    }

    private void proveContent(String claim, String fork, Poms expected) {
        long begin = console.nanoTime().getAsLong();
        boolean same;
        try (Database opened = Database.open(database, DatabaseOptions.DEFAULT.asReadOnly());
                Fork handle = opened.fork(fork)) {
            same = holds(handle, handle.table(POMS), expected.poms())
                    && holds(handle, handle.table(DEPENDENCIES), expected.dependencies());
        }
        narrator.prove(
                claim + " ("
                        + Numbers.grouped(
                                expected.poms().size() + expected.dependencies().size()) + " entries compared in "
                        + Numbers.nanos(console.nanoTime().getAsLong() - begin) + ")",
                same);
    }

    /// Whether a table holds exactly the entries of a map.
    private static boolean holds(View view, Table table, NavigableMap<String, byte[]> expected) {
        long count = 0;
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                byte[] value = expected.get(new String(cursor.key(), StandardCharsets.UTF_8));
                if (value == null || !Arrays.equals(value, cursor.value())) {
                    return false;
                }
                count++;
            }
        }
        return count == expected.size();
    }

    private String file(String name) {
        return directory.resolve(name + ".jsonl").toString();
    }

    private void writeEntries(String name, NavigableMap<String, byte[]> entries) throws IOException {
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(Path.of(file(name))))) {
            for (var entry : entries.entrySet()) {
                stream.write(Json.object(generator -> {
                    generator.writeStringField("key", entry.getKey());
                    Json.bytes(generator, "value", entry.getValue());
                }));
                stream.write('\n');
            }
        }
    }
}

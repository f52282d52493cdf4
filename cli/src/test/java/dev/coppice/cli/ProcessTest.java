package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coppice.cli.TestCli.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program as the system sees it: killed, read by others, beside itself, on a disk that is full.
@Timeout(120)
class ProcessTest {
    private static final int ROWS = 100_000;

    @TempDir
    private Path directory;

    private Path rows(String keyFormat) throws IOException {
        StringBuilder text = new StringBuilder("k,v\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(keyFormat.formatted(i))
                    .append(",the value of row ")
                    .append(i)
                    .append('\n');
        }
        return Files.writeString(directory.resolve("rows.csv"), text);
    }

    private static long count(Path db) {
        return Long.parseLong(ok("count", db, "t").strip());
    }

    @Test
    void import_killedBetweenTransactions_leavesASoundDatabaseWithTheFirstRowsInWholeTransactions() throws Exception {
        Path rows = rows("%07d");
        Path db = directory.resolve("db");
        ok("put", db, "t", "zzz", "above all rows, so that they go through transactions", "--create");

        Process process = ChildCli.start("import", db, "--table", "t", "--value", "v", rows);
        while (process.isAlive() && bytes(db, "wal_") < 1 << 20) {
            Thread.sleep(1);
        }
        process.toHandle().destroyForcibly();

        assertThat(process.waitFor())
                .as(ChildCli.read(process.getErrorStream()))
                .isEqualTo(137);
        assertThat(ok("check", db)).startsWith("sound: ");
        long imported = count(db) - 1;
        assertThat(imported % 1_000).isZero();
        assertThat(imported).isGreaterThan(0).isLessThan(ROWS);
        assertThat(ok("scan", db, "t", "--keys-only", "--reverse", "--limit", 2))
                .isEqualTo("zzz\n%07d\n".formatted(imported - 1));
        ok("import", db, "--table", "t", "--value", "v", rows);
        assertThat(count(db)).isEqualTo(ROWS + 1);
    }

    @Test
    void import_killedWhileItLoadsPages_leavesNothingOrAll() throws Exception {
        Path rows = rows("%07d");
        Path db = directory.resolve("db");
        ok("put", db, "other", "k", "v", "--create");

        Process process = ChildCli.start("import", db, "--table", "t", "--value", "v", rows);
        while (process.isAlive() && bytes(db, "data_") < 1 << 20) {
            Thread.sleep(1);
        }
        process.toHandle().destroyForcibly();
        process.waitFor();

        assertThat(ok("check", db)).startsWith("sound: ");
        if (ok("tables", db, "--json").contains("\"t\"")) {
            assertThat(count(db)).isIn(0L, (long) ROWS);
        }
        assertThat(ok("get", db, "other", "k")).isEqualTo("v");
        ok("import", db, "--table", "t", "--value", "v", rows);
        assertThat(count(db)).isEqualTo(ROWS);
    }

    private static long bytes(Path db, String prefix) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(db)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .toList()) {
                bytes += file.toFile().length(); // 0 for one that has gone since
            }
        } catch (UncheckedIOException gone) {
            return 0; // while it was looked at
        }
        return bytes;
    }

    @Test
    void scan_readerReadsOneLine_endsWith141AndWithoutAWord() throws Exception {
        Path db = directory.resolve("db");
        ok("import", db, "--table", "t", "--value", "v", rows("%07d"));
        for (List<String> command : List.of(
                List.of("scan", db.toString(), "t"),
                List.of("export", db.toString(), "--table", "t", "--format", "csv"))) {
            Process process = ChildCli.start(command.toArray());
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(reader.readLine()).isNotEmpty();
            }

            assertThat(process.waitFor()).as(command.toString()).isEqualTo(141);
            assertThat(ChildCli.read(process.getErrorStream())).isEmpty();
        }
    }

    @Test
    void write_anotherProcessWrites_isExitCode14AndReadingFollowsIt() throws Exception {
        Path db = directory.resolve("db");
        ok("put", db, "t", "k", "v", "--create");
        Process worker = ChildCli.start("tour-worker", db);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
            reader.readLine();
            for (List<Object> command : List.<List<Object>>of(
                    List.of("put", db, "t", "k", "other"),
                    List.of("delete", db, "t", "k"),
                    List.of("fork", db, "f"),
                    List.of("archive", db, "a"),
                    List.of("compact", db),
                    List.of("backup", db, directory.resolve("copy")))) {
                Result refused = new TestCli().run(command.toArray());
                assertThat(refused.code()).as(refused.err()).isEqualTo(14);
                assertThat(refused.err()).startsWith("coppice: ").contains("open for writing");
            }
            assertThat(directory.resolve("copy")).doesNotExist();
            assertThat(ok("get", db, "t", "k")).isEqualTo("v");
            assertThat(ok("tables", db)).contains("kill_test");
            assertThat(ok("check", db)).startsWith("sound: ");
        } finally {
            worker.destroyForcibly().waitFor();
        }
        ok("put", db, "t", "k", "other");
    }

    @Test
    void put_wordsThatTheLocaleCannotTell_areRefusedAndFileNamesAreBadRows() throws Exception {
        Path db = directory.resolve("db");
        ok("put", db, "t", "k", "v", "--create");
        Path files = Files.createDirectory(directory.resolve("files"));
        assertThat(run("sh", "-c", "touch \"$0/$(printf 'a\\377b')\"", files.toString()))
                .isTrue();

        for (String bytes : List.of("\\303\\274", "a\\377b")) {
            List<String> command =
                    new ArrayList<>(List.of("sh", "-c", "LC_ALL=C exec \"$@\" \"$(printf '" + bytes + "')\" v", "sh"));
            command.addAll(ChildCli.command("put", db, "t"));
            Process process = new ProcessBuilder(command).start();

            assertThat(ChildCli.read(process.getErrorStream()))
                    .startsWith("coppice: ")
                    .contains("LC_ALL=C.UTF-8");
            assertThat(process.waitFor()).isEqualTo(10);
        }
        Process process = ChildCli.start("import", db, "--table", "files", files);
        assertThat(ChildCli.read(process.getErrorStream())).contains("file 1: ", "has a name that is no text");
        assertThat(process.waitFor()).isEqualTo(30);
        assertThat(ok("scan", db, "t")).isEqualTo("k\tv\n");
        run("rm", "-r", files.toString());
    }

    @Test
    void import_fullDisk_saysWhatIsInTheTableAndLosesNothing() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()), "needs the right to mount");
        try {
            Path db = disk.resolve("db");
            ok("put", db, "t", "zzz", "kept", "--create");

            Result full = new TestCli().run("import", db, "--table", "t", "--value", "v", rows("%07d"));

            assertThat(full.code()).as(full.err()).isEqualTo(21);
            assertThat(full.err()).startsWith("coppice: ").contains("some rows are in the table; correct it and run");
            assertThat(ok("get", db, "t", "zzz")).isEqualTo("kept");
            assertThat(ok("check", db)).startsWith("sound: ");
            assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
            ok("import", db, "--table", "t", "--value", "v", directory.resolve("rows.csv"));
            assertThat(count(db)).isEqualTo(ROWS + 1);
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void write_diskThatIsReadOnly_isExitCode15AndReadingGoesOn() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()), "needs the right to mount");
        try {
            Path db = disk.resolve("db");
            ok("put", db, "t", "k", "v", "--create");
            ok("fork", db, "f");
            assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();

            for (List<Object> command : List.<List<Object>>of(
                    List.of("put", db, "t", "k", "other"),
                    List.of("fork", db, "g"),
                    List.of("drop", db, "f"),
                    List.of("compact", db),
                    List.of("put", disk.resolve("new"), "t", "k", "v", "--create"))) {
                Result refused = new TestCli().run(command.toArray());
                assertThat(refused.code()).as(refused.err()).isEqualTo(15);
                assertThat(refused.err()).startsWith("coppice: ").contains(disk.toString());
            }
            assertThat(ok("get", db + "@f", "t", "k")).isEqualTo("v");
            assertThat(ok("check", db)).startsWith("sound: ");
            assertThat(ok("export", db, "--table", "t", "--format", "csv")).contains("k,v");
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}

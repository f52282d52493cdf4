package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coppice.cli.TestCli.Result;
import dev.coppice.store.Database;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    private Path directory;

    private Path database() {
        Path db = directory.resolve("test.db");
        ok("put", db, "t", "a", "one", "--create");
        return db;
    }

    private static void assertRefused(Result result, int code, String... reasons) {
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("coppice: ").doesNotContain("\tat ").contains(List.of(reasons));
    }

    private static String okWithWarning(Object... words) {
        Result result = new TestCli().run(words);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).startsWith("coppice: warning: ").hasLineCount(1);
        return result.out();
    }

    @Test
    void anyCommand_absentDirectory_isExitCode11AndMakesNothing() {
        Path absent = directory.resolve("absent.db");
        for (List<Object> command : List.<List<Object>>of(
                List.of("get", absent, "t", "k"),
                List.of("scan", absent, "t"),
                List.of("count", absent, "t"),
                List.of("tables", absent),
                List.of("forks", absent),
                List.of("fork", absent, "f"),
                List.of("drop", absent, "f"),
                List.of("diff", absent, "f"),
                List.of("promote", absent, "f"),
                List.of("rebase", absent, "f"),
                List.of("reset", absent, "f"),
                List.of("snapshot", absent),
                List.of("archive", absent, "a"),
                List.of("archives", absent),
                List.of("restore", absent, "a", "--as", "f"),
                List.of("backup", absent, directory.resolve("x")),
                List.of("stats", absent),
                List.of("check", absent),
                List.of("compact", absent),
                List.of("delete", absent, "t", "k"),
                List.of("export", absent, "--table", "t", "--format", "csv"))) {
            assertRefused(new TestCli().run(command.toArray()), 11, "absent.db");
            assertThat(absent).doesNotExist();
        }
    }

    @Test
    void anyCommand_directoryOfAnotherProgram_isExitCode13AndUntouched() throws IOException {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("notes.txt"), "mine");

        assertRefused(new TestCli().run("scan", foreign, "t"), 13, "foreign");
        assertRefused(new TestCli().run("put", foreign, "t", "k", "v", "--create"), 13, "foreign");
        assertRefused(
                new TestCli().withInput("a\n1\n").run("import", foreign, "--table", "t", "--format", "csv", "-"),
                13,
                "foreign");
        try (Stream<Path> files = Files.list(foreign)) {
            assertThat(files).containsExactly(foreign.resolve("notes.txt"));
        }
        assertThat(foreign.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void anyCommand_newerFormat_isExitCode13AndUntouched() throws IOException {
        Path db = database();
        Path format = db.resolve("FORMAT");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(format)).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(0, 60));
        assertThat(bytes.getInt(60)).isEqualTo((int) checksum.getValue());
        bytes.putInt(16, 2);
        checksum.reset();
        checksum.update(bytes.slice(0, 60));
        Files.write(format, bytes.putInt(60, (int) checksum.getValue()).array());
        List<String> before = files(db);

        for (List<Object> command : List.<List<Object>>of(
                List.of("get", db, "t", "a"),
                List.of("put", db, "t", "a", "two"),
                List.of("put", db, "t", "a", "two", "--create"),
                List.of("check", db),
                List.of("compact", db))) {
            assertRefused(new TestCli().run(command.toArray()), 13, "test.db", "newer", "2");
            assertThat(files(db)).isEqualTo(before);
        }
    }

    private static List<String> files(Path db) throws IOException {
        try (Stream<Path> files = Files.walk(db)) {
            return files.map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anyCommand_fileInsteadOfDirectory_isExitCode13() throws IOException {
        Path file = Files.writeString(directory.resolve("file.db"), "mine");

        assertRefused(new TestCli().run("scan", file, "t"), 13, "file.db");
        assertThat(file).hasContent("mine");
    }

    @Test
    void write_databaseOpenElsewhere_isExitCode14AndReadingGoesOn() {
        Path db = database();
        try (Database open = Database.open(db)) {
            assertRefused(new TestCli().run("put", db, "t", "b", "two"), 14, "open for writing");
            assertThat(ok("get", db, "t", "a")).isEqualTo("one");
            assertThat(open.primary().sequence()).isPositive();
        }
        ok("put", db, "t", "b", "two");
    }

    @Test
    void write_readOnlyDirectory_isRefusedAndReadingGoesOn() throws IOException {
        Path db = database();
        try {
            assumeThat(setWritable(db, false)).isTrue();
            assumeThat(Files.isWritable(db)).as("not root").isFalse();

            Result result = new TestCli().run("put", db, "t", "b", "two");

            assertThat(result.code()).isIn(15, 22);
            assertThat(ok("get", db, "t", "a")).isEqualTo("one");
        } finally {
            setWritable(db, true);
        }
    }

    private static boolean setWritable(Path root, boolean writable) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.allMatch(path -> path.toFile().setWritable(writable));
        }
    }

    @Test
    void check_flippedBits_isExitCode3OrAnErrorThatNamesTheFile() throws IOException {
        Path db = database();
        for (int i = 0; i < 20; i++) {
            ok("put", db, "t", "key " + i, "value ".repeat(20));
        }
        ok("compact", db);
        List<Path> data;
        try (Stream<Path> files = Files.walk(db)) {
            data = files.filter(file -> file.getFileName().toString().startsWith("data_"))
                    .toList();
        }
        for (Path file : data) {
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < bytes.length; i += 512) {
                bytes[i] ^= 1;
            }
            Files.write(file, bytes);
        }

        Result result = new TestCli().run("check", db);

        assertThat(result.code()).isIn(3, 23);
        assertThat(result.out() + result.err()).contains("data_");
    }

    @Test
    void forks_oneOfThemDamaged_isNamedAndTheOthersGoOn() throws IOException {
        Path db = database();
        ok("fork", db, "kept");
        ok("fork", db, "broken");
        ok("put", db + "@kept", "t", "k", "kept");
        ok("put", db + "@broken", "t", "k", "broken");
        Path log = onlyFile(db.resolve("forks/2"), "wal_");
        flip(log, 60);

        assertRefused(new TestCli().run("get", db + "@broken", "t", "k"), 23, "fork 'broken' cannot be read", "wal_");
        assertThat(ok("get", db + "@kept", "t", "k")).isEqualTo("kept");
        assertThat(ok("get", db, "t", "a")).isEqualTo("one");
        assertThat(ok("forks", db, "--open")).contains("DAMAGED: fork 'broken'").contains("wal_");
        assertThat(ok("forks", db, "--open", "--json")).contains("\"damage\":");
        assertRefused(new TestCli().run("backup", db, directory.resolve("copy")), 23, "fork 'broken'");
        ok("drop", db, "broken");
        ok("check", db);
    }

    @Test
    void primary_damaged_leavesTheOtherForksAndAWayOut() throws IOException {
        Path db = database();
        ok("compact", db);
        ok("archive", db, "before");
        ok("fork", db, "kept");
        ok("put", db, "t", "b", "two");
        flip(onlyFile(db.resolve("forks/0"), "wal_00000000000000000002"), 60);

        Result refused = new TestCli().run("get", db, "t", "a");
        assertThat(refused.code()).isEqualTo(23);
        assertThat(refused.err()).contains("fork 'primary' cannot be read").contains("archive");
        assertThat(okWithWarning("get", db + "@kept", "t", "a")).isEqualTo("one");
        okWithWarning("restore", db, "before", "--as", "repaired");
        Path mended = directory.resolve("mended.db");
        okWithWarning("snapshot", db + "@repaired", "--to", mended);
        assertThat(ok("get", mended, "t", "a")).isEqualTo("one");
    }

    @Test
    void anyCommand_catalogLost_isExitCode23AndMakesNoNewDatabase() throws IOException {
        Path db = database();
        try (Stream<Path> files = Files.list(db)) {
            for (Path catalog : files.filter(
                            file -> file.getFileName().toString().startsWith("catalog_"))
                    .toList()) {
                Files.delete(catalog);
            }
        }
        assertRefused(new TestCli().run("get", db, "t", "a"), 23, "a catalog");
        assertRefused(new TestCli().run("put", db, "t", "b", "two"), 23, "a catalog");
    }

    @Test
    void write_termLost_goesOn() throws IOException {
        Path db = database();
        Files.delete(db.resolve("CURRENT_TERM"));

        assertThat(okWithWarning("get", db, "t", "a")).isEqualTo("one");
        okWithWarning("put", db, "t", "b", "two");
        ok("check", db);
    }

    @Test
    void primary_damaged_warnsInOneLineWhereTheCommandDoesNotSayItItself() throws IOException {
        Path db = database();
        ok("compact", db);
        ok("fork", db, "kept");
        ok("put", db, "t", "b", "two");
        flip(onlyFile(db.resolve("forks/0"), "wal_00000000000000000002"), 60);

        Result kept = new TestCli().run("get", db + "@kept", "t", "a");
        assertThat(kept.code()).isZero();
        assertThat(kept.out()).isEqualTo("one");
        assertThat(kept.err())
                .startsWith("coppice: warning: the database ")
                .contains("fork 'primary' cannot be read")
                .hasLineCount(1);
        Result absent = new TestCli().run("get", db + "@kept", "t", "absent");
        assertThat(absent.code()).isEqualTo(11);
        assertThat(absent.err())
                .startsWith("coppice: ")
                .contains("\ncoppice: warning: ")
                .hasLineCount(2);

        Result refused = new TestCli().run("get", db, "t", "a");
        assertThat(refused.code()).isEqualTo(23);
        assertThat(refused.err()).startsWith("coppice: fork 'primary'").hasLineCount(1);
        Result checked = new TestCli().run("check", db);
        assertThat(checked.code()).isEqualTo(3);
        assertThat(checked.out()).startsWith("problem: fork 'primary'");
        assertThat(checked.err()).isEmpty();

        assertThat(new TestCli().run("get", db, "t", "a", "--debug").err())
                .contains("\tat ", "\ncoppice: warning: the database ");
    }

    @Test
    void term_damaged_warnsWithoutBytesThatMoveTheCursor() throws IOException {
        Path db = database();
        Files.writeString(db.resolve("CURRENT_TERM"), "\u001b[2J\r\n");

        Result result = new TestCli().run("get", db, "t", "a");

        assertThat(result.code()).isZero();
        assertThat(result.err())
                .startsWith("coppice: warning: CURRENT_TERM is corrupt")
                .contains("\\x1b[2J")
                .doesNotContain("\u001b", "\r")
                .hasLineCount(1);
        assertThat(new TestCli().run("check", db).out())
                .startsWith("problem: CURRENT_TERM")
                .contains("\\x1b[2J")
                .doesNotContain("\u001b", "\r");
    }

    private static Path onlyFile(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void debug_onAnError_printsTheStackTrace() {
        Result result = new TestCli().run("scan", directory.resolve("absent.db"), "t", "--debug");

        assertThat(result.err()).contains("\tat ").contains("StoreException$NotFound");
    }
}

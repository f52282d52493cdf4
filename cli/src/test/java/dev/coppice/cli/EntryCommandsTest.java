package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryCommandsTest {
    @TempDir
    private Path directory;

    private Path db;

    @BeforeEach
    void fill() {
        db = directory.resolve("test.db");
        ok("put", db, "t", "b", "two", "--create");
        ok("put", db, "t", "a", "one");
        ok("put", db, "t", "ü", "drei");
        ok("put", db, "t", "00ff", "0001", "--key-hex", "--hex");
    }

    @Test
    void get_presentKey_printsTheBytesAndNothingElse() {
        assertThat(ok("get", db, "t", "a")).isEqualTo("one");
        assertThat(new TestCli().onTerminal().run("get", db, "t", "a").out()).isEqualTo("one\n");
        assertThat(ok("get", db, "t", "00ff", "--key-hex", "--hex")).isEqualTo("0001\n");
        assertThat(ok("get", db, "t", "a", "--json")).isEqualTo("{\"key\":\"a\",\"value\":\"one\"}\n");
        assertThat(ok("get", db, "t", "00ff", "--key-hex", "--json"))
                .isEqualTo("{\"keyHex\":\"00ff\",\"value\":\"\\u0000\\u0001\"}\n");
    }

    @Test
    void get_absentKeyTableOrFork_isExitCode11() {
        Result key = new TestCli().run("get", db, "t", "x");
        Result table = new TestCli().run("get", db, "u", "x");
        Result fork = new TestCli().run("get", db + "@f", "t", "a");

        assertThat(key.code()).isEqualTo(11);
        assertThat(key.err()).isEqualTo("coppice: there is no entry with key 'x' in table 't' of " + db + "\n");
        assertThat(table.code()).isEqualTo(11);
        assertThat(table.err())
                .isEqualTo("coppice: there is no table 'u' in " + db + "; 'coppice tables " + db + "' lists them\n");
        assertThat(fork.code()).isEqualTo(11);
        assertThat(fork.err()).startsWith("coppice: ").contains("f");
        assertThat(key.out() + table.out() + fork.out()).isEmpty();
    }

    @Test
    void scan_text_isEscapedAndInKeyOrder() {
        assertThat(ok("scan", db, "t")).isEqualTo("\\x00\\xff\t\\x00\\x01\na\tone\nb\ttwo\nü\tdrei\n");
        assertThat(ok("scan", db, "t", "--reverse", "--limit", 2, "--keys-only"))
                .isEqualTo("ü\nb\n");
        assertThat(ok("scan", db, "t", "--from", "a", "--to", "b")).isEqualTo("a\tone\n");
        assertThat(ok("scan", db, "t", "--prefix", "b", "--hex")).isEqualTo("62\t74776f\n");
        assertThat(ok("scan", db, "t", "--limit", 0)).isEmpty();
    }

    @Test
    void scan_json_isOneObjectToALine() {
        assertThat(ok("scan", db, "t", "--json", "--limit", 2))
                .isEqualTo("{\"keyHex\":\"00ff\",\"value\":\"\\u0000\\u0001\"}\n{\"key\":\"a\",\"value\":\"one\"}\n");
        assertThat(ok("scan", db, "t", "--json", "--keys-only", "--from", "b"))
                .isEqualTo("{\"key\":\"b\"}\n{\"key\":\"ü\"}\n");
    }

    @Test
    void scan_readerGoesAway_endsQuietly() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        Result result = new TestCli().withOutput(closed).run("scan", db, "t");

        assertThat(result.code()).isEqualTo(141);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void scan_outputFails_isExitCode31() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        Result result = new TestCli().withOutput(full).run("scan", db, "t");

        assertThat(result.code()).isEqualTo(31);
        assertThat(result.err()).isEqualTo("coppice: cannot write standard output: No space left on device\n");
    }

    @Test
    void count_wholeOrPart_isANumber() {
        assertThat(ok("count", db, "t")).isEqualTo("4\n");
        assertThat(ok("count", db, "t", "--from", "b")).isEqualTo("2\n");
        assertThat(ok("count", db, "t", "--json")).isEqualTo("{\"count\":4}\n");
    }

    @Test
    void tables_severalWithPartitions_areListed() {
        ok("put", db, "t:3", "k", "v");
        ok("put", db, "another", "k", "v");

        assertThat(ok("tables", db)).isEqualTo("""
                        table    entries
                        another        1
                        t              4
                        t:3            1
                        """);
        assertThat(ok("tables", db, "--json")).contains("{\"table\":\"t\",\"partition\":3,\"entries\":1}\n");
    }

    @Test
    void delete_keysRangesAndAll_sayHowMany() {
        assertThat(ok("delete", db, "t", "a", "nope")).isEqualTo("deleted 1 entry\n");
        assertThat(ok("delete", db, "t", "--prefix", "b")).isEqualTo("deleted 1 entry\n");
        assertThat(ok("delete", db, "t", "--from", "c", "--json")).startsWith("{\"deleted\":1,\"sequence\":");
        assertThat(ok("scan", db, "t", "--keys-only")).isEqualTo("\\x00\\xff\n");
        assertThat(ok("delete", db, "t", "--all")).isEqualTo("deleted 1 entry\n");
        assertThat(ok("tables", db)).isEqualTo("table  entries\n");
    }

    @Test
    void delete_keysFromAFileOrInput_areGone() throws IOException {
        Path keys = Files.writeString(directory.resolve("keys"), "a\nü\n");

        assertThat(ok("delete", db, "t", "--keys", keys)).isEqualTo("deleted 2 entries\n");
        assertThat(new TestCli()
                        .withInput("62\n")
                        .run("delete", db, "t", "--keys", "-", "--key-hex")
                        .out())
                .isEqualTo("deleted 1 entry\n");
    }

    @Test
    void delete_keysThatScanWroteInHex_deletesThoseAndNoOthers() {
        ok("put", db, "t", "a\\b", "a backslash");
        ok("put", db, "t", "a\\\\b", "two of them, which is how scan writes one");
        ok("put", db, "t", "a\nb", "two lines");
        String keys = ok("scan", db, "t", "--prefix", "a\\b", "--keys-only", "--hex")
                + ok("scan", db, "t", "--prefix", "a\n", "--keys-only", "--hex")
                + ok("scan", db, "t", "--limit", 1, "--keys-only", "--hex");

        assertThat(new TestCli()
                        .withInput(keys)
                        .run("delete", db, "t", "--keys", "-", "--key-hex")
                        .out())
                .isEqualTo("deleted 3 entries\n");
        assertThat(ok("scan", db, "t", "--keys-only")).isEqualTo("a\na\\\\\\\\b\nb\nü\n");
    }

    @Test
    void put_fileAndInput_areTakenByteForByte() throws IOException {
        byte[] large = new byte[3_000_000];
        new Random(7).nextBytes(large);
        Path file = Files.write(directory.resolve("large"), large);

        ok("put", db, "blobs", "file", "--file", file);
        Result put = new TestCli().withInput(large).run("put", db, "blobs", "input", "--file", "-");
        ok("get", db, "blobs", "input", "--file", directory.resolve("copy"));

        assertThat(put.code()).isZero();
        assertThat(Arrays.equals(new TestCli().run("get", db, "blobs", "file").bytes(), large))
                .isTrue();
        assertThat(directory.resolve("copy")).hasBinaryContent(large);
    }

    @Test
    void put_missingFile_isExitCode31AndNothingHappens() {
        Result result = new TestCli().run("put", db, "t", "k", "--file", directory.resolve("none"));

        assertThat(result.code()).isEqualTo(31);
        assertThat(result.err())
                .isEqualTo(
                        "coppice: cannot read " + directory.resolve("none") + ": there is no such file or directory\n");
    }

    @Test
    void put_timeToLive_isReportedAndPasses() throws InterruptedException {
        ok("put", db, "t", "long", "v", "--ttl", "1d");
        ok("put", db, "t", "short", "v", "--ttl", "1ms");
        Thread.sleep(5);

        assertThat(ok("get", db, "t", "long", "--json")).contains("\"expiresAt\":");
        assertThat(new TestCli().run("get", db, "t", "short").code()).isEqualTo(11);
    }

    @Test
    void put_absentDatabase_isRefusedWithoutCreate() {
        Result result = new TestCli().run("put", directory.resolve("typo.db"), "t", "k", "v");

        assertThat(result.code()).isEqualTo(11);
        assertThat(directory.resolve("typo.db")).doesNotExist();
    }

    @Test
    void put_json_saysTheSequence() {
        assertThat(ok("put", db, "t", "k", "v", "--json")).matches("\\{\"sequence\":\\d+}\n");
    }
}

package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportExportTest {
    private static final String ORDERS = """
            id,customer,qty
            41,"Ada, Countess",3
            42,Grace,5
            007,Edsger,
            """;

    @TempDir
    private Path directory;

    private Path db;

    @BeforeEach
    void name() {
        db = directory.resolve("test.db");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private String export(Object... words) {
        Object[] all = new Object[words.length + 3];
        all[0] = "export";
        all[1] = "--table";
        all[2] = "t";
        System.arraycopy(words, 0, all, 3, words.length);
        return ok(all);
    }

    @Test
    void import_csv_keepsEveryCellAndExportsTheRowsAgain() throws IOException {
        Path orders = file("orders.csv", ORDERS);

        assertThat(ok("import", db, "--table", "t", orders))
                .startsWith("imported 3 rows (")
                .contains("into table 't' of " + db + " in ");

        assertThat(ok("get", db, "t", "41")).isEqualTo("{\"id\":\"41\",\"customer\":\"Ada, Countess\",\"qty\":\"3\"}");
        assertThat(export(db, "--format", "csv", "--rows"))
                .isEqualTo("id,customer,qty\n007,Edsger,\n41,\"Ada, Countess\",3\n42,Grace,5\n");
    }

    @Test
    void import_exportOfText_roundTripsInEveryFormat() throws IOException {
        ok("import", db, "--table", "t", "--value", "customer", file("orders.csv", ORDERS));
        for (String name : new String[] {"x.csv", "x.tsv", "x.jsonl"}) {
            Path exported = directory.resolve(name);
            Path copy = directory.resolve(name + ".db");

            Result result = new TestCli().run("export", db, "--table", "t", exported);
            ok("import", copy, "--table", "t", exported);

            assertThat(result.code()).as(name).isZero();
            assertThat(result.err()).startsWith("exported 3 entries to " + exported + " in ");
            assertThat(ok("scan", copy, "t")).as(name).isEqualTo(ok("scan", db, "t"));
        }
        assertThat(directory).isDirectoryNotContaining("glob:**.unfinished");
    }

    @Test
    void import_exportOfAnyBytesAndExpiries_roundTrips() throws IOException {
        ok("put", db, "t", "ff00", "00fe0a0d22", "--key-hex", "--hex", "--create");
        ok("put", db, "t", "expires", "v", "--ttl", "1d");
        ok("put", db, "t", "", "empty");
        Path jsonl = file("x.jsonl", export(db, "--format", "jsonl"));
        Path csv = file("x.csv", export(db, "--format", "csv", "--hex", "--expiry"));
        Path copyOfJsonl = directory.resolve("1.db");
        Path copyOfCsv = directory.resolve("2.db");

        ok("import", copyOfJsonl, "--table", "t", jsonl);
        ok("import", copyOfCsv, "--table", "t", csv);

        assertThat(ok("scan", copyOfJsonl, "t", "--json")).isEqualTo(ok("scan", db, "t", "--json"));
        assertThat(ok("scan", copyOfCsv, "t", "--json")).isEqualTo(ok("scan", db, "t", "--json"));
    }

    @Test
    void export_bytesAsCsvText_isRefusedAndLeavesNoFile() {
        ok("put", db, "t", "k", "fe", "--hex", "--create");

        Result result = new TestCli().run("export", db, "--table", "t", directory.resolve("x.csv"));

        assertThat(result.code()).isEqualTo(30);
        assertThat(result.err())
                .isEqualTo("coppice: the value of key 'k' is not UTF-8 text; export with --hex, or as jsonl\n");
        assertThat(directory).isDirectoryNotContaining("glob:**x.csv*");
    }

    @Test
    void import_directory_roundTripsThroughFiles() throws IOException {
        Path site = Files.createDirectories(directory.resolve("site/sub"));
        Files.writeString(site.resolve("b.html"), "<b>");
        Files.write(directory.resolve("site/large"), new byte[5 << 20]);

        ok("import", db, "--table", "t", directory.resolve("site"));
        new TestCli().run("export", db, "--table", "t", "--format", "files", directory.resolve("copy"));

        assertThat(ok("scan", db, "t", "--keys-only")).isEqualTo("large\nsub/b.html\n");
        assertThat(directory.resolve("copy/sub/b.html")).hasContent("<b>");
        assertThat(directory.resolve("copy/large")).hasSize(5 << 20);
    }

    @Test
    void export_keyThatLeavesTheDirectory_isRefused() {
        ok("put", db, "t", "../evil", "v", "--create");

        Result result = new TestCli().run("export", db, "--table", "t", "--format", "files", directory.resolve("out"));

        assertThat(result.code()).isEqualTo(30);
        assertThat(result.err()).contains("key '../evil' is no relative path of a file");
        assertThat(directory.resolve("evil")).doesNotExist();
    }

    @Test
    void import_badRow_stopsWithFileAndLineAndImportsNothing() throws IOException {
        Path file = file("bad.csv", "a,b\n1,2\n3\n4,5\n");

        Result result = new TestCli().run("import", db, "--table", "t", file);

        assertThat(result.code()).isEqualTo(30);
        assertThat(result.err())
                .isEqualTo(
                        "coppice: " + file + ", line 3: has 1 field, the heading has 2; nothing was imported; correct"
                                + " it and run the command again, or leave such rows out with --skip-errors\n");
        assertThat(new TestCli().run("count", db, "t").code()).isEqualTo(11);
    }

    @Test
    void import_skipErrors_reportsAndGoesOn() throws IOException {
        Path file = file("bad.csv", "a,b\n1,2\n3\n4,5\n" + "k".repeat(1_001) + ",x\n");

        Result result = new TestCli().run("import", db, "--table", "t", "--skip-errors", "--json", file);

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("{\"imported\":2,\"skipped\":2,");
        assertThat(result.err())
                .isEqualTo("coppice: skipped " + file + ", line 3: has 1 field, the heading has 2\n"
                        + "coppice: skipped " + file + ", line 5: has a key of 1001 bytes; at most 1000 are allowed\n");
        assertThat(ok("scan", db, "t", "--keys-only")).isEqualTo("1\n4\n");
    }

    @Test
    void import_fromLine_leavesOutWhatIsBefore() throws IOException {
        Path file = file("x.csv", "a,b\n1,2\n3,4\n5,6\n");

        ok("import", db, "--table", "t", "--from-line", 3, file);

        assertThat(ok("scan", db, "t", "--keys-only")).isEqualTo("3\n5\n");
    }

    @Test
    void import_keyTwice_theLastRowWins() throws IOException {
        ok("import", db, "--table", "t", "--value", "b", file("x.csv", "a,b\n2,x\n1,y\n2,z\n"));

        assertThat(ok("scan", db, "t")).isEqualTo("1\ty\n2\tz\n");
    }

    @Test
    void import_intoATableWithEntries_mergesInEveryOrder() throws IOException {
        ok("put", db, "t", "b", "old", "--create");
        ok("put", db, "t", "x", "old");

        ok("import", db, "--table", "t", "--value", "v", file("1.csv", "k,v\nc,new\nb,new\na,new\n"));
        ok("import", db, "--table", "t", "--value", "v", file("2.csv", "k,v\ny,new\nz,new\n"));

        assertThat(ok("scan", db, "t")).isEqualTo("a\tnew\nb\tnew\nc\tnew\nx\told\ny\tnew\nz\tnew\n");
    }

    @Test
    void import_standardInput_needsAFormat() {
        Result result =
                new TestCli().withInput("{\"k\":1}\n").run("import", db, "--table", "t", "--format", "jsonl", "-");

        assertThat(result.code()).isZero();
        assertThat(ok("scan", db, "t")).isEqualTo("1\t{\"k\":1}\n");
    }

    @Test
    void import_missingFile_makesNoDatabase() {
        Result result = new TestCli().run("import", db, "--table", "t", directory.resolve("none.csv"));

        assertThat(result.code()).isEqualTo(31);
        assertThat(result.err()).contains("cannot read " + directory.resolve("none.csv") + ": there is no such file");
        assertThat(db).doesNotExist();
    }

    @Test
    void import_manyRowsTwice_areTheSame() throws IOException {
        StringBuilder rows = new StringBuilder("k,v\n");
        Random random = new Random(3);
        for (int i = 0; i < 30_000; i++) {
            rows.append(random.nextInt(1_000_000)).append(',').append(i).append('\n');
        }
        Path file = file("many.csv", rows.toString());

        ok("import", db, "--table", "t", "--value", "v", file);
        String first = ok("snapshot", db, "--json").replaceAll("\"sequence\":\\d+,", "");
        ok("import", db, "--table", "t", "--value", "v", file);

        assertThat(ok("snapshot", db, "--json").replaceAll("\"sequence\":\\d+,", ""))
                .isEqualTo(first);
        assertThat(ok("check", db)).startsWith("sound: ");
    }
}

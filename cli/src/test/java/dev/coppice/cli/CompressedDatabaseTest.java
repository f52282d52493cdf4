package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedDatabaseTest {
    @TempDir
    private Path directory;

    private Path rows;

    @BeforeEach
    void writeRows() throws IOException {
        StringBuilder text = new StringBuilder("key,value\n");
        for (int i = 0; i < 5_000; i++) {
            text.append(String.format("key %05d,the value of the row with the number %d%n", i, i * 7919 % 5_000));
        }
        rows = Files.writeString(directory.resolve("rows.csv"), text);
    }

    private static long dataBytes(Path db) {
        String json = ok("stats", db, "--json");
        return Long.parseLong(json.replaceAll("(?s).*\"dataFileBytes\":(\\d+).*", "$1"));
    }

    private static String dataFile(Path db) {
        return ok("inspect", db)
                .lines()
                .filter(line -> line.contains("/data_"))
                .map(line -> line.split(" ")[0])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void import_compress_takesLessRoomAndEveryCommandReadsIt() {
        Path plain = directory.resolve("plain.db");
        Path compressed = directory.resolve("compressed.db");
        ok("import", plain, "--table", "t", rows);
        ok("import", "--compress", compressed, "--table", "t", rows);

        assertThat(dataBytes(compressed)).isLessThan(dataBytes(plain) / 3);
        assertThat(ok("export", compressed, "--table", "t", "--format", "csv"))
                .isEqualTo(ok("export", plain, "--table", "t", "--format", "csv"));
        ok("put", compressed, "t", "key 00007", "changed");
        ok("fork", compressed, "f");
        ok("delete", compressed + "@f", "t", "key 00008");
        assertThat(ok("get", compressed, "t", "key 00007")).isEqualTo("changed");
        assertThat(ok("count", compressed + "@f", "t").strip()).isEqualTo("4999");
        assertThat(ok("check", compressed)).contains("sound");
    }

    @Test
    void snapshotAndPut_compress_makeCompressedDatabases() {
        Path plain = directory.resolve("plain.db");
        Path copy = directory.resolve("copy.db");
        Path put = directory.resolve("put.db");
        ok("import", plain, "--table", "t", rows);
        ok("snapshot", plain, "--to", copy, "--compress");
        ok("put", put, "t", "k", "v", "--create", "--compress");
        ok("import", put, "--table", "t", rows);
        ok("compact", put);

        assertThat(dataBytes(copy)).isLessThan(dataBytes(plain) / 3);
        assertThat(dataBytes(put)).isLessThan(dataBytes(plain) / 3);
        assertThat(ok("snapshot", copy, "--json").replaceFirst("\"sequence\":\\d+", ""))
                .isEqualTo(ok("snapshot", plain, "--json").replaceFirst("\"sequence\":\\d+", ""));
        assertThat(ok("count", put, "t").strip()).isEqualTo("5001");
    }

    @Test
    void get_onTheClassPath_findsWhatDecompresses() throws Exception {
        Path db = directory.resolve("compressed.db");
        ok("import", db, "--table", "t", rows, "--compress");

        Process process = new ProcessBuilder(ChildCli.commandOnClassPath("get", db, "t", "key 00007")).start();

        assertThat(ChildCli.read(process.getInputStream()))
                .startsWith("the value of the row with the number " + 7 * 7919 % 5_000);
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void import_compressIntoWhatIsNotCompressed_isRefused() {
        Path db = directory.resolve("plain.db");
        ok("import", db, "--table", "t", rows);
        Result result = new TestCli().run("import", "--compress", db, "--table", "t", rows);
        assertThat(result.code()).isNotZero();
        assertThat(result.err()).contains("created without compression");
        assertThat(ok("count", db, "t").strip()).isEqualTo("5000");
    }

    @Test
    void inspect_packsAndDictionary_namesWhatIsInThem() {
        Path db = directory.resolve("compressed.db");
        ok("import", "--compress", db, "--table", "t", rows);
        String file = dataFile(db);
        String pages = ok("inspect", db, file);
        assertThat(pages).contains(" pack ", " dictionary ").doesNotContain("BAD");
        String pack = number(pages, " pack ");
        assertThat(ok("inspect", db, file, "--page", pack)).contains("logical page", "compressed bytes", "dictionary");
        assertThat(ok("inspect", db, file, "--page", pack, "--json").lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("\"logicalPage\":", "\"compressedBytes\":"));
        assertThat(ok("inspect", db, file, "--page", number(pages, " dictionary ")))
                .contains("bytes of a dictionary: piece 0 of");
    }

    private static String number(String pages, String kind) {
        return pages.lines()
                .filter(line -> line.contains(kind))
                .map(line -> line.strip().split(" ")[0])
                .findFirst()
                .orElseThrow();
    }
}

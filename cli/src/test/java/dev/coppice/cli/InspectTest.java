package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
    private static final int PAGE_SIZE = 4_096;

    @TempDir
    private Path directory;

    private Path db;

    @BeforeEach
    void fill() throws IOException {
        db = directory.resolve("test.db");
        StringBuilder rows = new StringBuilder("key,value\n");
        for (int i = 0; i < 1_000; i++) {
            rows.append(String.format("key %04d,value %d%n", i, i));
        }
        ok("import", db, "--table", "t", Files.writeString(directory.resolve("x.csv"), rows));
        ok("put", db, "t", "key 0000", "changed");
    }

    private String fileOfKind(String kind) {
        return ok("inspect", db)
                .lines()
                .filter(line -> line.contains(kind))
                .map(line -> line.split(" ")[0])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void inspect_database_listsEveryFileWithItsKind() throws IOException {
        String listed = ok("inspect", db);

        assertThat(listed.lines().skip(1).map(line -> line.split(" +")[0])).containsExactlyElementsOf(files());
        assertThat(listed).contains(" format ", " catalog ", " write-ahead log ", " manifest ", " data ");
        assertThat(listed).doesNotContain(" other ");
        assertThat(ok("inspect", db, "--json").lines()).hasSize(files().size());
    }

    private List<String> files() throws IOException {
        try (var walk = Files.walk(db)) {
            return walk.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> db.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void inspect_dataFile_showsHeaderPagesAndEntries() {
        String file = fileOfKind(" data ");

        String pages = ok("inspect", db, file);
        String first = ok("inspect", db, file, "--page", 1);

        assertThat(pages)
                .contains("table      t, incarnation")
                .containsPattern("\n +1 +leaf +0 +\\d+ +\\d+ +[\\d,]+ +good");
        assertThat(pages).containsPattern("index +1 ").doesNotContain("BAD");
        assertThat(first.lines()).element(1).asString().matches("key 0000 +7 +value 0");
        assertThat(ok("inspect", db, file, "--page", 1, "--json"))
                .startsWith("{\"key\":\"key 0000\",\"valueBytes\":7}\n");
    }

    @Test
    void inspect_damagedPage_isShownAsBadAndNotRead() throws IOException {
        String file = fileOfKind(" data ");
        try (RandomAccessFile bytes = new RandomAccessFile(db.resolve(file).toFile(), "rw")) {
            bytes.seek(PAGE_SIZE + 2_000);
            int old = bytes.read();
            bytes.seek(PAGE_SIZE + 2_000);
            bytes.write(old ^ 4);
        }

        String pages = ok("inspect", db, file);
        Result page = new TestCli().run("inspect", db, file, "--page", 1);

        assertThat(pages)
                .containsPattern("\n +1 +leaf .* BAD: expected checksum")
                .containsPattern("\n +2 +leaf .* good");
        assertThat(page.code()).isEqualTo(23);
        assertThat(page.out()).isEmpty();
    }

    @Test
    void inspect_pageOutsideTheFile_isExitCode11() {
        assertThat(new TestCli()
                        .run("inspect", db, fileOfKind(" data "), "--page", 0)
                        .code())
                .isEqualTo(11);
        assertThat(new TestCli()
                        .run("inspect", db, fileOfKind(" data "), "--page", Integer.MAX_VALUE)
                        .code())
                .isEqualTo(11);
        assertThat(new TestCli().run("inspect", db, "FORMAT", "--page", 1).code())
                .isEqualTo(2);
    }

    @Test
    void inspect_logManifestAndCatalog_showTheirRecords() {
        assertThat(ok("inspect", db, fileOfKind(" write-ahead log ")))
                .containsPattern(" 0 +SEGMENT ")
                .contains(" good");
        assertThat(ok("inspect", db, fileOfKind(" manifest "))).containsPattern(" 0 +SNAPSHOT ");
        assertThat(ok("inspect", db, fileOfKind(" catalog "))).containsPattern(" 0 +SNAPSHOT ");
        assertThat(ok("inspect", db, fileOfKind(" catalog "), "--json"))
                .startsWith("{\"offset\":0,\"kind\":\"SNAPSHOT\",");
    }

    @Test
    void inspect_damagedRecord_isShownOrEndsTheList() throws IOException {
        Path log = db.resolve(fileOfKind(" write-ahead log "));
        byte[] bytes = Files.readAllBytes(log);
        byte[] bodyDamaged = bytes.clone();
        bodyDamaged[50] ^= 1;
        Files.write(log, bodyDamaged);

        assertThat(ok("inspect", db, db.relativize(log))).containsPattern("SEGMENT .* BAD");

        byte[] headerDamaged = bytes.clone();
        Arrays.fill(headerDamaged, 4, 8, (byte) 0xFF);
        Files.write(log, headerDamaged);

        assertThat(ok("inspect", db, db.relativize(log))).contains("no further record at offset 0: ");
    }

    @Test
    void inspect_fileOutsideTheDatabase_isRefused() throws IOException {
        Files.writeString(directory.resolve("secret"), "x");

        assertThat(new TestCli().run("inspect", db, "../secret").code()).isEqualTo(11);
        assertThat(new TestCli().run("inspect", db, "none").code()).isEqualTo(11);
        assertThat(new TestCli().run("inspect", directory).code()).isEqualTo(13);
        assertThat(new TestCli().run("inspect", directory.resolve("absent")).code())
                .isEqualTo(11);
    }
}

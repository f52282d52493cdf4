package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives by `archive NAME --keep N --every TIME`, as a clock of the system would make them.
class ArchiveSeriesTest {
    @TempDir
    private Path directory;

    private Path db;

    @BeforeEach
    void fill() {
        db = directory.resolve("test.db");
        ok("put", db, "t", "k", "0", "--create");
    }

    private List<String> archives() {
        return ok("archives", db, "--json")
                .lines()
                .map(line -> line.replaceFirst("\\{\"archive\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void archive_keep_deletesTheOldestOfTheSeriesAndNothingElse() throws InterruptedException {
        ok("archive", db, "nightly");
        ok("archive", db, "nightly-mine");
        for (int i = 1; i <= 3; i++) {
            Thread.sleep(i == 1 ? 0 : 1_001); // the names of a series have a second between them
            ok("put", db, "t", "k", i);
            String said = ok("archive", db, "nightly", "--keep", 2);
            assertThat(said).startsWith("archived primary at commit ");
            assertThat(said.contains("dropped archive:nightly-2")).isEqualTo(i > 2);
        }

        List<String> archives = archives();
        assertThat(archives).hasSize(4).startsWith("nightly", "nightly-mine");
        assertThat(archives.subList(2, 4)).allMatch(name -> name.matches("nightly-\\d{8}T\\d{6}Z"));
        assertThat(ok("get", db + "@archive:" + archives.get(2), "t", "k")).isEqualTo("2");
        assertThat(ok("get", db + "@archive:" + archives.get(3), "t", "k")).isEqualTo("3");
    }

    @Test
    void archive_every_doesNothingUntilTheTimeHasPassed() throws InterruptedException {
        assertThat(ok("archive", db, "hourly", "--keep", 5, "--every", "1h")).startsWith("archived ");
        assertThat(ok("archive", db, "hourly", "--keep", 5, "--every", "1h")).isEmpty();
        assertThat(ok("archive", db, "other", "--keep", 5, "--every", "1h", "--json"))
                .contains("\"archive\":\"other-");
        Thread.sleep(1_001);
        assertThat(ok("archive", db, "hourly", "--keep", 5, "--every", "1s")).startsWith("archived ");
        assertThat(archives()).hasSize(3);
    }
}

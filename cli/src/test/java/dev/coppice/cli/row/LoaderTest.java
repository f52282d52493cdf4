package dev.coppice.cli.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderTest {
    private static final int TINY_CHUNK = 2_000;

    @TempDir
    private Path directory;

    private static Loader.Result load(Fork fork, String csv, boolean skipErrors) throws IOException {
        return load(fork, csv.getBytes(StandardCharsets.UTF_8), skipErrors);
    }

    private static Loader.Result load(Fork fork, byte[] csv, boolean skipErrors) throws IOException {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false,
                false,
                _ -> null,
                () -> 0);
        try (RowSource source = new CsvRows(
                        "test.csv",
                        new ByteArrayInputStream(csv),
                        Format.csv,
                        new Mapping(List.of(), "v", false, true));
                Progress progress = new Progress(console, "rows")) {
            var options = new Loader.Options(skipErrors, 0, TINY_CHUNK);
            return new Loader(fork, fork.table("t"), source, options, progress).load();
        }
    }

    private static List<String> entries(Fork fork) {
        Table table = fork.table("t");
        List<String> entries = new ArrayList<>();
        try (Cursor cursor = fork.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                entries.add(new String(cursor.key(), StandardCharsets.UTF_8) + "="
                        + new String(cursor.value(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Test
    void load_manyChunksInRandomOrderOverOldEntries_equalsAMap() throws IOException {
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            TreeMap<String, String> model = new TreeMap<>();
            try (Database database = Database.open(directory.resolve("db" + seed))) {
                Fork fork = database.primary();
                for (int round = 0; round < 2; round++) {
                    StringBuilder csv = new StringBuilder("k,v\n");
                    for (int i = 0; i < 300; i++) {
                        String key = Integer.toString(random.nextInt(200));
                        csv.append(key)
                                .append(',')
                                .append(seed + "/" + round + "/" + i)
                                .append('\n');
                        model.put(key, seed + "/" + round + "/" + i);
                    }
                    load(fork, csv.toString(), false);
                }
                assertThat(entries(fork))
                        .as("seed %d", seed)
                        .containsExactlyElementsOf(model.entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .toList());
                assertThat(database.check().problems()).isEmpty();
            }
        }
    }

    @Test
    void load_badRowAfterSomeChunks_saysExactlyWhatIsInTheTable() {
        StringBuilder csv = new StringBuilder("k,v\n");
        for (int i = 0; i < 110; i++) {
            csv.append(String.format("%04d,x%n", i));
        }
        csv.append("bad\n");
        try (Database database = Database.open(directory.resolve("db"))) {
            Fork fork = database.primary();

            assertThatThrownBy(() -> load(fork, csv.toString(), false))
                    .isInstanceOf(Failure.class)
                    .hasMessageMatching("test.csv, line 112: has 1 field, the heading has 2; (\\d+) rows, up to line"
                            + " \\d+, are imported; correct it and go on with --from-line \\d+, or leave such rows out"
                            + " with --skip-errors");
            List<String> entries = entries(fork);
            assertThat(entries).hasSize(100).isSorted();
            assertThatThrownBy(() -> load(fork, csv.toString(), false))
                    .hasMessageContaining(
                            entries.size() + " rows, up to line " + (entries.size() + 1) + ", are imported")
                    .hasMessageContaining("--from-line " + (entries.size() + 2));
        }
    }

    @Test
    void load_textThatIsNotUtf8AfterSomeChunks_saysExactlyWhatIsInTheTable() {
        byte[] csv = ("k,v\n"
                        + ("%04d," + "x".repeat(100) + "\n")
                                .repeat(300)
                                .formatted(IntStream.range(0, 300).boxed().toArray())
                        + "ü,y\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (Database database = Database.open(directory.resolve("db"))) {
            Fork fork = database.primary();

            assertThatThrownBy(() -> load(fork, csv, false))
                    .isInstanceOf(Failure.class)
                    .hasMessageMatching(
                            "test.csv, line 302: is not UTF-8; .*; [\\d,]+ rows, up to line \\d+, are imported;"
                                    + " correct it and go on with --from-line \\d+");
            int imported = entries(fork).size();
            assertThatThrownBy(() -> load(fork, csv, false))
                    .hasMessageContaining("up to line " + (imported + 1) + ", are")
                    .hasMessageEndingWith("--from-line " + (imported + 2));
        }
    }

    @Test
    void load_skipErrors_countsThem() throws IOException {
        try (Database database = Database.open(directory.resolve("db"))) {
            assertThat(load(database.primary(), "k,v\na,1\nb\nc,2\n", true)).isEqualTo(new Loader.Result(2, 1, 4));
        }
    }
}

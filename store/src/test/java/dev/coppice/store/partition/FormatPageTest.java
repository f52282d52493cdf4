package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs the package page: its examples are what the code writes, byte for byte and field for field, and what it reads.
class FormatPageTest {
    private static final Path PAGE = Path.of("src/main/java/dev/coppice/store/partition/package-info.java");
    private static final int SHIFT = 3;

    private static final FileIdTermMapping TERMS =
            FileIdTermMapping.decode(HexFormat.of().parseHex("0201030207"));
    private static final Manifest SNAPSHOT = new Manifest(
            new PartitionState(300, 2, 2, 2, 5, NO_PAGE, 0, 0),
            18,
            TERMS,
            FileOwners.NONE.inheritedBelow(2, 0, 5),
            mapping(Map.of(0L, 9L, 1L, 10L, 2L, 17L, 4L, 18L)));
    private static final Manifest CHANGED = new Manifest(
            new PartitionState(301, 2, 2, 2, 4, NO_PAGE, 0, 0),
            25,
            withFile(TERMS, 3),
            SNAPSHOT.owners(),
            mapping(Map.of(0L, 9L, 1L, 25L, 2L, 17L)));
    private static final Manifest WITH_FILE =
            new Manifest(CHANGED.state(), 32, withFile(CHANGED.terms(), 4), CHANGED.owners(), CHANGED.mapping());

    @Test
    void snapshotTable_examples_areWhatIsWrittenAndRead() throws IOException {
        BodyWriter body = new BodyWriter(0);
        ManifestFormat.encodeSnapshot(body, SNAPSHOT, SHIFT);

        assertThat(hex(body)).isEqualTo(example("snapshot"));
        ManifestFixture.assertSame(read("snapshot"), SNAPSHOT);
    }

    @Test
    void changeTable_examples_areWhatIsWrittenAndRead() throws IOException {
        BodyWriter body = new BodyWriter(0);
        ManifestFormat.encodeChange(body, SNAPSHOT, CHANGED, SHIFT);

        assertThat(hex(body)).isEqualTo(example("change"));
        ManifestFixture.assertSame(read("snapshot", "change"), CHANGED);
    }

    @Test
    void filesTable_examples_areWhatIsWrittenAndRead() throws IOException {
        BodyWriter body = new BodyWriter(0);
        ManifestFormat.encodeFiles(body, CHANGED, WITH_FILE);

        assertThat(hex(body)).isEqualTo(example("files"));
        ManifestFixture.assertSame(read("snapshot", "change", "files"), WITH_FILE);
    }

    @Test
    void endTable_examples_areWhatIsWrittenAndRead() throws IOException {
        BodyWriter body = new BodyWriter(0);
        ManifestFormat.encodeEnd(body);

        assertThat(hex(body)).isEqualTo(example("end"));
        ManifestFixture.assertSame(read("snapshot", "change", "files", "end"), WITH_FILE);
    }

    @Test
    void kindAndStepTables_everyRow_matchesTheConstants() throws IOException {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        rowsOf("kind", "name").forEach(row -> kinds.put(row.get(1), Integer.valueOf(row.get(0))));
        assertThat(kinds)
                .containsExactly(
                        Map.entry("SNAPSHOT", ManifestFormat.KIND_SNAPSHOT),
                        Map.entry("CHANGE", ManifestFormat.KIND_CHANGE),
                        Map.entry("FILES", ManifestFormat.KIND_FILES),
                        Map.entry("END", ManifestFormat.KIND_END));
        Map<String, Integer> steps = new LinkedHashMap<>();
        rowsOf("step", "name").forEach(row -> steps.put(row.get(1), Integer.valueOf(row.get(0))));
        assertThat(steps)
                .containsExactly(
                        Map.entry("SKIP", PageChangeWriter.STEP_SKIP),
                        Map.entry("MAP", PageChangeWriter.STEP_MAP),
                        Map.entry("MAP_NEXT", PageChangeWriter.STEP_MAP_NEXT),
                        Map.entry("UNMAP", PageChangeWriter.STEP_UNMAP));
    }

    @Test
    void nameTable_examples_areTheNames() throws IOException {
        List<String> examples =
                rowsOf("name", "example").stream().map(row -> row.get(1)).toList();

        assertThat(examples)
                .containsExactly(
                        "`" + new DataFileName(12, 3).format() + "`",
                        "`" + new ManifestName(3, 0).format() + "`",
                        "`" + new ManifestName(3, 2).format() + "`",
                        "`" + new ManifestName(3, 2).format() + ManifestName.TEMPORARY_SUFFIX + "`");
    }

    private static Manifest read(String... records) throws IOException {
        ManifestState state = new ManifestState("example", SHIFT, owners -> new FileIdTermMapping());
        Map<String, Integer> kinds = Map.of("snapshot", 1, "change", 2, "files", 3, "end", 4);
        for (int i = 0; i < records.length; i++) {
            byte[] body = HexFormat.of().parseHex(example(records[i]));
            state.apply(kinds.get(records[i]), i, new BodyReader("example", 0, body, 0, body.length));
        }
        return state.manifest();
    }

    private static String hex(BodyWriter body) {
        return HexFormat.of().formatHex(body.body());
    }

    /// The bytes in the third column of a table, one field after the other.
    private static String example(String table) throws IOException {
        StringBuilder bytes = new StringBuilder();
        rowsOf(table, "encoding", "example")
                .forEach(row -> bytes.append(row.get(2).replace("`", "")));
        return bytes.toString();
    }

    private static List<List<String>> rowsOf(String... heading) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (!line.startsWith("/// |")) {
                inTable = false;
                continue;
            }
            List<String> cells = new ArrayList<>();
            for (String cell : line.substring("/// |".length()).split("\\|")) {
                cells.add(cell.strip());
            }
            if (inTable && !cells.getFirst().startsWith("-")) {
                rows.add(cells);
            }
            inTable |= cells.size() >= heading.length
                    && cells.subList(0, heading.length).equals(List.of(heading));
        }
        assertThat(rows).as("rows of the table %s", List.of(heading)).isNotEmpty();
        return rows;
    }

    private static FileIdTermMapping withFile(FileIdTermMapping terms, long fileId) {
        FileIdTermMapping result = terms.copy();
        result.record(fileId, 7);
        return result;
    }

    private static PageMapping mapping(Map<Long, Long> pages) {
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        pages.forEach(editor::set);
        return editor.freeze();
    }
}

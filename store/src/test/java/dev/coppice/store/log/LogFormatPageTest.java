package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Holds the tables of the package page and the code together.
class LogFormatPageTest {
    private static final Path PAGE = Path.of("src/main/java/dev/coppice/store/log/package-info.java");

    private record Field(int offset, int size) {}

    @Test
    void recordTable_everyRow_matchesTheConstants() throws IOException {
        Map<String, Field> fields = fields("header");
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("headerChecksum", RecordFormat.HEADER_CHECKSUM);
        offsets.put("bodyLength", RecordFormat.BODY_LENGTH);
        offsets.put("bodyChecksum", RecordFormat.BODY_CHECKSUM);
        offsets.put("formatVersion", RecordFormat.FORMAT_VERSION);
        offsets.put("kind", RecordFormat.KIND);
        offsets.put("zero", RecordFormat.ZERO);
        offsets.put("number", RecordFormat.NUMBER);
        offsets.put("tag", RecordFormat.TAG);
        offsets.put("syncedNumber", RecordFormat.SYNCED_NUMBER);
        offsets.put("reserved", RecordFormat.RESERVED);
        assertOffsets(fields, offsets);
        assertContiguous(fields, RecordFormat.HEADER_LENGTH);
    }

    @Test
    void segmentTable_everyRow_matchesTheConstants() throws IOException {
        Map<String, Field> fields = fields("segment");
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("databaseId", WalFormat.SEGMENT_DATABASE_ID);
        offsets.put("forkId", WalFormat.SEGMENT_FORK_ID);
        offsets.put("segmentNumber", WalFormat.SEGMENT_NUMBER);
        offsets.put("term", WalFormat.SEGMENT_TERM);
        offsets.put("previousSequence", WalFormat.SEGMENT_PREVIOUS_SEQUENCE);
        assertOffsets(fields, offsets);
        assertContiguous(fields, WalFormat.SEGMENT_BODY_LENGTH);
    }

    @Test
    void kindTable_everyRow_matchesTheConstants() throws IOException {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        for (List<String> row : rowsOf("kind", "name")) {
            kinds.put(row.get(1), Integer.valueOf(row.get(0)));
        }
        assertThat(kinds)
                .containsExactly(
                        Map.entry("SEGMENT", WalFormat.KIND_SEGMENT),
                        Map.entry("COMMIT", WalFormat.KIND_COMMIT),
                        Map.entry("END", WalFormat.KIND_END));
    }

    @Test
    void prose_everyFigure_matchesTheConstants() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page)
                .contains("multiple of " + RecordFormat.ALIGNMENT)
                .contains("every multiple of " + RecordFormat.ALIGNMENT)
                .contains("Logs, format version " + RecordFormat.VERSION)
                .contains("/// " + RecordFormat.HEADER_LENGTH + " bytes in front of the body")
                .contains(String.format("0 to %,d, zeros behind", RecordFormat.MAX_BODY_LENGTH))
                .contains("of bytes 4 to " + (RecordFormat.HEADER_LENGTH - 1))
                .contains(WalFormat.directory(0).replace("0", "<forkId>"));
        assertThat(WalFormat.segmentName(0)).isEqualTo("wal_" + "0".repeat(20));
    }

    private static void assertOffsets(Map<String, Field> fields, Map<String, Integer> expected) {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        fields.forEach((name, field) -> offsets.put(name, field.offset));
        assertThat(offsets).isEqualTo(expected);
    }

    private static void assertContiguous(Map<String, Field> fields, int length) {
        int end = 0;
        for (Field field : fields.values()) {
            assertThat(field.offset).isEqualTo(end);
            end += field.size;
        }
        assertThat(end).isEqualTo(length);
    }

    private static Map<String, Field> fields(String table) throws IOException {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (List<String> row : rowsOf("offset", "size", table)) {
            fields.put(row.get(2), new Field(Integer.parseInt(row.get(0)), Integer.parseInt(row.get(1))));
        }
        return fields;
    }

    // The cells of a table whose heading begins with the given words.
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
        assertThat(rows).isNotEmpty();
        return rows;
    }
}

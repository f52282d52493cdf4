package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.object.Condition;
import dev.coppice.store.partition.ManifestPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds `docs/format.md` and the code together: file names are compared with those of a database, and bytes are
/// decoded by following the page's tables.
class FormatDocumentTest {
    private static final String OBJECT = "(?!(FORMAT|LOCK|CURRENT_TERM|forks|catalog_[^/]*)(/|$))"
            + "[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*(?<!\\.tmp)";
    private static final TableIdent ORDERS = new TableIdent("orders", 3);

    @TempDir
    Path directory;

    // ---- files ----

    @Test
    void fileNames_ofADatabaseWithAllKinds_areThoseOfTheTable() throws IOException {
        fill();
        List<Pattern> documented = DocumentTable.rows("name", "what it is").stream()
                .map(row -> pattern(row.getFirst()))
                .toList();

        Set<String> files = files();

        assertThat(files)
                .allSatisfy(file -> assertThat(documented)
                        .as("a row for %s", file)
                        .anyMatch(row -> row.matcher(file).matches()));
        assertThat(documented)
                .allSatisfy(row -> assertThat(files)
                        .as("a file of the row %s", row)
                        .anyMatch(file -> row.matcher(file).matches()));
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(name.replace("`", "")
                .replace(".", "\\.")
                .replaceAll("<table>", "[A-Za-z0-9_.-]+")
                .replaceAll("<object>", Matcher.quoteReplacement(OBJECT))
                .replaceAll("<\\w+>", "\\\\d+"));
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> directory.relativize(path).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// Forks, checkpoints, compactions and openings, until a manifest has been replaced in its term.
    private void fill() throws IOException {
        DatabaseOptions options = DatabaseOptions.DEFAULT.withPagesPerFile(16).withBackgroundWork(false);
        for (int term = 0; term < 2; term++) {
            try (Database database = Database.open(directory, options)) {
                Fork primary = database.primary();
                Table table = primary.table("orders");
                for (int round = 0; round < 20; round++) {
                    put(primary, table, round);
                    database.checkpoint();
                }
                database.compact();
                put(primary, table, 0);
                database.checkpoint();
                try (Fork fork = primary.fork("fork-" + term)) {
                    put(fork, table, 1);
                    database.checkpoint();
                }
                primary.archive("archive-" + term);
                database.objects().put("id_allocator.json", new byte[] {'{', '}'}, Condition.ANY);
                database.objects().put("catalog/forks/" + term + "/id_allocator.json", new byte[0], Condition.ANY);
            }
        }
    }

    private static void put(Fork fork, Table table, int round) {
        fork.transact(tx -> {
            for (int i = round; i < 2_000; i += round == 0 ? 1 : 20) {
                tx.put(table, String.format("%06d", i).getBytes(StandardCharsets.US_ASCII), new byte[50 + round]);
            }
        });
    }

    @Test
    void objects_ofADatabase_areTheBytesThatWerePut() throws IOException {
        fill();

        assertThat(directory.resolve("id_allocator.json")).hasBinaryContent(new byte[] {'{', '}'});
        assertThat(directory.resolve("catalog/forks/1/id_allocator.json")).hasBinaryContent(new byte[0]);
    }

    // ---- FORMAT ----

    @Test
    void format_everyRow_isWhereTheBytesAre() throws IOException {
        byte[] bytes = new DatabaseFormat(0x1122_3344_5566_7788L, 8_192, 9, "deflate").encode();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, 60);
        Map<String, Object> expected = fields(
                "magic", "Coppice store\n\u001a\n",
                "version", 1L,
                "pageSize", 8_192L,
                "pagesPerFileShift", 9L,
                "databaseId", 0x1122_3344_5566_7788L,
                "compression", "deflate" + "\0".repeat(9),
                "incompatible", 0L,
                "readOnlyCompatible", 0L,
                "compatible", 0L,
                "checksum", checksum.getValue());

        int end = 0;
        for (List<String> row : DocumentTable.rows("offset", "size", "field")) {
            int offset = Integer.parseInt(row.getFirst());
            int size = Integer.parseInt(row.get(1));
            assertThat(offset).as(row.get(2)).isEqualTo(end);
            assertThat(value(buffer, offset, size)).as(row.get(2)).isEqualTo(expected.get(row.get(2)));
            end = offset + size;
        }
        assertThat(end).isEqualTo(bytes.length);
    }

    private static Object value(ByteBuffer buffer, int offset, int size) {
        return switch (size) {
            case 2 -> (long) Short.toUnsignedInt(buffer.getShort(offset));
            case 4 -> Integer.toUnsignedLong(buffer.getInt(offset));
            case 8 -> buffer.getLong(offset);
            default -> new String(buffer.array(), offset, size, StandardCharsets.US_ASCII);
        };
    }

    // ---- catalog ----

    @Test
    void catalogBody_decodedByTheTables_readsTheSame() throws IOException {
        TableHead manifested = new TableHead(ORDERS, 17, 4, new ManifestPosition("manifest_3_1", 4_711), 12);
        TableHead young = new TableHead(TableIdent.of("young"), 90, 5, null, 0);
        StatePointer forkPoint = new StatePointer(99, 80, List.of(manifested, young), List.of(new WalRange(0, 80, 99)));
        StatePointer durable = new StatePointer(120, 120, List.of(manifested), List.of());
        ForkHead moved = new ForkHead(5, "what-if", 0, 1_000, 2_000, false, forkPoint, durable);
        ForkHead untouched = new ForkHead(6, "b", 5, 1_001, 0, true, forkPoint, forkPoint);
        ArchiveHead archive = new ArchiveHead(new ArchiveInfo("friday", 5, "what-if", 99, 3_000, true), forkPoint);
        BodyWriter body = new BodyWriter(0);
        CatalogFormat.encode(
                body,
                7,
                new CatalogChange(List.of(moved, untouched), List.of(1L, 2L), List.of(archive), List.of("thursday")));

        BodyReader reader = new BodyReader("a catalog", 0, body.array(), 0, body.end());
        Map<String, Object> decoded = decode("catalog", reader);
        reader.expectEnd("the tables");

        Map<String, Object> point = state(
                99,
                80,
                List.of(
                        fields(
                                "name",
                                "orders",
                                "partition",
                                3L,
                                "incarnation",
                                17L,
                                "fileMark",
                                12L,
                                "manifest",
                                "manifest_3_1",
                                "length",
                                4_711L,
                                "manifestForkId",
                                4L),
                        fields("name", "young", "partition", 0L, "incarnation", 90L, "fileMark", 0L, "manifest", "")),
                List.of(fields("forkId", 0L, "after", 80L, "through", 99L)));
        assertThat(decoded.get("nextForkId")).isEqualTo(7L);
        assertThat(decoded.get("removedForks")).isEqualTo(List.of(1L, 2L));
        assertThat(decoded.get("removedArchives")).isEqualTo(List.of("thursday"));
        assertThat(decoded.get("archives"))
                .isEqualTo(List.of(fields(
                        "name",
                        "friday",
                        "forkId",
                        5L,
                        "forkName",
                        "what-if",
                        "createdAt",
                        3_000L,
                        "automatic",
                        1L,
                        "state",
                        point)));
        assertThat((List<?>) decoded.get("forks")).hasSize(2);
        assertThat(((List<?>) decoded.get("forks")).getLast())
                .isEqualTo(fields(
                        "id",
                        6L,
                        "name",
                        "b",
                        "parentIdPlusOne",
                        6L,
                        "createdAt",
                        1_001L,
                        "expiresAt",
                        0L,
                        "dropped",
                        1L,
                        "forkPoint",
                        point,
                        "isUnchanged",
                        1L));
        assertThat(((Map<?, ?>) ((List<?>) decoded.get("forks")).getFirst()).get("durable"))
                .isEqualTo(state(120, 120, List.of(((List<?>) point.get("tables")).getFirst()), List.of()));
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static Map<String, Object> state(long sequence, long checkpoint, List<?> tables, List<?> logs) {
        return fields("sequence", sequence, "checkpointSequence", checkpoint, "tables", tables, "logs", logs);
    }

    private static Map<String, Object> decode(String table, BodyReader reader) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (List<String> row : DocumentTable.rows(table, "encoding")) {
            String[] encoding = row.get(1).split(", if ");
            if (encoding.length == 1 || holds(encoding[1], fields)) {
                fields.put(row.getFirst(), read(encoding[0].replace("*", ""), reader));
            }
        }
        return fields;
    }

    private static boolean holds(String condition, Map<String, Object> fields) {
        return switch (condition) {
            case "isUnchanged is 0" -> fields.get("isUnchanged").equals(0L);
            case "manifest is not empty" -> !fields.get("manifest").equals("");
            default -> throw new AssertionError("a condition that the test does not know: " + condition);
        };
    }

    private static Object read(String encoding, BodyReader reader) throws IOException {
        if (encoding.startsWith("list of ")) {
            List<Object> elements = new ArrayList<>();
            for (long count = reader.varint("a count", 100); count > 0; count--) {
                elements.add(read(encoding.substring("list of ".length()), reader));
            }
            return elements;
        }
        return switch (encoding) {
            case "varint" -> reader.varint("a number", Long.MAX_VALUE);
            case "string" -> reader.string("a string", 200);
            default -> decode(encoding, reader);
        };
    }
}

package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.value.ByteWriter;
import dev.coppice.graph.value.OrderedKeyWriter;
import dev.coppice.graph.value.ValueType;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedHost;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Holds the tables to the bytes that the package page tells of, and the readers to survive any others.
final class GraphFormatTest {
    private static final HexFormat HEX = HexFormat.of();

    private final GraphDatabase graph = GraphDatabase.over(
            Database.open(SimulatedHost.create(1).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    private final Fork store = graph.database().primary();
    private final GraphTables tables = GraphTables.of(store);

    @BeforeEach
    void fill() {
        GraphFork primary = graph.primary();
        primary.declare(GraphFork.Name.KEY, "name");
        primary.declare(GraphFork.Name.KEY, "since");
        primary.createIndex(IndexDefinition.ofVertices("by name", "person", "name"), done -> {});
        primary.createIndex(
                IndexDefinition.ofVertices("one name", "person", "name")
                        .hashed()
                        .asUnique(),
                done -> {});
        primary.addConstraint(new Constraint.Typed(ElementKind.EDGE, "knows", "since", ValueType.INTEGER));
        primary.transact(transaction -> {
            long ada = transaction.addVertex("person", "ada", Map.of("name", "Ada"));
            transaction.addVertexProperty(ada, "name", "A.", Map.of("since", 1));
            long bob = transaction.addVertex("person", Map.of());
            transaction.addEdge(ada, "knows", bob, Map.of("since", 2));
        });
    }

    @AfterEach
    void close() {
        graph.close();
    }

    private List<String> entries(Table table) {
        List<String> entries = new ArrayList<>();
        try (Cursor cursor = store.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                entries.add(HEX.formatHex(cursor.key()) + " " + HEX.formatHex(cursor.value()));
            }
        }
        return entries;
    }

    private static String hex(String ascii) {
        return HEX.formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void tables_holdTheseBytes() {
        assertThat(entries(tables.names()))
                .containsExactly(
                        "00" + hex("person") + " 00",
                        "01" + hex("knows") + " 00",
                        "02" + hex("name") + " 00",
                        "02" + hex("since") + " 01");
        assertThat(entries(tables.vertices()))
                .containsExactly(
                        // label 0, "ada", 2 values: key 0 plain, "Ada"; key 0 with more: ordinal 1, one meta, key 1, 1
                        "00 00" + "04" + hex("ada") + "02" + "00" + value("Ada") + "01" + "01" + "01" + "01" + value(1)
                                + value("A."),
                        "01 00" + "00" + "00");
        assertThat(entries(tables.edges())).containsExactly("00 00" + "00" + "01" + "01" + "01" + value(2));
        assertThat(entries(tables.adjacency())).containsExactly("0000000100 ", "0101000000 ");
        assertThat(entries(tables.labels())).containsExactly("0000 ", "0001 ");
        assertThat(entries(tables.externals())).containsExactly("00" + hex("ada") + " 00");
        assertThat(entries(tables.index(0)))
                .containsExactlyInAnyOrder(ordered("Ada") + "00 00", ordered("A.") + "00 00");
        assertThat(entries(tables.index(1))).containsExactlyInAnyOrder(hashed("Ada") + " 00", hashed("A.") + " 00");
        assertThat(store.get(tables.meta(), Keys.FORMAT)).containsExactly(1);
        assertThat(HEX.formatHex(store.get(tables.meta(), Keys.SCHEMA)))
                .isEqualTo("00" + "02" + "00" + "07" + hex("by name") + "00" + "07" + hex("person") + "01" + "04"
                        + hex("name") + "04" + "01" + "08" + hex("one name") + "00" + "07" + hex("person") + "01" + "04"
                        + hex("name") + "07" + "01" + "01" + "01" + "05" + hex("knows") + "05" + hex("since") + "07"
                        + hex("INTEGER"));
    }

    private static String value(Object value) {
        return HEX.formatHex(new RecordWriter().value(value).toBytes());
    }

    private static byte[] orderedBytes(Object value) {
        ByteWriter writer = new ByteWriter(16);
        OrderedKeyWriter.write(writer, value, 100);
        return writer.toByteArray();
    }

    private static String ordered(Object value) {
        return HEX.formatHex(orderedBytes(value));
    }

    private static String hashed(Object value) {
        return HEX.formatHex(Arrays.copyOf(Elements.sha256(orderedBytes(value)), 16));
    }

    @Test
    void recordsOfAnyBytes_areReadOrRefused() {
        byte[] vertex = store.get(tables.vertices(), Keys.element(0));
        byte[] edge = store.get(tables.edges(), Keys.element(0));
        byte[] schema = store.get(tables.meta(), Keys.SCHEMA);
        Names names = Names.of(store, tables);
        SchemaFormat format = new SchemaFormat(names, tables);
        Seeds.forEach(GraphFormatTest.class, 300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            read(mutated(vertex, random), bytes -> {
                VertexContent.of(bytes);
                VertexRecord record = new VertexRecord(1, bytes, names);
                record.properties();
                record.value("since");
                record.externalId();
                record.label();
            });
            read(mutated(edge, random), bytes -> {
                EdgeContent.of(bytes);
                EdgeRecord record = new EdgeRecord(1, bytes, names);
                record.values();
                record.value("since");
                record.type();
                record.inVertex();
            });
            read(mutated(schema, random), format::decode);
        });
    }

    private static MemorySegment mutated(byte[] bytes, SplittableRandom random) {
        byte[] mutated = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length + 9) : bytes.length);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && mutated.length > 0; i++) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        return MemorySegment.ofArray(mutated);
    }

    private static void read(MemorySegment bytes, Consumer<MemorySegment> reader) {
        try {
            reader.accept(bytes);
        } catch (GraphException.Corrupt refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    @Test
    void open_newerFormat_isRefused() {
        store.transact(transaction -> transaction.put(tables.meta(), Keys.FORMAT, new byte[] {2}));
        assertThatThrownBy(() -> GraphDatabase.over(graph.database()))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("format 2");
    }

    @Test
    void find_entryThatIsNoNumber_isCorrupt() {
        store.transact(transaction -> transaction.put(tables.index(0), orderedBytes("Ada"), new byte[] {(byte) 0x80}));
        assertThatThrownBy(() -> graph.primary().read(view -> {
                    try (var found = view.findVertices("by name", IndexRange.equalTo("Ada"))) {
                        return found.next();
                    }
                }))
                .isInstanceOf(GraphException.Corrupt.class);
    }
}

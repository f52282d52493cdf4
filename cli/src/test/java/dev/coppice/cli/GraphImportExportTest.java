package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.value.ValueType;
import dev.coppice.store.sim.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphImportExportTest {
    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path db(String name) {
        return directory.resolve(name);
    }

    /// A value of each type that is one line of text in a file.
    private static Map<String, Object> scalars() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("boolean", true);
        values.put("byte", (byte) -1);
        values.put("short", (short) 300);
        values.put("int", 70_000);
        values.put("long", Long.MIN_VALUE);
        values.put("float", 1.5f);
        values.put("double", 0.1);
        values.put("nan", Double.NaN);
        values.put("integer", BigInteger.TWO.pow(100));
        values.put("decimal", new BigDecimal("1.00"));
        values.put("string", " a,\"b\"\n\tä\u20AC\uD83D\uDE00<&>'\r\n ");
        values.put("empty", "");
        values.put("bytes", new byte[] {0, -1});
        values.put("date", LocalDate.of(2026, 1, 31));
        values.put("time", LocalTime.of(1, 2, 3, 4));
        values.put("instant", Instant.ofEpochSecond(1, 5));
        values.put("datetime", OffsetDateTime.parse("2026-01-31T00:00:00.5+01:00"));
        values.put("millis", new Date(-5));
        values.put("duration", Duration.ofMillis(-1));
        values.put("uuid", new UUID(1, 2));
        values.put("vector", new float[] {1.5f, -0f});
        return values;
    }

    /// Values that only JSON tells apart.
    private static Map<String, Object> collections() {
        Map<Object, Object> anyKeys = new HashMap<>();
        anyKeys.put(1L, "one");
        anyKeys.put("@type", null);
        List<Object> withNull = new ArrayList<>(List.of(1L, "x"));
        withNull.add(null);
        return Map.of(
                "list",
                withNull,
                "set",
                Set.of(1, 2L),
                "map",
                Map.of("a", List.of(true)),
                "any",
                anyKeys,
                "z",
                Map.of());
    }

    private void create(Path db, Map<String, Object> values, boolean several) {
        try (GraphDatabase graph = GraphDatabase.open(db)) {
            graph.primary().transact(transaction -> {
                long ada = transaction.addVertex("person", "ada", values);
                long nameless = transaction.addVertex("robot", Map.of("name", "R2"));
                transaction.addVertex("empty", "nothing", Map.of());
                transaction.addEdge(ada, "built", nameless, values);
                transaction.addEdge(ada, "built", nameless, Map.of());
                transaction.addEdge(nameless, "is", nameless, Map.of("n", 1));
                if (several) {
                    transaction.addVertexProperty(ada, "name", "Ada", Map.of("until", 1835));
                    transaction.addVertexProperty(ada, "name", "Lovelace", Map.of());
                }
            });
        }
    }

    @Test
    void jsonLines_everyKindOfValue_comesBackAsItWas() {
        Map<String, Object> values = scalars();
        values.putAll(collections());
        create(db("a"), values, true);

        ok("graph", "import", db("b"), exported(db("a"), "a.jsonl"));

        String text = ok("graph", "export", db("a"), "--format", "jsonl");
        assertThat(text).contains("{\"@type\":\"values\",\"value\":[{\"value\":\"Ada\",\"meta\":{\"until\":");
        assertThat(ok("graph", "export", db("b"), "--format", "jsonl")).isEqualTo(text);
        assertSameValues(db("b"), values);
    }

    @Test
    void graphml_everyKindOfSingleValue_comesBackAsItWas() {
        Map<String, Object> values = scalars();
        values.putAll(collections());
        create(db("a"), values, false);

        ok("graph", "import", db("b"), exported(db("a"), "a.graphml"));

        assertThat(ok("graph", "export", db("b"), "--format", "graphml").replaceAll("\"e?n?\\d+\"", "\"\""))
                .isEqualTo(ok("graph", "export", db("a"), "--format", "graphml").replaceAll("\"e?n?\\d+\"", "\"\""));
        assertSameValues(db("b"), values);
    }

    @Test
    void csv_everyKindOfSingleValue_comesBackAsItWas() {
        Map<String, Object> values = scalars();
        values.putAll(collections());
        create(db("a"), values, false);
        Path nodes = directory.resolve("n.csv");
        Path edges = directory.resolve("e.csv");

        new TestCli().run("graph", "export", db("a"), "--nodes", nodes, "--edges", edges);
        ok("graph", "import", db("b"), "--nodes", nodes, "--edges", edges);

        assertThat(nodes).content().startsWith("_label,_id,");
        assertSameValues(db("b"), values);
        assertThat(ok("graph", "export", db("b"), "--format", "jsonl"))
                .isEqualTo(ok("graph", "export", db("a"), "--format", "jsonl"));
    }

    private Path exported(Path db, String name) {
        Path file = directory.resolve(name);
        assertThat(new TestCli().run("graph", "export", db, file).code()).isZero();
        return file;
    }

    private static void assertSameValues(Path db, Map<String, Object> values) {
        try (GraphDatabase graph = GraphDatabase.open(db);
                GraphFork primary = graph.fork("primary")) {
            primary.read(view -> {
                assertThat(view.vertexCount()).isEqualTo(3);
                assertThat(view.edgeCount()).isEqualTo(3);
                Map<String, Object> found =
                        new HashMap<>(view.vertex("person", "ada").values());
                found.remove("name");
                assertThat(found).containsOnlyKeys(values.keySet());
                values.forEach((key, value) -> {
                    assertThat(Objects.deepEquals(found.get(key), value))
                            .as(key)
                            .isTrue();
                    assertThat(ValueType.of(found.get(key))).as(key).isEqualTo(ValueType.of(value));
                });
                return null;
            });
        }
    }

    @Test
    void csv_withOptionsAndTypedHeading_makesTypedVerticesAndEdges() throws IOException {
        Path people = file("people.csv", "\uFEFFid,name,age:int,\"born\"\"s:date\"\nada,Ada,36,1815-12-10\nbob,,,\n");
        Path knows = file("knows.tsv", "a\tb\tsince:short\nada\tbob\t1833\n");

        String said = ok(
                "graph",
                "import",
                db("a"),
                "--nodes",
                people,
                "--label",
                "person",
                "--id",
                "id",
                "--edges",
                knows,
                "--type",
                "knows",
                "--from",
                "a",
                "--to",
                "b",
                "--from-label",
                "person",
                "--json");

        assertThat(said).contains("\"verticesAdded\":2", "\"edgesAdded\":1");
        assertThat(ok("graph", "export", db("a"), "--format", "jsonl")).isEqualTo("""
                        {"vertex":"ada","label":"person","properties":{"name":"Ada","age":{"@type":"int","value":"36"},\
                        "born\\"s":{"@type":"date","value":"1815-12-10"}}}
                        {"vertex":"bob","label":"person"}
                        {"edge":"knows","from":{"label":"person","id":"ada"},"to":{"label":"person","id":"bob"},\
                        "properties":{"since":{"@type":"short","value":"1833"}}}
                        """);
    }

    @Test
    void graphml_ofAnotherProgram_isUnderstood() throws IOException {
        Path file = file("other.graphml", """
                <?xml version="1.0"?>
                <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
                  <desc>made by <b>hand</b></desc>
                  <key id="d0" for="node" attr.name="color" attr.type="string"><default>yellow</default></key>
                  <key id="d1" for="edge" attr.name="weight" attr.type="double"/>
                  <graph id="G" edgedefault="undirected">
                    <node id="n0"><data key="d0">green</data></node>
                    <node id="n1"/>
                    <edge source="n0" target="n1"><data key="d1"> 1.5 </data></edge>
                  </graph>
                </graphml>
                """);

        ok("graph", "import", db("a"), file);

        assertThat(ok("graph", "export", db("a"), "--format", "jsonl")).isEqualTo("""
                        {"vertex":"n0","label":"vertex","properties":{"color":"green"}}
                        {"vertex":"n1","label":"vertex","properties":{"color":"yellow"}}
                        {"edge":"edge","from":{"label":"vertex","id":"n0"},"to":{"label":"vertex","id":"n1"},\
                        "properties":{"weight":1.5}}
                        """);
    }

    @Test
    void import_again_updatesVerticesAndAddsEdgesUnlessTheyAreToBeSkipped() throws IOException {
        Path file = file("two.jsonl", """
                {"vertex":"a","properties":{"n":1}}
                {"vertex":"b"}
                {"edge":"to","from":"a","to":"b","properties":{"w":1.5}}
                """);
        ok("graph", "import", db("a"), file);

        assertThat(ok("graph", "import", db("a"), file, "--skip-present"))
                .contains("0 vertices added, 2 updated, 0 edges added, 1 there already");
        assertThat(ok("graph", "import", db("a"), file)).contains("0 vertices added, 2 updated, 1 edge added");
        assertThat(ok("graph", "stats", db("a"), "--json")).contains("\"vertices\":2,\"edges\":2");
    }

    private Path manyVerticesWithAnErrorInLine2200() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 2_500; i++) {
            lines.append(i == 2_200 ? "{\"vertex\":7,\"bogus\":1}" : "{\"vertex\":\"v" + i + "\"}")
                    .append('\n');
        }
        return file("many.jsonl", lines.toString());
    }

    private void requireErrorAndGoOn(Path db, Path file, int through, String standing) throws IOException {
        Result failed = new TestCli().run("graph", "import", db, file);

        assertThat(failed.code()).isEqualTo(30);
        assertThat(failed.err())
                .contains("many.jsonl, line 2200: has the member 'bogus'")
                .endsWith("; " + standing + "; correct it and go on with --from-line " + (through + 1) + "\n");
        assertThat(ok("graph", "stats", db, "--json")).contains("\"vertices\":" + through);

        Files.writeString(file, Files.readString(file).replace(",\"bogus\":1", ""));
        assertThat(ok("graph", "import", db, file, "--from-line", through + 1))
                .contains((2_500 - through) + " vertices added, 0 upd");
        assertThat(ok("graph", "stats", db, "--json")).contains("\"vertices\":2500");
    }

    @Test
    void import_intoEmptyGraph_hasAllThatComesBeforeAnErrorAndGoesOnFromThatLine() throws IOException {
        requireErrorAndGoOn(
                db("a"), manyVerticesWithAnErrorInLine2200(), 2_199, "2,199 elements, up to line 2199, are imported");
    }

    @Test
    void import_errorAfterABatchOfTransactions_saysWhatIsThereAndGoesOnFromThatLine() throws IOException {
        requireTransactions(db("a"));
        requireErrorAndGoOn(
                db("a"), manyVerticesWithAnErrorInLine2200(), 2_000, "2,000 elements, up to line 2000, are imported");
    }

    /// Makes a graph of which an import cannot be one load, because the index tells what is not unique only at its end.
    private static void requireTransactions(Path db) {
        try (GraphDatabase graph = GraphDatabase.open(db)) {
            graph.primary()
                    .createIndex(
                            IndexDefinition.ofVertices("nothing", "no such label", "n")
                                    .asUnique(),
                            _ -> {});
        }
    }

    @Test
    void import_inOneLoadOrInTransactions_givesTheSameGraphAndTheSameReport() throws IOException {
        Seeds.forEach(GraphImportExportTest.class, 20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder lines = new StringBuilder();
            int count = random.nextInt(1, 400);
            boolean hasRarities = random.nextInt(3) == 0;
            for (int i = 0; i < count; i++) {
                lines.append(line(random, i, hasRarities)).append('\n');
            }
            Path file = write("random-" + seed + ".jsonl", lines.toString());
            Path loaded = db("loaded-" + seed);
            Path transacted = db("transacted-" + seed);
            requireTransactions(transacted);

            Result load = new TestCli().run("graph", "import", loaded, file, "--skip-errors");
            Result transactions = new TestCli().run("graph", "import", transacted, file, "--skip-errors");

            assertThat(load.code()).isZero();
            assertThat(load.err()).isEqualTo(transactions.err());
            assertThat(load.out().replace(loaded.toString(), "").replaceFirst(" in .*", ""))
                    .isEqualTo(transactions
                            .out()
                            .replace(transacted.toString(), "")
                            .replaceFirst(" in .*", ""));
            assertThat(ok("graph", "export", loaded, "--format", "jsonl"))
                    .isEqualTo(ok("graph", "export", transacted, "--format", "jsonl"));
            assertThat(ok("check", loaded)).contains("graph sound");
        });
    }

    private Path write(String name, String text) {
        try {
            return file(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(SplittableRandom random, int number, boolean hasRarities) {
        String one = "v" + random.nextInt(number + 1);
        String other = "v" + random.nextInt(number + 1);
        String label = random.nextInt(4) == 0 ? "a" : "b";
        return switch (random.nextInt(hasRarities ? 24 : 18)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 ->
                "{\"vertex\":\"v" + number + "\",\"label\":\"" + label + "\",\"properties\":{\"n\":"
                        + random.nextInt(10) + "}}";
            case 20 -> "{\"vertex\":\"" + one + "\",\"remove\":true}";
            case 21 -> "{\"edge\":\"to\",\"from\":\"" + one + "\",\"to\":\"" + other + "\",\"remove\":true}";
            case 22 ->
                "{\"vertex\":\"" + one + "\",\"label\":\"b\",\"properties\":{\"m\":{\"@type\":\"values\",\"value\":"
                        + "[{\"value\":1},{\"value\":2,\"meta\":{\"x\":3}}]}}}";
            case 23 -> "nonsense";
            case 18, 19 -> "{\"vertex\":\"" + one + "\",\"label\":\"" + label + "\"}";
            case 10, 11, 12 ->
                "{\"edge\":\"to\",\"from\":{\"label\":\"" + label + "\",\"id\":\"" + one + "\"},\"to\":\"" + other
                        + "\"}";
            default ->
                "{\"edge\":\"to\",\"from\":\"" + one + "\",\"to\":\"" + other + "\",\"properties\":{\"w\":"
                        + random.nextInt(10) + "}}";
        };
    }

    @Test
    void import_whatAUniqueIndexRefuses_isToldByTheLinesOfItsBatch() throws IOException {
        try (GraphDatabase graph = GraphDatabase.open(db("a"))) {
            graph.primary()
                    .createIndex(
                            IndexDefinition.ofVertices("by name", "vertex", "name")
                                    .asUnique(),
                            _ -> {});
        }
        Path file = file("two.jsonl", """
                {"vertex":"a","properties":{"name":"x"}}
                {"vertex":"b","properties":{"name":"x"}}
                """);

        assertThat(new TestCli().run("graph", "import", db("a"), file).err())
                .contains("in the elements after line 0 up to line 2", "by name")
                .endsWith("nothing was imported; correct it and run the command again\n");
    }

    @Test
    void import_whatAConstraintRefuses_isToldByItsLine() throws IOException {
        try (GraphDatabase graph = GraphDatabase.open(db("a"))) {
            graph.primary().addConstraint(new Constraint.Required(ElementKind.VERTEX, "vertex", "name"));
        }
        Path file = file("two.jsonl", """
                {"vertex":"a","properties":{"name":"x"}}
                {"vertex":"b"}
                """);

        assertThat(new TestCli().run("graph", "import", db("a"), file).err())
                .contains("in line 2: ", "name")
                .endsWith("1 element, up to line 1, are imported; correct it and go on with --from-line 2\n");
        assertThat(ok("graph", "stats", db("a"), "--json")).contains("\"vertices\":1");
    }

    @Test
    void import_edgesBeforeAnErrorOfTheSecondFile_areKeptWithTheVerticesOfTheFirst() throws IOException {
        Path nodes = file("n.csv", "_id,_label\na,x\nb,x\n");
        Path edges = file("e.csv", "_from,_to,_type\na,b,t\nb,a,t\na,nobody,t\n");

        Result result = new TestCli().run("graph", "import", db("a"), "--nodes", nodes, "--edges", edges);

        assertThat(result.err())
                .contains("e.csv, line 4: there is no vertex 'nobody'")
                .endsWith("2 elements, up to line 3, are imported; correct it and go on with --from-line 4\n");
        assertThat(ok("graph", "stats", db("a"), "--json")).contains("\"vertices\":2,\"edges\":2");
    }

    @Test
    void import_graphmlFromALine_stillKnowsTheNodesBeforeIt() throws IOException {
        Path file = file("g.graphml", """
                <graphml><graph>
                <node id="a"/>
                <node id="b"/>
                <edge source="a" target="b"/>
                <edge source="b" target="nobody"/>
                <edge source="b" target="a"/>
                </graph></graphml>
                """);
        assertThat(new TestCli()
                        .run("graph", "import", db("a"), file, "--skip-errors")
                        .err())
                .contains("line 5: is an edge of the node 'nobody'");

        assertThat(ok("graph", "import", db("a"), file, "--from-line", "6"))
                .contains("0 vertices added, 0 updated, 1 edge added");
        assertThat(ok("graph", "stats", db("a"), "--json")).contains("\"vertices\":2,\"edges\":3");
    }

    @Test
    void import_skipErrors_reportsThemAndTakesTheOthers() throws IOException {
        Path file = file("some.jsonl", """
                {"vertex":"a"}
                nonsense
                {"edge":"to","from":"a","to":"nobody"}
                {"vertex":"b"}
                {"edge":"to","from":"a","to":"b"}
                """);

        Result result = new TestCli().run("graph", "import", db("a"), file, "--skip-errors");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("2 vertices added, 0 updated, 1 edge added, skipped 2");
        assertThat(result.err())
                .contains("skipped " + file + ", line 2: is no JSON", "line 3: there is no vertex 'nobody'");
    }

    @Test
    void export_severalValuesAsCsvOrGraphml_isRefusedAndLeavesNoFile() {
        create(db("a"), Map.of(), true);
        Path target = directory.resolve("x.graphml");

        Result result = new TestCli().run("graph", "export", db("a"), target);

        assertThat(result.code()).isEqualTo(30);
        assertThat(result.err()).contains("has several values of 'name'", "export as jsonl");
        assertThat(target).doesNotExist();
    }

    @Test
    void export_textThatXmlCannotHold_isRefused() throws IOException {
        ok("graph", "import", db("a"), file("c.jsonl", "{\"vertex\":\"a\",\"properties\":{\"x\":\"\\u0000\"}}\n"));

        assertThat(new TestCli()
                        .run("graph", "export", db("a"), "--format", "graphml")
                        .err())
                .contains("a character that XML cannot hold; export as jsonl");
    }
}

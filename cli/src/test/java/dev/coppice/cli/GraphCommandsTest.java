package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCommandsTest {
    @TempDir
    private Path directory;

    private Path db;

    /// Ada knows Bob; on the fork `f` she is older, Eve is there and knows her, and she does not know Bob.
    @BeforeEach
    void fill() throws IOException {
        db = directory.resolve("social.db");
        load(
                db,
                "{'vertex':'ada','label':'person','properties':{'age':{'@type':'int','value':36}}}",
                "{'vertex':'bob','label':'person'}",
                "{'edge':'knows','from':'ada','to':'bob','properties':{'since':1833}}");
        ok("graph", "fork", db, "f");
        load(
                db + "@f",
                "{'vertex':'ada','label':'person','properties':{'age':{'@type':'int','value':37}}}",
                "{'vertex':'eve','label':'person'}",
                "{'edge':'knows','from':'eve','to':'ada'}",
                "{'edge':'knows','from':'ada','to':'bob','remove':true}");
    }

    private void load(Object target, String... lines) throws IOException {
        Path file = Files.writeString(
                directory.resolve("lines.jsonl"), String.join("\n", lines).replace('\'', '"') + "\n");
        ok("graph", "import", target, file);
    }

    @Test
    void stats_forkAndPrimary_countTheirOwnAndTellWhoseIdsAreWhose() {
        assertThat(ok("graph", "stats", db, "--json"))
                .contains(
                        "\"vertices\":2",
                        "\"edges\":1",
                        "\"verticesByLabel\":{\"person\":2}",
                        "\"edgesByType\":{\"knows\":1}");
        assertThat(ok("graph", "stats", db + "@f", "--json"))
                .contains("\"vertices\":3,\"edges\":1")
                .contains("\"lineage\":[{\"forkId\":0,\"firstVertexId\":\"0\",\"firstEdgeId\":\"0\"},{\"forkId\":");
        assertThat(ok("graph", "stats", db + "@f")).contains("of primary", "of f", "next");
    }

    @Test
    void stats_archive_hasNoIdsToHandOut() {
        ok("archive", db, "old");

        assertThat(ok("graph", "stats", db + "@archive:old", "--json"))
                .contains("\"vertices\":2")
                .doesNotContain("nextVertexId");
    }

    @Test
    void diff_text_showsWhatDiffersAndHow() {
        String text = ok("graph", "diff", db, "f");

        assertThat(text.lines()).hasSize(4);
        assertThat(text)
                .contains("~ vertex 0 person 'ada' {age: 36 → 37}\n")
                .containsPattern("\\+ vertex \\d+ person 'eve'\n")
                .contains("- edge 0 person 'ada' -knows-> person 'bob' {since: 1833}\n")
                .containsPattern("\\+ edge \\d+ person 'eve' -knows-> person 'ada'\n");
        assertThat(ok("graph", "diff", db, "primary", "f")).contains("- vertex", "{age: 37 → 36}");
        assertThat(ok("graph", "diff", db, "f", "--limit", "1").lines()).hasSize(1);
    }

    @Test
    void diff_countAndJson_areForPrograms() {
        assertThat(ok("graph", "diff", db, "f", "primary", "--count"))
                .isEqualTo("vertices: 1 added, 0 removed, 1 changed\nedges: 1 added, 1 removed, 0 changed\n");
        assertThat(ok("graph", "diff", db, "f", "--count", "--json"))
                .isEqualTo("{\"verticesAdded\":1,\"verticesRemoved\":0,\"verticesChanged\":1,\"edgesAdded\":1,"
                        + "\"edgesRemoved\":1,\"edgesChanged\":0}\n");
        assertThat(ok("graph", "diff", db, "f", "--json"))
                .contains("{\"kind\":\"removed\",\"element\":\"edge\",\"id\":\"0\",\"before\":{\"type\":\"knows\","
                        + "\"from\":\"0\",\"to\":\"1\",\"properties\":{\"since\":1833}}}\n");
    }

    @Test
    void diff_siblings_pairsWhatBothMadeOnlyWhenAskedTo() throws IOException {
        ok("graph", "fork", db, "one");
        ok("graph", "fork", db, "other");
        load(db + "@one", "{'vertex':'gus','label':'person','properties':{'age':1}}");
        load(db + "@other", "{'vertex':'gus','label':'person','properties':{'age':2}}");

        assertThat(ok("graph", "diff", db, "other", "one")).contains("- vertex", "+ vertex");
        assertThat(ok("graph", "diff", db, "other", "one", "--pair-by", "external-id"))
                .matches("~ vertex \\d+ person 'gus' \\{age: 1 → 2}\n");
        assertThat(ok("graph", "diff", db, "other", "one", "--pair-by", "content", "--count"))
                .startsWith("vertices: 1 added, 1 removed, 0 changed\n");
    }

    @Test
    void diff_svg_drawsEveryChangeAsWellFormedXml() throws Exception {
        Path picture = directory.resolve("f.svg");

        assertThat(ok("graph", "diff", db, "f", "--svg", picture)).isEqualTo("drew 4 changes into " + picture + "\n");

        String svg = Files.readString(picture);
        assertThat(svg).contains("person 'eve'", "person 'ada'", "person 'bob'", "primary → f", "4 changes of 4");
        assertThat(elements(svg, "rect")).isEqualTo(1 + 3); // the ground, and a box for each vertex
        assertThat(elements(svg, "path")).isEqualTo(2);
    }

    @Test
    void diff_svgOfMoreThanCanBeSeen_isBoundedAndSaysHowManyAreLeftOut() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            lines.append("{\"vertex\":\"v").append(i).append("<&\\u0001\",\"label\":\"person\"}\n");
        }
        Path file = Files.writeString(directory.resolve("many.jsonl"), lines);
        ok("graph", "import", db + "@f", file);
        Path picture = directory.resolve("f.svg");

        assertThat(ok("graph", "diff", db, "f", "--svg", picture)).contains("; left out 30");

        String svg = Files.readString(picture);
        assertThat(svg).contains("are left out of the picture", "v1&lt;&amp;\\x01");
        assertThat(elements(svg, "rect")).isBetween(150L, 203L);
    }

    private static long elements(String svg, String name) throws Exception {
        XMLStreamReader xml = XMLInputFactory.newDefaultFactory()
                .createXMLStreamReader(new ByteArrayInputStream(svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        long count = 0;
        while (xml.hasNext()) {
            count += xml.next() == XMLStreamReader.START_ELEMENT
                            && xml.getLocalName().equals(name)
                    ? 1
                    : 0;
        }
        return count;
    }

    @Test
    void promote_preview_changesNothingAndPromoteDoesWhatItSaid() {
        String before = ok("graph", "export", db, "--format", "jsonl");

        String preview = ok("graph", "promote", db, "f", "--preview");

        assertThat(preview)
                .startsWith("would promote f into primary:\nvertices: 1 inserted, 1 updated, 0 deleted")
                .contains("\nedges: 1 inserted, 0 updated, 1 deleted");
        assertThat(ok("graph", "export", db, "--format", "jsonl")).isEqualTo(before);
        assertThat(ok("graph", "promote", db, "f")).isEqualTo(preview.replace("would promote", "promoted"));
        assertThat(ok("graph", "diff", db, "f", "primary", "--count")).contains("0 changed");
        assertThat(ok("graph", "export", db, "--format", "jsonl")).contains("\"eve\"", "\"37\"");
    }

    @Test
    void promote_conflict_isRefusedUntilItIsSettled() throws IOException {
        load(db, "{'vertex':'ada','label':'person','properties':{'age':{'@type':'int','value':40}}}");

        Result refused = new TestCli().run("graph", "promote", db, "f");

        assertThat(refused.code()).isEqualTo(18);
        assertThat(refused.err()).contains("nothing was applied", "'age'", "--on-conflict take-fork");
        assertThat(ok("graph", "promote", db, "f", "--preview", "--on-conflict", "take-target"))
                .contains("conflicts: 1\n! vertex 0, property 'age'");
        ok("graph", "promote", db, "f", "--on-conflict", "take-target");
        assertThat(ok("graph", "export", db, "--format", "jsonl")).contains("\"40\"", "\"eve\"");
    }

    @Test
    void index_createdListedDropped_isThatOfTheFork() throws IOException {
        assertThat(ok("graph", "index", db + "@f", "by-age", "--label", "person", "--key", "age"))
                .startsWith("created index by-age: person(age), ordered");
        ok("graph", "index", db + "@f", "since", "--type", "knows", "--key", "since", "--unique", "--hash");

        assertThat(ok("graph", "index", db + "@f"))
                .isEqualTo("by-age: person(age), ordered\nsince: knows(since), hash, unique\n");
        assertThat(ok("graph", "index", db)).isEmpty();
        assertThat(ok("graph", "schema", db + "@f")).contains("labels of vertices: person\n", "index since: ");
        assertThat(ok("graph", "schema", db + "@f", "--json")).contains("\"name\":\"since\",\"kind\":\"edge\"");
        assertThat(ok("graph", "index", db + "@f", "friendships", "--type", "knows"))
                .contains("created index friendships: list of knows, ");
        assertThat(ok("graph", "index", db + "@f")).contains("friendships: list of knows\n");
        ok("graph", "index", db + "@f", "friendships", "--drop");
        ok("graph", "index", db + "@f", "by-age", "--drop");
        assertThat(ok("graph", "index", db + "@f", "--json")).doesNotContain("by-age");
    }

    @Test
    void constraint_demandedListedDropped_isThatOfTheFork() {
        assertThat(ok("graph", "constraint", db + "@f", "--label", "person", "--key", "age", "--values", "int"))
                .isEqualTo("demanded: person.age of vertices is of type int\n");
        assertThat(ok("graph", "constraint", db + "@f", "--label", "robot", "--key", "age", "--required"))
                .isEqualTo("demanded: robot.age of vertices is required\n");
        assertThat(ok("graph", "constraint", db + "@f", "--type", "knows", "--key", "a,b", "--unique", "--json"))
                .startsWith("{\"name\":\"knows.a.b\",\"kind\":\"edge\",\"label\":\"knows\",\"keys\":[\"a\",\"b\"]")
                .contains("\"unique\":true");
        String all = """
                person.age of vertices is of type int
                robot.age of vertices is required
                knows(a, b) of edges is unique, by the index knows.a.b
                """;

        assertThat(ok("graph", "constraint", db + "@f")).isEqualTo(all);
        assertThat(ok("graph", "constraint", db + "@f", "--type", "knows", "--key", "a,b", "--unique"))
                .startsWith("demanded: knows(a, b)");
        assertThat(ok("graph", "constraint", db + "@f")).isEqualTo(all);
        assertThat(ok("graph", "schema", db + "@f")).contains("constraint: person.age of vertices is of type int\n");
        assertThat(ok("graph", "constraint", db + "@f", "--json"))
                .contains("{\"kind\":\"vertex\",\"label\":\"person\",\"key\":\"age\",\"type\":\"int\"}\n");
        assertThat(ok("graph", "constraint", db)).isEmpty();

        ok("graph", "constraint", db + "@f", "--label", "person", "--key", "age", "--values", "int", "--drop");
        ok("graph", "constraint", db + "@f", "--label", "robot", "--key", "age", "--required", "--drop");
        assertThat(ok("graph", "constraint", db + "@f", "--type", "knows", "--key", "a,b", "--unique", "--drop"))
                .startsWith("dropped: knows(a, b)");
        assertThat(ok("graph", "constraint", db + "@f")).isEmpty();
        assertThat(ok("graph", "index", db + "@f")).isEmpty();
    }

    @Test
    void constraint_ofWhatIsThereOrIsWritten_isExitCode24AndChangesNothing() throws IOException {
        Result refused =
                new TestCli().run("graph", "constraint", db, "--label", "person", "--key", "age", "--values", "string");
        assertThat(refused.code()).isEqualTo(24);
        assertThat(refused.err()).contains("age");
        assertThat(ok("graph", "constraint", db)).isEmpty();

        ok("graph", "constraint", db, "--label", "person", "--key", "age", "--values", "int");
        Path file = Files.writeString(
                directory.resolve("bad.jsonl"),
                "{\"vertex\":\"x\",\"label\":\"person\",\"properties\":{\"age\":\"old\"}}\n");
        assertThat(new TestCli().run("graph", "import", db, file).code()).isEqualTo(24);
    }

    @Test
    void constraint_thatIsNotThere_isExitCode11() {
        for (String demand : List.of("--required", "--unique", "--values=int")) {
            Result result =
                    new TestCli().run("graph", "constraint", db, "--label", "person", "--key", "age", demand, "--drop");
            assertThat(result.code()).isEqualTo(11);
            assertThat(result.err()).contains("no such constraint");
        }
    }

    @Test
    void constraint_wordsThatDoNotFit_areExitCode2() {
        for (String words : List.of(
                "--drop",
                "--label person",
                "--label person --key age",
                "--key age --required",
                "--label person --type knows --key age --required",
                "--label person --key age --required --unique",
                "--label person --key age,name --required",
                "--label person --key age --values number")) {
            List<Object> all = new ArrayList<>(List.of("graph", "constraint", db));
            all.addAll(List.of(words.split(" ")));
            assertThat(new TestCli().run(all.toArray()).code()).as(words).isEqualTo(2);
        }
    }

    @Test
    void diffAndPromote_ofLabelsTypesAndValues_takeThoseChangesOnly() throws IOException {
        ok("graph", "fork", db, "g");
        load(
                db + "@g",
                "{'vertex':'x','label':'book','properties':{'year':1843}}",
                "{'vertex':'y','label':'book','properties':{'year':1844}}",
                "{'vertex':'z','label':'person','properties':{'year':1843}}",
                "{'edge':'wrote','from':'z','to':'x','properties':{'year':1843}}",
                "{'edge':'read','from':'z','to':'x','properties':{'year':1843}}");

        assertThat(lines("graph", "diff", db, "g")).hasSize(5);
        assertThat(lines("graph", "diff", db, "g", "--label", "book"))
                .hasSize(2)
                .allMatch(line -> line.contains("book"));
        assertThat(lines("graph", "diff", db, "g", "--type", "wrote,read")).hasSize(2);
        assertThat(lines("graph", "diff", db, "g", "--label", "book", "--type", "wrote"))
                .hasSize(3);
        assertThat(lines("graph", "diff", db, "g", "--where", "year=1843")).hasSize(4);
        assertThat(ok("graph", "diff", db, "g", "--label", "book", "--where", "year=1844", "--count"))
                .isEqualTo("vertices: 1 added, 0 removed, 0 changed\nedges: 0 added, 0 removed, 0 changed\n");
        assertThat(new TestCli().run("graph", "diff", db, "g", "--where", "=1").code())
                .isEqualTo(2);

        assertThat(ok("graph", "promote", db, "g", "--label", "book,person", "--type", "wrote", "--where", "year=1843"))
                .contains("vertices: 2 inserted", "edges: 1 inserted");
        assertThat(ok("graph", "export", db, "--format", "jsonl"))
                .contains("\"x\"", "wrote")
                .doesNotContain("1844", "\"read\"");
    }

    private static List<String> lines(Object... words) {
        return ok(words).lines().toList();
    }

    @Test
    void index_uniqueViolatedByAnImport_isExitCode24AndNothingIsCommitted() throws IOException {
        ok("graph", "index", db, "name", "--label", "person", "--key", "name", "--unique");
        Path file = Files.writeString(directory.resolve("two.jsonl"), """
                {"vertex":"x","label":"person","properties":{"name":"N"}}
                {"vertex":"y","label":"person","properties":{"name":"N"}}
                """);

        Result result = new TestCli().run("graph", "import", db, file);

        assertThat(result.code()).isEqualTo(24);
        assertThat(result.err()).contains("two.jsonl", "line 2", "nothing was imported");
        assertThat(ok("graph", "stats", db, "--json")).contains("\"vertices\":2");
    }

    @Test
    void reset_forkOfAGraph_isAsItsParentOrAsAnArchive_andItsIdsGoOn() throws IOException {
        ok("archive", db + "@f", "kept");
        load(db, "{'vertex':'new','label':'person'}");

        assertThat(ok("graph", "reset", db, "f")).isEqualTo("reset f to primary\n");
        assertThat(ok("graph", "diff", db, "f")).isEmpty();
        load(db + "@f", "{'vertex':'gus','label':'person'}");
        assertThat(ok("graph", "diff", db, "f")).containsPattern("\\+ vertex \\d+ person 'gus'\n");

        assertThat(ok("reset", db, "f", "archive:kept", "--json"))
                .isEqualTo("{\"reset\":\"f\",\"to\":\"archive:kept\"}\n");
        assertThat(ok("graph", "diff", db, "f", "archive:kept")).isEmpty();
        assertThat(ok("check", db)).contains("\ngraph sound: ");
    }

    @Test
    void promote_fastForwardOnly_isDoneOnceAndAgainAfterAReset() throws IOException {
        assertThat(ok("graph", "promote", db, "f", "--fast-forward-only"))
                .startsWith("promoted f into primary:\n")
                .endsWith("\nfast-forward: primary has not moved since\n");

        Result again = new TestCli().run("graph", "promote", db, "f", "--fast-forward-only");
        assertThat(again.code()).isEqualTo(26);
        assertThat(again.err()).contains("'primary' has had commits since 'f' parted from it");

        ok("graph", "reset", db, "f");
        load(db + "@f", "{'vertex':'gus','label':'person'}");
        assertThat(ok("graph", "promote", db, "f", "--fast-forward-only", "--json"))
                .contains("\"fastForward\":true");
    }

    @Test
    void forkAndDrop_ofTheStore_goThroughTheGraph() throws IOException {
        ok("fork", db + "@f", "g");
        load(db + "@g", "{'vertex':'gus','label':'person'}");
        assertThat(ok("graph", "stats", db + "@g", "--json")).contains("\"vertices\":4");
        assertThat(ok("drop", db, "f", "--cascade")).isEqualTo("dropped f\ndropped g\n");
        assertThat(ok("check", db)).contains("\ngraph sound: 2 vertices and 1 edge in 1 fork read\n");
    }

    @Test
    void restore_archiveOfAGraph_isAForkWithIds() throws IOException {
        ok("archive", db, "old");
        load(db, "{'vertex':'new','label':'person'}");

        ok("restore", db, "old", "--as", "again");

        load(db + "@again", "{'vertex':'other','label':'person'}");
        assertThat(ok("graph", "stats", db + "@again", "--json")).contains("\"vertices\":3");
        assertThat(ok("check", db)).contains("\ngraph sound: ");
    }
}

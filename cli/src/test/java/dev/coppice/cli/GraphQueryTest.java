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

class GraphQueryTest {
    @TempDir
    private Path directory;

    private Path db;

    @BeforeEach
    void fill() throws IOException {
        db = directory.resolve("social.db");
        Path people = Files.writeString(directory.resolve("people.csv"), "id,name,age:int\n1,Ada,36\n2,Zoë,40\n");
        Path knows = Files.writeString(directory.resolve("knows.csv"), "from,to\n1,2\n");
        ok("graph", "import", db, "--nodes", people, "--label", "person", "--id", "id");
        ok("graph", "import", db, "--edges", knows, "--type", "knows", "--from", "from", "--to", "to");
        ok("graph", "fork", db, "f");
    }

    @Test
    void query_elements_areATableOrLinesOfJson() {
        assertThat(ok("graph", "query", db, "g.V().has('name', 'Ada').out('knows')"))
                .isEqualTo("id  label   name  age\n1   person  Zoë   40\n1 row\n");
        assertThat(ok("graph", "query", db, "g.V().values('name').order()", "--json"))
                .isEqualTo("{\"value\":\"Ada\"}\n{\"value\":\"Zoë\"}\n");
    }

    @Test
    void query_writing_changesThatForkAlone() {
        Result refused = new TestCli().run("graph", "query", db + "@f", "g.addV('person')");
        assertThat(refused.code()).isEqualTo(10);
        assertThat(refused.err()).contains("ask to write");

        ok("graph", "query", db + "@f", "--write", "g.addV('person').property('name', 'Eve')");

        assertThat(ok("graph", "query", db + "@f", "g.V().count()", "--json")).isEqualTo("{\"value\":3}\n");
        assertThat(ok("graph", "query", db, "g.V().count()", "--json")).isEqualTo("{\"value\":2}\n");
    }

    @Test
    void query_failingAfterItChangedSomething_changesNothing() {
        Result failed = new TestCli().run("graph", "query", db, "--write", "g.addV('person').fail('stop here')");
        assertThat(failed.code()).isEqualTo(10);
        assertThat(failed.err()).contains("stop here");
        assertThat(ok("graph", "query", db, "g.V().count()", "--json")).isEqualTo("{\"value\":2}\n");
    }

    @Test
    void query_whatCannotBeAnswered_saysWhy() {
        Result question = new TestCli().run("graph", "query", db, "g.V(");
        assertThat(question.code()).isEqualTo(10);
        assertThat(question.err()).contains("line 1").doesNotContain("SLF4J");
        assertThat(new TestCli().run("graph", "query", db + "@nobody", "g.V()").code())
                .isEqualTo(11);
        assertThat(new TestCli()
                        .run("graph", "query", directory.resolve("absent"), "g.V()")
                        .code())
                .isEqualTo(11);
    }
}

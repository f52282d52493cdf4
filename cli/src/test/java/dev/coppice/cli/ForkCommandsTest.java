package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkCommandsTest {
    @TempDir
    private Path directory;

    private Path db;

    @BeforeEach
    void fill() {
        db = directory.resolve("test.db");
        ok("put", db, "t", "a", "one", "--create");
        ok("put", db, "t", "b", "two");
        ok("put", db, "t", "c", "three");
    }

    private void forkAndChange() {
        ok("fork", db, "what-if");
        ok("put", db + "@what-if", "t", "b", "zwei");
        ok("delete", db + "@what-if", "t", "c");
        ok("put", db + "@what-if", "t", "d", "vier");
    }

    @Test
    void fork_ofPrimary_saysHowToUseIt() {
        assertThat(ok("fork", db, "f")).isEqualTo("forked primary as f; use it as " + db + "@f\n");
        assertThat(ok("fork", db + "@f", "g", "--json"))
                .contains("\"fork\":\"g\"")
                .contains("\"from\":\"f\"");
    }

    @Test
    void fork_nameTaken_isExitCode12() {
        ok("fork", db, "f");

        Result result = new TestCli().run("fork", db, "f");

        assertThat(result.code()).isEqualTo(12);
        assertThat(result.err()).startsWith("coppice: ").contains("f");
    }

    @Test
    void forks_nested_areATree() {
        ok("fork", db, "x");
        ok("fork", db, "y", "--ttl", "2d");
        ok("fork", db + "@x", "x1");
        ok("fork", db + "@x", "x2");

        String tree = ok("forks", db);

        assertThat(tree.replaceAll(" made .*? at commit \\d+", "")
                        .replaceAll(" +\n", "\n")
                        .replaceAll(" +,", ","))
                .isEqualTo("""
                        primary
                        ├─ x
                        │  ├─ x1
                        │  └─ x2
                        └─ y, expires in 47 h
                        """);
        assertThat(ok("forks", db, "--json").lines())
                .hasSize(5)
                .last()
                .asString()
                .contains("\"parent\":\"x\"");
    }

    @Test
    void write_onAFork_leavesPrimaryAlone() {
        forkAndChange();

        assertThat(ok("scan", db, "t")).isEqualTo("a\tone\nb\ttwo\nc\tthree\n");
        assertThat(ok("scan", db + "@what-if", "t")).isEqualTo("a\tone\nb\tzwei\nd\tvier\n");
    }

    @Test
    void diff_forkAgainstParent_printsWhatTheForkHasThatTheParentHasNot() {
        forkAndChange();
        String expected = "table t\n~ b\ttwo → zwei\n- c\tthree\n+ d\tvier\n";

        assertThat(ok("diff", db, "what-if")).isEqualTo(expected);
        assertThat(ok("diff", db, "what-if", "primary")).isEqualTo(expected);
        assertThat(ok("diff", db, "primary", "what-if")).isEqualTo("table t\n~ b\tzwei → two\n+ c\tthree\n- d\tvier\n");
        assertThat(ok("diff", db, "what-if", "--count")).isEqualTo("1 added, 1 removed, 1 changed\n");
        assertThat(ok("diff", db, "what-if", "--count", "--table", "t", "--json"))
                .isEqualTo("{\"added\":1,\"removed\":1,\"changed\":1}\n");
        assertThat(ok("diff", db, "what-if", "--table", "other")).isEmpty();
        assertThat(ok("diff", db, "what-if", "--limit", 1)).isEqualTo("table t\n~ b\ttwo → zwei\n");
        assertThat(ok("diff", db, "what-if", "--json")).isEqualTo("""
                        {"kind":"changed","table":"t","key":"b","before":"two","after":"zwei"}
                        {"kind":"removed","table":"t","key":"c","before":"three"}
                        {"kind":"added","table":"t","key":"d","after":"vier"}
                        """);
    }

    @Test
    void diff_ofAPart_printsThatOnly() {
        forkAndChange();

        assertThat(ok("diff", db, "what-if", "--from", "c")).isEqualTo("table t\n- c\tthree\n+ d\tvier\n");
        assertThat(ok("diff", db, "what-if", "--to", "c")).isEqualTo("table t\n~ b\ttwo → zwei\n");
        assertThat(ok("diff", db, "what-if", "--prefix", "d", "--count")).isEqualTo("1 added, 0 removed, 0 changed\n");
        assertThat(ok("diff", db, "what-if", "--keys-only", "--limit", 2)).isEqualTo("table t\n~ b\n- c\n");
        assertThat(ok("diff", db, "what-if", "--keys-only", "--to", "c", "--json"))
                .isEqualTo("{\"kind\":\"changed\",\"table\":\"t\",\"key\":\"b\"}\n");
        assertThat(ok("promote", db, "what-if", "--from", "c", "--to", "d"))
                .isEqualTo("promoted what-if into primary: 0 inserted, 0 updated, 1 deleted, 0 the same already\n");
    }

    @Test
    void diff_entriesThatExpire_saysWhen() {
        ok("put", db, "t", "a", "1", "--create");
        ok("fork", db, "f");
        ok("put", db + "@f", "t", "a", "1", "--ttl", "1h");
        ok("put", db + "@f", "t", "x", "2", "--ttl", "1h");
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

        assertThat(ok("diff", db, "f"))
                .matches("table t\n~ a\t1 \\(expires never → " + time + "\\)\n\\+ x\t2 \\(expires " + time + "\\)\n");
        assertThat(ok("diff", db, "f", "--json").lines())
                .hasSize(2)
                .allMatch(line -> line.matches(".*,\"afterExpiresAt\":\\d{13}}"));
    }

    @Test
    void diff_onATerminal_isColouredUnlessTheEnvironmentSaysNo() {
        forkAndChange();
        String green = "\u001b[32m+ d\tvier\u001b[0m\n";

        assertThat(new TestCli().onTerminal().run("diff", db, "what-if").out()).contains(green);
        assertThat(new TestCli().run("diff", db, "what-if", "--color", "always").out())
                .contains(green);
        assertThat(new TestCli()
                        .onTerminal()
                        .withEnvironment(Map.of("NO_COLOR", "1"))
                        .run("diff", db, "what-if")
                        .out())
                .doesNotContain("\u001b");
        assertThat(new TestCli()
                        .onTerminal()
                        .run("diff", db, "what-if", "--color=never")
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void diff_longValues_showsWhereTheyDiffer() {
        String before = "x".repeat(300) + "1" + "y".repeat(300);
        ok("put", db, "t", "a", before);
        ok("fork", db, "f");
        ok("put", db + "@f", "t", "a", before.replace('1', '2'));

        assertThat(ok("diff", db, "f"))
                .isEqualTo("table t\n~ a\t…" + "x".repeat(20) + "1" + "y".repeat(39) + "… → …" + "x".repeat(20) + "2"
                        + "y".repeat(39) + "…\n");
    }

    @Test
    void promote_noConflict_appliesAll() {
        forkAndChange();

        assertThat(ok("promote", db, "what-if"))
                .isEqualTo("promoted what-if into primary: 1 inserted, 1 updated, 1 deleted, 0 the same already\n");
        assertThat(ok("scan", db, "t")).isEqualTo("a\tone\nb\tzwei\nd\tvier\n");
        assertThat(ok("diff", db, "what-if")).isEmpty();
    }

    @Test
    void promote_conflict_isExitCode18AndThePoliciesSettleIt() {
        forkAndChange();
        ok("put", db, "t", "b", "deux");

        Result refused = new TestCli().run("promote", db, "what-if");

        assertThat(refused.code()).isEqualTo(18);
        assertThat(refused.out()).isEmpty();
        assertThat(ok("scan", db, "t")).isEqualTo("a\tone\nb\tdeux\nc\tthree\n");
        ok("fork", db + "@what-if", "second");
        assertThat(ok("promote", db, "what-if", "--on-conflict", "take-target", "--json"))
                .contains("\"inserted\":1")
                .contains("\"deleted\":1")
                .contains("\"conflictsForTarget\":1");
        assertThat(ok("get", db, "t", "b")).isEqualTo("deux");
        assertThat(ok("promote", db, "what-if", "--on-conflict", "take-fork"))
                .contains("conflicts: 1 settled for the fork, 0 for the target");
        assertThat(ok("get", db, "t", "b")).isEqualTo("zwei");
    }

    @Test
    void promote_tableAndPrefix_narrowIt() {
        forkAndChange();
        ok("put", db + "@what-if", "u", "d", "other table");

        ok("promote", db, "what-if", "--table", "t", "--prefix", "d");

        assertThat(ok("scan", db, "t")).isEqualTo("a\tone\nb\ttwo\nc\tthree\nd\tvier\n");
        assertThat(ok("tables", db)).doesNotContain("u ");
    }

    @Test
    void promote_into_changesAnotherFork() {
        forkAndChange();
        ok("fork", db, "other");

        assertThat(ok("promote", db, "what-if", "--into", "other")).startsWith("promoted what-if into other: ");
        assertThat(ok("get", db + "@other", "t", "d")).isEqualTo("vier");
        assertThat(ok("scan", db, "t")).isEqualTo("a\tone\nb\ttwo\nc\tthree\n");
    }

    @Test
    void rebase_parentMovedOn_takesBoth() {
        forkAndChange();
        ok("put", db, "t", "e", "new in primary");

        assertThat(ok("rebase", db, "what-if")).startsWith("rebased what-if: ");
        assertThat(ok("scan", db + "@what-if", "t")).isEqualTo("a\tone\nb\tzwei\nd\tvier\ne\tnew in primary\n");
        assertThat(ok("diff", db, "what-if", "--count")).isEqualTo("1 added, 1 removed, 1 changed\n");
    }

    @Test
    void reset_isAsTheParentOrAsTheStateThatIsNamed() {
        forkAndChange();
        ok("archive", db + "@what-if", "kept");
        ok("put", db, "t", "e", "new in primary");

        assertThat(ok("reset", db, "what-if")).isEqualTo("reset what-if to primary\n");
        assertThat(ok("diff", db, "what-if")).isEmpty();

        assertThat(ok("reset", db, "what-if", "archive:kept")).isEqualTo("reset what-if to archive:kept\n");
        assertThat(ok("scan", db + "@what-if", "t")).isEqualTo("a\tone\nb\tzwei\nd\tvier\n");
    }

    @Test
    void drop_withChildren_isRefusedUnlessTold() {
        ok("fork", db, "x");
        ok("fork", db + "@x", "y");

        Result refused = new TestCli().run("drop", db, "x");

        assertThat(refused.code()).isEqualTo(19);
        assertThat(refused.err()).contains("y");
        assertThat(ok("drop", db, "x", "--keep-children")).isEqualTo("dropped x\n");
        assertThat(ok("get", db + "@y", "t", "a")).isEqualTo("one");
        ok("fork", db + "@y", "z");
        assertThat(ok("drop", db, "y", "--cascade")).isEqualTo("dropped y\ndropped z\n");
        assertThat(ok("forks", db)).isEqualTo("primary\n");
    }

    @Test
    void drop_primary_isRefused() {
        Result result = new TestCli().run("drop", db, "primary");

        assertThat(result.code()).isIn(10, 19);
        assertThat(ok("count", db, "t")).isEqualTo("3\n");
    }

    @Test
    void archive_madeReadRestoredDropped_keepsItsState() {
        assertThat(ok("archive", db, "friday"))
                .matches("archived primary at commit \\d+ as friday; read it as .*@archive:friday\n");
        ok("delete", db, "t", "a", "b");

        assertThat(ok("archives", db)).matches("archive +of +commit +made +by\nfriday +primary +\\d+ +\\S+ +request\n");
        assertThat(ok("scan", db + "@archive:friday", "t")).isEqualTo("a\tone\nb\ttwo\nc\tthree\n");
        assertThat(ok("diff", db, "primary", "archive:friday", "--count")).isEqualTo("0 added, 2 removed, 0 changed\n");
        assertThat(ok("restore", db, "friday", "--as", "back"))
                .isEqualTo("forked archive:friday as back; use it as " + db + "@back\n");
        assertThat(ok("drop", db, "archive:friday")).isEqualTo("dropped archive:friday\n");
        assertThat(ok("scan", db + "@back", "t", "--keys-only")).isEqualTo("a\nb\nc\n");
        assertThat(new TestCli().run("get", db + "@archive:friday", "t", "a").code())
                .isEqualTo(11);
    }

    @Test
    void archive_written_isRefusedWithTheRemedy() {
        ok("archive", db, "friday");

        Result result = new TestCli().run("put", db + "@archive:friday", "t", "k", "v");

        assertThat(result.code()).isEqualTo(15);
        assertThat(result.err()).contains("coppice restore " + db + " friday --as FORK");
    }

    @Test
    void snapshot_sameEntries_haveTheSameDigest() {
        ok("fork", db, "f");
        String primary = ok("snapshot", db);
        String fork = ok("snapshot", db + "@f");
        ok("put", db + "@f", "t", "a", "changed");

        assertThat(primary).matches("primary at commit \\d+\ntable +entries +bytes +sha-256\nt +3 +14 +[0-9a-f]{64}\n");
        assertThat(lastLine(fork)).isEqualTo(lastLine(primary));
        assertThat(lastLine(ok("snapshot", db + "@f"))).isNotEqualTo(lastLine(primary));
    }

    private static String lastLine(String text) {
        return text.lines().toList().getLast();
    }

    @Test
    void snapshot_toADirectory_isADatabaseOfItsOwn() {
        forkAndChange();
        ok("put", db + "@what-if", "t", "e", "expires", "--ttl", "1d");
        Path copy = directory.resolve("copy.db");

        ok("snapshot", db + "@what-if", "--to", copy);

        assertThat(lastLine(ok("snapshot", copy))).isEqualTo(lastLine(ok("snapshot", db + "@what-if")));
        assertThat(ok("forks", copy)).isEqualTo("primary\n");
        assertThat(new TestCli().run("snapshot", db, "--to", copy).code()).isEqualTo(12);
    }

    @Test
    void backup_toADirectory_hasEveryForkAndArchive() {
        forkAndChange();
        ok("archive", db, "friday");
        Path copy = directory.resolve("backup.db");

        assertThat(ok("backup", db, copy)).startsWith("copied " + db + " to " + copy + " in ");

        assertThat(ok("scan", copy + "@what-if", "t")).isEqualTo(ok("scan", db + "@what-if", "t"));
        assertThat(ok("scan", copy + "@archive:friday", "t")).isEqualTo(ok("scan", db, "t"));
        assertThat(ok("check", copy)).startsWith("sound: ");
    }

    @Test
    void checkStatsCompact_soundDatabase_reportIt() {
        forkAndChange();

        assertThat(ok("check", db)).startsWith("sound: 2 forks and archives, ");
        assertThat(ok("check", db, "--json"))
                .startsWith("{\"sound\":true,\"forks\":2,")
                .endsWith("\"problems\":[]}\n");
        assertThat(ok("compact", db)).startsWith("compacted " + db + ": ");
        assertThat(ok("stats", db)).contains("primary", "what-if", "reclaimable");
        assertThat(ok("stats", db, "--json")).contains("\"name\":\"what-if\"").contains("\"table\":\"t\"");
        assertThat(ok("scan", db + "@what-if", "t")).isEqualTo("a\tone\nb\tzwei\nd\tvier\n");
    }
}

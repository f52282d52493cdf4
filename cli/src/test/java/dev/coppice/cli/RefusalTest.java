package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the command refuses: with which code, with which words, and with nothing changed in the database.
class RefusalTest {
    @TempDir
    static Path directory;

    private static List<String> before;

    /// `db` has the forks `f`, which conflicts with primary on the key `a`, and below it `g`, and the archive `old`.
    @BeforeAll
    static void fill() throws IOException {
        Path db = directory.resolve("db");
        ok("put", db, "t", "a", "one", "--create");
        ok("put", db, "t", "b", "two");
        ok("put", db, "t", "../out", "leads out");
        ok("put", db, "bytes", "00ff", "ff", "--key-hex", "--hex");
        ok("archive", db, "old");
        ok("fork", db, "f");
        ok("fork", db + "@f", "g");
        ok("put", db + "@f", "t", "a", "of the fork");
        ok("put", db, "t", "a", "of primary");

        Files.writeString(directory.resolve("few.csv"), "k,v\n1,x\n2\n3,z\n");
        Files.writeString(directory.resolve("open.csv"), "k,v\n1,x\n2,\"z\n");
        Files.writeString(directory.resolve("twice.csv"), "k,k\n1,x\n");
        Files.writeString(directory.resolve("long.csv"), "k,v\n" + "x".repeat(1_001) + ",1\n");
        Files.write(directory.resolve("latin.csv"), new byte[] {'k', '\n', 'a', '\n', (byte) 0xE4, '\n'});
        Files.writeString(directory.resolve("broken.jsonl"), "{\"k\":1}\n{\"k\":\n");
        Files.writeString(directory.resolve("array.jsonl"), "[1]\n");
        Files.writeString(directory.resolve("later.jsonl"), "{\"k\":1}\n{\"j\":1}\n");
        Files.writeString(directory.resolve("odd.keys"), "00\n0\n");
        Files.writeString(directory.resolve("name.unknown"), "x");
        Files.writeString(Files.createDirectory(directory.resolve("full")).resolve("mine"), "mine");
        Files.writeString(Files.createDirectory(directory.resolve("taken")).resolve("a"), "mine");
        Files.createDirectory(directory.resolve("out"));
        before = content();
    }

    /// All that a user could lose.
    private static List<String> content() throws IOException {
        Path db = directory.resolve("db");
        List<String> states = Stream.of("primary", "f", "g", "archive:old")
                .map(state -> ok("snapshot", db + "@" + state, "--json"))
                .toList();
        try (Stream<Path> files = Files.walk(directory, 1)) {
            List<String> names = files.map(Path::toString).sorted().toList();
            return Stream.of(states, List.of(ok("forks", db, "--json"), ok("archives", db, "--json")), names)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // names
                "11 | get db@nosuch t a | there is no fork 'nosuch'; 'coppice forks DIR/db' lists them",
                "11 | scan db@archive:nosuch t | there is no archive 'nosuch'; 'coppice archives DIR/db' lists them",
                "11 | count db nosuch | there is no table 'nosuch' in DIR/db; 'coppice tables DIR/db' lists them",
                "11 | get db t nosuch | there is no entry with key 'nosuch' in table 't' of DIR/db",
                "11 | delete db nosuch a | there is no table 'nosuch'",
                "11 | put db@nosuch t k v | there is no fork 'nosuch'",
                "11 | put db@nosuch t k v --create | there is no fork 'nosuch'",
                "11 | import db@nosuch few.csv --table t | there is no fork 'nosuch'",
                "11 | put absent t k v | there is no Coppice database in DIR/absent; name its directory, or create one",
                "11 | put absent@f t k v | there is no Coppice database in DIR/absent",
                "10 | get db@ t a | names no fork behind the @; write DB@FORK, or DIR/db for primary",
                "10 | get db@archive: t a | the name of an archive has 1 to 100 characters, not 0",
                "10 | get db@a/b t a | 'a/b' cannot name a fork; use letters, digits, '_', '-' and '.', and no dot",
                "10 | fork db x/y | 'x/y' cannot name a fork",
                "10 | fork db archive:x | 'archive:x' names an archive, and here a fork is named",
                "10 | put db t/u k v | 't/u' cannot name a table",
                "2 | stats db@f | this command is about a whole database; write DIR/db without @f",
                "15 | put db@archive:old t k v | archive 'old' never changes; make a fork of it: coppice restore DIR/db old",
                "15 | delete db@archive:old t a | archive 'old' never changes",
                "15 | fork db@archive:old x | archive 'old' never changes; make a fork of it",
                // what is there already
                "12 | fork db f | there is a fork 'f' already; open it, or choose another name",
                "12 | fork db primary | there is a fork 'primary' already",
                "12 | archive db old | there is an archive 'old' already; delete it, or choose another name",
                "12 | restore db old --as f | there is a fork 'f' already",
                "12 | backup db full | is not empty; name a new or empty directory",
                "12 | snapshot db --to full | is not empty; name a directory that is empty or absent",
                "12 | snapshot db --to db | is not empty",
                "31 | export db taken --format files --table t --prefix a | taken/a is there already; export to an empty",
                // forks
                "11 | drop db nosuch | there is no fork 'nosuch'; 'coppice forks DIR/db' lists them",
                "11 | drop db archive:nosuch | there is no archive 'nosuch'; 'coppice archives DIR/db' lists them",
                "11 | restore db nosuch --as x | there is no archive 'nosuch'; 'coppice archives DIR/db' lists them",
                "11 | diff db f nosuch | there is no fork 'nosuch'",
                "11 | promote db f --into nosuch | there is no fork 'nosuch'; 'coppice forks DIR/db' lists them",
                "10 | drop db primary | primary cannot be dropped",
                "11 | promote db primary | fork 'primary' has no parent any more; name the fork to promote into",
                "19 | drop db f | fork 'f' is in use: it has the child 'g'; drop it with --cascade or with --keep-children",
                "18 | promote db f | 1 entry was changed on both sides, and nothing was applied",
                "18 | promote db f | table t key 'a'",
                "18 | promote db f | Settle them with --on-conflict take-fork or --on-conflict take-target.",
                "18 | rebase db f | 1 entry was changed on both sides, and nothing was applied",
                "2 | promote db f --on-conflict guess | 'guess' is no policy; choose one of fail, take-fork, take-target",
                // words
                "2 | scan db t --limt 1 | there is no option '--limt'; did you mean --limit?",
                "2 | scan db t --limit -1 | '-1' is no count; write a whole number, 0 or more",
                "2 | diff db f --limit -1 | '-1' is no count",
                "2 | import db few.csv --table t --from-line -1 | '-1' is no count",
                "2 | scna db t | there is no command 'scna'; did you mean scan",
                "2 | --verison | there is no option '--verison'; did you mean --version?",
                "2 | put db t k v w | 'w' is a word too many; quote a key or value that has spaces",
                "2 | put db t k -x | there is no option '-x'; write -- before a key or value that begins with a dash",
                "2 | put db t k | give either VALUE or --file",
                "2 | put db t k v --file few.csv | give either VALUE or --file",
                "2 | put db t k v --ttl 1y | '1y' is no length of time; write a positive number and a unit, such as 90s",
                "2 | get db t a --file out --json | --file takes the value byte for byte; leave out --hex and --json",
                "2 | delete db t | give exactly one of KEY, --keys, --prefix/--from/--to, and --all",
                "10 | put db t 0 v --key-hex | '0' is not hexadecimal; write two digits for each byte, such as 00ff",
                "10 | put db t k 0g --hex | '0g' is not hexadecimal",
                "10 | delete db t --keys odd.keys --key-hex | '0' is not hexadecimal",
                // files
                "31 | put db t k --file nosuch | cannot read DIR/nosuch: there is no such file or directory",
                "31 | put db t k --file full | cannot read DIR/full: it is a directory",
                "31 | delete db t --keys nosuch | cannot read DIR/nosuch: there is no such file or directory",
                "31 | import db nosuch.csv --table t | cannot read DIR/nosuch.csv: there is no such file or directory",
                "31 | import absent nosuch.csv --table t | cannot read DIR/nosuch.csv",
                "31 | import db full --table t --format csv | cannot read DIR/full: Is a directory; nothing was imported",
                "31 | export db nosuch/x.csv --table t | cannot write DIR/nosuch/x.csv: there is no such file or directory",
                "31 | export db full --table t --format csv | cannot write DIR/full: Is a directory",
                "31 | get db t a --file full | cannot write DIR/full: Is a directory",
                "2 | import db name.unknown --table t | does not tell the format; say --format csv, tsv, jsonl or files",
                "11 | inspect db nosuch | there is no file 'nosuch' in DIR/db; 'coppice inspect DIR/db' lists them",
                "11 | inspect db ../few.csv | there is no file '../few.csv'",
                "2 | import db full --table t --include [ | '[' is no pattern of names: ",
                "10 | put db t k\uFFFD v | 'k\uFFFD' has bytes that are no text in the encoding of the locale; write a key with",
                // rows
                "30 | import db few.csv --table t | few.csv, line 3: has 1 field, the heading has 2; nothing was imported; correct",
                "30 | import db few.csv --table t --key nosuch | few.csv has no column 'nosuch'; it has k, v",
                "30 | import db open.csv --table t | open.csv, after line 2: ",
                "30 | import db twice.csv --table t | line 1: two columns have the same name: [k, k]",
                "30 | import db long.csv --table t | line 2: has a key of 1001 bytes; at most 1000 are allowed",
                "30 | import db latin.csv --table t | latin.csv, line 3: is not UTF-8; convert the file first",
                "30 | import db broken.jsonl --table t | broken.jsonl, line 2: is no JSON at column 6: Unexpected end-of-input",
                "30 | import db array.jsonl --table t | array.jsonl, line 1: is no JSON object",
                "30 | import db later.jsonl --table t | later.jsonl, line 2: has no member",
                "10 | import db few.csv --table t --compress | created without compression",
                "30 | export db - --table bytes --format csv | is not UTF-8 text; export with --hex, or as jsonl",
                "30 | export db out --table t --format files | key '../out' is no relative path of a file; export as jsonl",
            })
    void run_whatCannotBeDone_isRefusedWithTheReasonAndNothingIsChanged(int code, String words, String reason)
            throws IOException {
        Result result = run(words);

        assertThat(result.err().replace(directory.toString(), "DIR"))
                .startsWith("coppice: ")
                .contains(reason)
                .doesNotContain("\tat ", "Exception", "defect");
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(content()).isEqualTo(before);
    }

    private static Result run(String words) {
        List<String> names = List.of(
                "db",
                "absent",
                "full",
                "taken",
                "out",
                "nosuch",
                "nosuch/x.csv",
                "few.csv",
                "open.csv",
                "twice.csv",
                "long.csv",
                "latin.csv",
                "broken.jsonl",
                "array.jsonl",
                "later.jsonl",
                "odd.keys",
                "name.unknown",
                "nosuch.csv");
        String[] each = words.split(" ");
        for (int i = 1; i < each.length; i++) {
            String path = each[i].replaceFirst("@.*", "");
            boolean isPath = names.contains(path)
                    && (!path.equals("nosuch") || each[i - 1].equals("--file") || each[i - 1].equals("--keys"));
            each[i] = isPath ? directory + "/" + each[i] : each[i];
        }
        return new TestCli().run((Object[]) each);
    }

    @Test
    void put_keyTooLong_isRefusedAndTheDatabaseIsAsItWas() throws IOException {
        for (String command : List.of("put", "get", "delete")) {
            Result result = new TestCli()
                    .run(Stream.concat(
                                    Stream.of(command, directory.resolve("db"), "t", "k".repeat(1_001)),
                                    command.equals("put") ? Stream.of("v") : Stream.of())
                            .toArray());

            assertThat(result.code()).isEqualTo(10);
            assertThat(result.err())
                    .isEqualTo(
                            "coppice: a key has at most 1000 bytes, this one 1001; shorten it, for example to a digest"
                                    + " of it\n");
        }
        assertThat(content()).isEqualTo(before);
    }
}

package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the commands about graphs refuse, and what others refuse of a graph: with which code, with which words, and
/// with nothing changed in the graph.
class GraphRefusalTest {
    private static final List<String> PATHS = List.of(
            "g",
            "plain",
            "absent",
            "few.csv",
            "typed.csv",
            "ends.csv",
            "twice.csv",
            "latin.csv",
            "broken.jsonl",
            "member.jsonl",
            "value.jsonl",
            "edge.jsonl",
            "none.jsonl",
            "dtd.graphml",
            "open.graphml",
            "late.graphml",
            "key.graphml",
            "nested.graphml",
            "other.xml",
            "nosuch.jsonl",
            "name.unknown",
            "out.svg",
            "copy");

    @TempDir
    static Path directory;

    private static List<String> before;

    /// `g` is a graph with the fork `f`, its child `c` and the archive `old`; `plain` is a database without a graph.
    @BeforeAll
    static void fill() throws IOException {
        Path g = directory.resolve("g");
        write(
                "start.jsonl",
                "{'vertex':'a','properties':{'n':1}}\n{'vertex':'b'}\n{'edge':'to','from':'a','to':'b'}\n");
        ok("graph", "import", g, directory.resolve("start.jsonl"));
        ok("archive", g, "old");
        ok("graph", "fork", g, "f");
        ok("graph", "fork", g + "@f", "c");
        ok("put", directory.resolve("plain"), "t", "k", "v", "--create");
        write("few.csv", "_id,x\n1,2\n3\n");
        write("typed.csv", "_id,x:int\n1,two\n");
        write("ends.csv", "_from,_to\na,nobody\n");
        write("twice.csv", "_id,x:int,x:long\n1,2,3\n");
        Files.write(directory.resolve("latin.csv"), new byte[] {'_', 'i', 'd', '\n', 'a', '\n', (byte) 0xE4, '\n'});
        write("broken.jsonl", "{'vertex':'x'}\n{'vertex':\n");
        write("member.jsonl", "{'vertex':'x','lable':'y'}\n");
        write("value.jsonl", "{'vertex':'x','properties':{'d':{'@type':'date','value':'soon'}}}\n");
        write("edge.jsonl", "{'edge':'to','from':'a'}\n");
        write("none.jsonl", "{'label':'x'}\n");
        write(
                "dtd.graphml",
                "<!DOCTYPE graphml [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>\n<graphml>&e;</graphml>\n");
        write("open.graphml", "<graphml>\n<graph>\n<node id='x'>\n");
        write("late.graphml", "<graphml><graph>\n<edge source='x' target='y'/></graph></graphml>\n");
        write("key.graphml", "<graphml>\n<key id='k' attr.type='colour'/></graphml>\n");
        write("nested.graphml", "<graphml><graph><node id='x'>\n<graph/></node></graph></graphml>\n");
        write("other.xml", "<html/>\n");
        write("name.unknown", "x");
        before = content();
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text.replace('\'', '"'));
    }

    /// All that a user could lose. A graph may have learned a name from what was refused; nothing has it.
    private static List<String> content() throws IOException {
        Path g = directory.resolve("g");
        List<String> states = Stream.of("primary", "f")
                .map(state -> ok("graph", "export", g + "@" + state, "--format", "jsonl"))
                .toList();
        try (Stream<Path> files = Files.walk(directory, 1)) {
            List<String> names = files.map(Path::toString).sorted().toList();
            return Stream.of(states, List.of(ok("forks", g, "--json"), ok("graph", "index", g)), names)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // bytes into a graph
                "10 | put g graph.meta k v | the table 'graph.meta' belongs to the graph in DIR/g, which a change of its",
                "10 | put g@f graph.vertices k v | see 'coppice help graph import'",
                "10 | delete g graph.edges --all | the table 'graph.edges' belongs to the graph in DIR/g",
                "10 | import g few.csv --table graph.names | the table 'graph.names' belongs to the graph in DIR/g",
                "10 | promote g f | DIR/g holds a graph, which promoting entries by their bytes would break; see 'coppice",
                "10 | promote g f --table graph.edges | the table 'graph.edges' belongs to the graph",
                "10 | rebase g f | DIR/g holds a graph, which moving entries by their bytes would break; see 'coppice help",
                "10 | snapshot g --to copy | DIR/g holds a graph, which copying entries by their bytes would break; see",
                // no graph
                "11 | graph stats plain | there is no graph in DIR/plain; 'coppice graph import' makes one in a new dir",
                "11 | graph fork plain x | there is no graph in DIR/plain",
                "11 | graph drop plain x | there is no graph in DIR/plain",
                "10 | graph import plain none.jsonl | has tables and no graph",
                "11 | graph stats absent | there is no Coppice database in DIR/absent",
                "31 | graph import absent nosuch.jsonl | cannot read DIR/nosuch.jsonl: there is no such file",
                // forks
                "11 | graph stats g@nosuch | there is no fork 'nosuch'; 'coppice forks DIR/g' lists them",
                "11 | graph import g@nosuch none.jsonl | there is no fork 'nosuch'",
                "11 | graph diff g nosuch | there is no fork 'nosuch'",
                "11 | graph promote g nosuch | there is no fork 'nosuch'",
                "11 | graph promote g f --into nosuch | there is no fork 'nosuch'",
                "12 | graph fork g f | there is a fork 'f' already",
                "12 | fork g f | there is a fork 'f' already",
                "19 | graph drop g f | it has the child 'c'; drop it with --cascade or with --keep-children",
                "19 | drop g f | it has the child 'c'; drop it with --cascade or with --keep-children",
                "10 | graph drop g primary | primary cannot be dropped",
                "11 | graph reset plain x | there is no graph in DIR/plain",
                "11 | graph reset g nosuch | there is no fork 'nosuch'",
                "11 | graph reset g f nosuch | there is no fork 'nosuch'",
                "11 | reset g f archive:nosuch | there is no archive 'nosuch'; 'coppice archives DIR/g' lists them",
                "10 | graph reset g primary | primary",
                "10 | graph reset g archive:old | 'archive:old' names an archive, and here a fork is named",
                "26 | graph promote g f --into c --fast-forward-only | 'c' has had commits since 'f' parted from it",
                "15 | graph import g@archive:old none.jsonl | archive 'old' never changes; make a fork of it",
                "15 | graph index g@archive:old x --key n | archive 'old' never changes",
                "11 | graph index g nosuch --drop | nosuch",
                // words
                "2 | graph | which command about graphs? See 'coppice graph --help'",
                "2 | graph stat g | there is no command 'graph stat'",
                "2 | graph diff g f --bogus | there is no option '--bogus'",
                "2 | graph diff g f --bogus | Try 'coppice help graph diff'.",
                "2 | graph diff g f --svg out.svg --json | --svg draws; leave out --count, --full, --limit, --json",
                "2 | graph diff g f --pair-by name | elements are not paired by 'name'; choose one of identity, external-id",
                "2 | graph index g x | give NAME and --key or --type to create, NAME and --drop to drop, none to list",
                "2 | graph index g --key n | give NAME and --key or --type to create",
                "2 | graph index g --type t | give NAME and --key or --type to create",
                "2 | graph index g x --label l | give NAME and --key or --type to create",
                "2 | graph index g x --type t --drop | --drop needs the name alone",
                "10 | graph index g x --type t --unique | index 'x' has no properties; only an ordered index of the",
                "2 | graph index g x --drop --unique | --drop needs the name alone",
                "2 | graph promote g f --on-conflict guess | 'guess' is no policy",
                "2 | graph import g | name a FILE, or CSV with --nodes or --edges",
                "2 | graph import g none.jsonl --label x | --label and --id are about the file of --nodes",
                "2 | graph import g --nodes few.csv --from a | are about the file of --edges",
                "2 | graph import g none.jsonl --edges ends.csv --from-line 2 | --from-line is about one file",
                "2 | graph import g name.unknown | does not tell the format; say --format jsonl or graphml, or --nodes",
                "2 | graph export g name.unknown | say --format jsonl or graphml, or --nodes and --edges for CSV",
                "2 | graph export g --nodes copy | CSV goes to --nodes and --edges, both",
                "2 | help graph bogus | there is no command 'graph bogus'",
                // files
                "30 | graph import g --nodes few.csv | few.csv, line 3: has 1 field, the heading has 2; nothing was imported",
                "30 | graph import g --nodes few.csv --id key | has no column 'key'; it has _id, x; say which it is with --id",
                "30 | graph import g --nodes typed.csv | typed.csv, line 2: column 'x:int': 'two' is no int",
                "30 | graph import g --edges ends.csv | ends.csv, line 2: there is no vertex 'nobody'; import the vertices",
                "30 | graph import g --nodes twice.csv | line 2: has two values of 'x', in columns of two types",
                "30 | graph import g --nodes latin.csv | latin.csv, line 3: is not UTF-8; convert the file first",
                "30 | graph import g broken.jsonl | broken.jsonl, line 2: is no JSON that is understood here at column",
                "30 | graph import g member.jsonl | member.jsonl, line 1: has the member 'lable'; an element has vertex,",
                "30 | graph import g value.jsonl | line 1: is no JSON that is understood here at column 57: 'soon' is no date",
                "30 | graph import g edge.jsonl | line 1: is an edge, which has the members 'from' and 'to'",
                "30 | graph import g none.jsonl | line 1: is neither a vertex nor an edge",
                "30 | graph import g dtd.graphml | has a document type or an entity, which could name other files",
                "30 | graph import g open.graphml | open.graphml, line 4: is no XML: ",
                "30 | graph import g late.graphml | line 2: is an edge of the node 'x', which does not stand before it",
                "30 | graph import g key.graphml | line 2: has a key of the type 'colour'; the types are string, boolean",
                "30 | graph import g nested.graphml | line 2: has a graph within a node",
                "30 | graph import g other.xml | line 1: is no GraphML: its outermost element is 'html'",
            })
    void run_whatCannotBeDone_isRefusedWithTheReasonAndNothingIsChanged(int code, String words, String reason)
            throws IOException {
        Object[] each = Arrays.stream(words.split(" "))
                .map(word -> PATHS.contains(word.replaceFirst("@.*", "")) ? directory + "/" + word : word)
                .toArray();

        Result result = new TestCli().run(each);

        assertThat(result.err().replace(directory.toString(), "DIR"))
                .startsWith("coppice: ")
                .contains(reason)
                .doesNotContain("\tat ", "Exception", "defect");
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(content()).isEqualTo(before);
    }
}

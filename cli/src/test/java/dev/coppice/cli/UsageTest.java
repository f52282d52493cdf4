package dev.coppice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class UsageTest {
    static Stream<String> commands() {
        return new Cli(Console.ofProcess()).build().getSubcommands().keySet().stream();
    }

    @Test
    void commands_all_areThoseOfTheManual() {
        assertThat(commands())
                .containsExactly(
                        "import",
                        "export",
                        "get",
                        "put",
                        "delete",
                        "scan",
                        "count",
                        "tables",
                        "fork",
                        "forks",
                        "drop",
                        "diff",
                        "promote",
                        "rebase",
                        "reset",
                        "snapshot",
                        "archive",
                        "archives",
                        "restore",
                        "backup",
                        "graph",
                        "stats",
                        "check",
                        "inspect",
                        "compact",
                        "tour",
                        "tour-worker",
                        "warm-up",
                        "completion",
                        "help");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_everyCommand_describesEveryWordAndGivesAnExample(String command) {
        CommandLine line = new Cli(Console.ofProcess()).build().getSubcommands().get(command);
        for (var option : line.getCommandSpec().options()) {
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
        }
        for (var parameter : line.getCommandSpec().positionalParameters()) {
            assertThat(parameter.description()).as(parameter.paramLabel()).isNotEmpty();
        }
        if (!line.getCommandSpec().usageMessage().hidden()) {
            Result help = new TestCli().run("help", command);
            assertThat(help.code()).isZero();
            assertThat(help.out()).startsWith("Usage: coppice " + command).contains("coppice " + command + " ");
            assertThat(new TestCli().run(command, "--help").out()).startsWith("Usage: coppice " + command);
        }
    }

    @Test
    void help_everyCommandAboutGraphs_describesEveryWordAndGivesAnExample() {
        CommandLine graph =
                new Cli(Console.ofProcess()).build().getSubcommands().get("graph");
        graph.getSubcommands().forEach((name, line) -> {
            for (var option : line.getCommandSpec().options()) {
                assertThat(option.description()).as(option.longestName()).isNotEmpty();
            }
            for (var parameter : line.getCommandSpec().positionalParameters()) {
                assertThat(parameter.description()).as(parameter.paramLabel()).isNotEmpty();
            }
            assertThat(line.getCommandSpec().name()).isEqualTo(name);
            assertThat(TestCli.ok("help", "graph", name))
                    .startsWith("Usage: coppice graph " + name)
                    .contains("  coppice graph " + name + " ");
        });
    }

    @Test
    void commands_names_areThoseOfTheirAnnotations() {
        new Cli(Console.ofProcess())
                .build()
                .getSubcommands()
                .forEach((name, command) -> assertThat(command.getCommand()
                                .getClass()
                                .getAnnotation(CommandLine.Command.class)
                                .name())
                        .isEqualTo(name));
    }

    @Test
    void warmUp_always_succeeds() {
        assertThat(TestCli.ok("warm-up")).isEmpty();
    }

    @Test
    void help_exitCodes_listsEveryCodeOnce() {
        String text = TestCli.ok("help", "exit-codes");

        assertThat(text.lines()
                        .map(line -> Integer.parseInt(line.substring(0, 3).strip())))
                .doesNotHaveDuplicates()
                .hasSameElementsAs(
                        Stream.of(ExitCode.values()).map(ExitCode::number).toList());
    }

    @Test
    void version_asked_namesTheProgramAndTheJava() {
        assertThat(new TestCli().run("--version").out()).startsWith("coppice ").contains("Java 2");
    }

    @Test
    void run_noCommand_isWrongUse() {
        Result result = new TestCli().run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("coppice: which command? See 'coppice --help'\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bogus | there is no command 'bogus'",
                "put x | Missing required parameters",
                "put x t k | give either VALUE or --file",
                "put x t k v --file f | give either VALUE or --file",
                "put x t k --file f --hex | --hex is about VALUE",
                "put x t k v --ttl soon | 'soon' is no length of time",
                "put x t k v --ttl 0s | '0s' is no length of time",
                "put x t k v --nonsense | there is no option '--nonsense'",
                "put x t:one k v | 'one' is no number of a partition",
                "put @fork t k v | names no database",
                "import x f.txt --table t | does not tell the format",
                "import x - --table t | does not tell the format",
                "import x f.csv | Missing required option: '--table",
                "import x f.csv --table t --include *.x | --include is for a directory",
                "import x d --format files --table t --key k | the key of a file is its path",
                "export x --table t | say --format",
                "export x --table t --format files | files go to a directory",
                "export x --table t --format jsonl --hex | JSON lines hold any bytes",
                "export x --table t --format csv --hex --rows | --rows writes the values alone",
                "delete x t | give exactly one of",
                "delete x t k --all | give exactly one of",
                "drop x f --cascade --keep-children | mutually exclusive",
                "drop x archive:a --cascade | an archive has no children",
                "promote x f --on-conflict guess | fail, take-fork, take-target",
                "forks x@f | about a whole database",
                "help bogus | there is no command 'bogus'",
                "scan x t --limit many | 'many' is no count",
                "put x t k v --compress | --compress is for a new database; it needs --create",
                "snapshot x --compress | --compress is for a new database; it needs --to",
                "archive x a --every 1d | --every is for a series; it needs --keep",
                "archive x a --keep 0 | --keep keeps at least the archive that is made, 1",
                "archive x a --keep -1 | '-1' is no count",
                "completion fish | expected one of [bash, zsh]",
            })
    void run_wrongWords_isExitCode2WithTheReasonAndWhereToLook(String words, String reason) {
        Result result = new TestCli().run((Object[]) words.split(" "));

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("coppice: ").contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "put x@a/b t k v | 'a/b' cannot name a fork",
                "fork x a/b | 'a/b' cannot name a fork",
                "fork x .hidden | no dot at the start",
                "archive x a@b | 'a@b' cannot name an archive",
                "put x t/u k v | 't/u' cannot name a table",
                "put x t:70000 k v | partition 70000",
                "put x t 0g v --key-hex | is not hexadecimal",
                "put x t k abc --hex | is not hexadecimal",
            })
    void run_valueOutOfRange_isExitCode10BeforeAnyFileIsOpened(String words, String reason) {
        Result result = new TestCli().run((Object[]) words.split(" "));

        assertThat(result.code()).isEqualTo(ExitCode.INVALID.number());
        assertThat(result.err()).startsWith("coppice: ").contains(reason);
    }

    @Test
    void put_keyTooLong_isExitCode10() {
        Result result = new TestCli().run("put", "x", "t", "k".repeat(1_001), "v");

        assertThat(result.code()).isEqualTo(ExitCode.INVALID.number());
        assertThat(result.err()).contains("at most 1000 bytes, this one 1001");
    }

    @Test
    void completion_bashAndZsh_knowEveryCommandButNotTheHiddenOne() {
        String bash = TestCli.ok("completion", "bash");

        assertThat(bash)
                .contains("\"promote\")", "\"graph promote\")", "take-target")
                .doesNotContain("tour-worker");
        assertThat(TestCli.ok("completion", "zsh")).endsWith(bash).contains("bashcompinit");
    }

    @Test
    void exitCodes_numbersAndWords_areDistinct() {
        List<Integer> numbers =
                Stream.of(ExitCode.values()).map(ExitCode::number).toList();

        assertThat(numbers).doesNotHaveDuplicates().allMatch(number -> number >= 0 && number <= 255);
    }
}

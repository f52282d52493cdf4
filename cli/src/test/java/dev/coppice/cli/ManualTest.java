package dev.coppice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Ties `docs/cli.md` to the program.
class ManualTest {
    private static final Pattern EXIT_CODE = Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\|$");
    private static final Pattern OPTION = Pattern.compile("`[^`]*?(--[a-z][a-z-]*)[^`]*`");

    private static String manual() throws IOException {
        return Files.readString(Path.of("../docs/cli.md"));
    }

    private static CommandLine commands() {
        return new Cli(Console.ofProcess()).build();
    }

    @Test
    void exitCodes_ofTheManual_areThoseOfTheProgram() throws IOException {
        List<String> documented = EXIT_CODE
                .matcher(manual())
                .results()
                .map(row -> row.group(1) + " " + row.group(2).replace("`", ""))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Stream.of(ExitCode.values())
                        .map(code -> code.number() + " " + code.meaning())
                        .toList());
    }

    @Test
    void commands_ofTheProgram_areInTheManual() throws IOException {
        String manual = manual();

        for (CommandLine command : commands().getSubcommands().values()) {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(manual).containsPattern("\\| `" + command.getCommandName() + "[ `]");
            }
        }
    }

    @Test
    void options_ofTheManual_areInTheProgram() throws IOException {
        Set<String> known = commands().getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), command.getSubcommands().values().stream()))
                .flatMap(command -> command.getCommandSpec().optionsMap().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> documented = OPTION.matcher(manual())
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        documented.removeAll(Set.of("--name"));

        assertThat(known).containsAll(documented);
        assertThat(documented).hasSizeGreaterThan(25);
    }
}

package dev.coppice.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.Mangling;
import dev.coppice.cli.TestCli;
import dev.coppice.cli.TestCli.Result;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/// Words of a command line that nobody meant: each is read as what it says, or refused with a reason.
class ArgumentFuzzTest {
    private static final List<String> WORDS = List.of(
            "orders.db",
            "a@b",
            "x/y@z",
            "d@archive:n",
            "archive:n",
            "t:3",
            "t",
            "00ff",
            "12h",
            "90s",
            "take-fork",
            "7",
            "-1",
            "--",
            "--json",
            "--limit=3",
            "@",
            "@@",
            ".",
            "..",
            "/",
            "-",
            "");
    private static final byte[][] PIECES = Stream.of(
                    "@",
                    "@@",
                    "/",
                    "../",
                    ":",
                    "archive:",
                    ".",
                    "-",
                    "--",
                    "=",
                    " ",
                    "\n",
                    "\t",
                    "\u001b[2J",
                    "\u00e4",
                    "\u2028",
                    "\ud83d\ude00",
                    "9".repeat(20),
                    "0",
                    "x".repeat(300),
                    "%n%s",
                    "{}",
                    "'",
                    "\"",
                    "\\",
                    "*",
                    "~")
            .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);

    @TempDir
    Path directory;

    private static String word(SplittableRandom random) {
        byte[] word = WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
        return new String(Mangling.mangled(word, PIECES, random), StandardCharsets.UTF_8);
    }

    @Test
    void parse_hostileWord_isReadBackAsItWasOrRefusedWithAReason() {
        Seeds.forEach(ArgumentFuzzTest.class, 3_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String word = word(random);
            attempt(() -> {
                Target target = Target.parse(word);
                if (target.stateIsNamed()) {
                    assertThat(target.state().name()).hasSizeBetween(1, Limits.MAX_FORK_NAME_LENGTH);
                    assertThat(word).endsWith("@" + target.state());
                }
            });
            attempt(() -> assertThat(StateName.parse(word)).hasToString(word));
            attempt(() -> assertThat(TableName.parse(TableName.format(TableName.parse(word))))
                    .isEqualTo(TableName.parse(word)));
            attempt(() -> assertThat(HexFormat.of().formatHex(KeyOptions.fromHex(word)))
                    .isEqualTo(word.toLowerCase(Locale.ROOT)));
            attempt(() -> assertThat(new TimeToLive().convert(word)).isPositive());
            attempt(() -> assertThat(new OnConflict().convert(word)).isNotNull());
        });
    }

    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (StoreException.Invalid | TypeConversionException | Failure refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void run_hostileWords_areRefusedInAFewLinesAndNothingIsMade() {
        List<String> commands = List.of("get", "scan", "count", "tables", "forks", "diff", "drop", "stats", "promote");
        Seeds.forEach(ArgumentFuzzTest.class, 150, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Object[] words = new Object[1 + random.nextInt(6)];
            words[0] = commands.get(random.nextInt(commands.size()));
            for (int i = 1; i < words.length; i++) {
                words[i] = i == 1 ? directory.resolve("absent.db") + "@" + word(random) : word(random);
            }

            Result result = new TestCli().run(words);

            // Help may have been asked for; anything else fails, for there is no such database.
            if (result.code() != 0) {
                assertThat(result.code()).isIn(2, 10, 11, 13);
                assertThat(result.out()).isEmpty();
                assertThat(result.err())
                        .startsWith("coppice: ")
                        .doesNotContain("\tat ", "defect", "\u001b")
                        .satisfies(text -> assertThat(text.lines().count()).isLessThan(12));
            }
            assertThat(directory).isEmptyDirectory();
        });
    }
}

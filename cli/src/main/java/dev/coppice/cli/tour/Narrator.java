package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Prints the tour: what each step does, the command for it, what the command said, how long it took, what it proves.
final class Narrator {
    private static final int SHOWN_LINES = 20;
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private final Console console;
    private final Output out;
    private final CommandRunner runner;
    private final List<Timed> times = new ArrayList<>();
    private int steps;
    private int proofs;
    private int failures;

    Narrator(Console console, Output out, CommandRunner runner) {
        this.console = console;
        this.out = out;
        this.runner = runner;
    }

    private record Timed(String what, long nanos) {}

    /// Begins a step.
    void step(String title) {
        steps++;
        out.line("");
        out.line(out.ansi().bold(steps + ". " + title));
        out.flush();
    }

    /// Says something.
    void say(String text) {
        out.line("   " + text);
        out.flush();
    }

    /// Runs a command of this program, shows it and what it printed.
    ///
    /// @return what it printed
    /// @throws StepFailed when its exit code is not 0
    String run(String... words) {
        showCommand("coppice", words);
        var captured = new ByteArrayOutputStream();
        long begin = console.nanoTime().getAsLong();
        int code = runner.run(console.withOutput(captured), words);
        long nanos = console.nanoTime().getAsLong() - begin;
        String text = captured.toString(StandardCharsets.UTF_8);
        show(text);
        note(String.join(" ", words).replaceAll("(\\S*/)(\\S)", "$2"), nanos, "");
        if (code != 0) {
            throw new StepFailed("the command ended with exit code " + code);
        }
        return text;
    }

    /// Shows a command without running it.
    void showCommand(String program, String... words) {
        StringBuilder command = new StringBuilder("   $ ").append(program);
        for (String word : words) {
            command.append(' ')
                    .append(PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        out.line(out.ansi().yellow(command.toString()));
        out.flush();
    }

    /// Notes how long something took that is no command.
    void took(String what, long nanos) {
        note(what, nanos, ": " + what);
    }

    private void note(String what, long nanos, String shown) {
        times.add(new Timed(what, nanos));
        out.line(out.ansi().faint("   took " + Numbers.nanos(nanos) + shown));
        out.flush();
    }

    /// States what must be true, and whether it is.
    void prove(String claim, boolean holds) {
        proofs++;
        if (!holds) {
            failures++;
        }
        out.line("   " + (holds ? out.ansi().green("proved: ") : out.ansi().red("NOT TRUE: ")) + claim);
        out.flush();
    }

    /// Prints how long each step took and how many claims hold.
    ///
    /// @return whether all do
    boolean summarise() {
        out.line("");
        out.line(out.ansi().bold("Times, inside the program"));
        int width = times.stream()
                .mapToInt(each -> Numbers.nanos(each.nanos).length())
                .max()
                .orElse(0);
        for (Timed each : times) {
            String time = Numbers.nanos(each.nanos);
            out.line("   " + " ".repeat(width - time.length()) + time + "  " + each.what);
        }
        out.line("");
        out.line(
                failures == 0
                        ? out.ansi().green("All " + proofs + " proofs hold.")
                        : out.ansi().red(failures + " of " + proofs + " proofs do not hold."));
        return failures == 0;
    }

    private void show(String text) {
        List<String> lines = text.lines().toList();
        for (String line : lines.subList(0, Math.min(SHOWN_LINES, lines.size()))) {
            out.line("     " + line);
        }
        if (lines.size() > SHOWN_LINES) {
            out.line(out.ansi().faint("     … " + (lines.size() - SHOWN_LINES) + " more lines"));
        }
    }
}

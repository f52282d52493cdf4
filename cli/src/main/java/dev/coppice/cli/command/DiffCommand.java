package dev.coppice.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.argument.Count;
import dev.coppice.cli.argument.RangeOptions;
import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Ansi;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Json;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Change;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.TableIdent;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice diff`.
@Command(
        name = "diff",
        description = "Print the changes that lead from BASE to FORK.",
        footer = {
            "",
            "+ is in FORK only, - is in BASE only, ~ is in both with different values: BASE's, an arrow, FORK's.",
            "An entry that expires says when; an entry whose time alone differs is a change as well.",
            "The time is proportional to what differs, not to the size of the database.",
            "",
            "Examples:",
            "  coppice diff orders.db what-if",
            "  coppice diff orders.db what-if primary --count",
            "  coppice diff orders.db what-if archive:friday --table orders --json",
            "  coppice diff orders.db what-if --table orders --prefix 2026- --keys-only"
        })
public final class DiffCommand extends DatabaseCommand {
    private static final int SHORT_CHARACTERS = 60;
    private static final String ARROW = " → ";

    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(
            index = "1",
            paramLabel = "FORK",
            converter = Target.StateConverter.class,
            description = "The later state: a fork, or archive:NAME.")
    private StateName later;

    @Parameters(
            index = "2",
            paramLabel = "BASE",
            arity = "0..1",
            converter = Target.StateConverter.class,
            description = "The earlier state; without it, the fork's parent.")
    private StateName earlier;

    @Option(names = "--count", description = "Only the numbers.")
    private boolean countOnly;

    @Option(names = "--table", paramLabel = "TABLE", converter = TableName.Converter.class, description = "Only there.")
    private TableIdent table;

    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(names = "--keys-only", description = "Without the values, which are then not read.")
    private boolean keysOnly;

    @Option(names = "--limit", paramLabel = "N", converter = Count.class, description = "At most this many changes.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--full", description = "Whole values; otherwise long ones are cut.")
    private boolean full;

    /// For the command line.
    public DiffCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        DiffOptions part = DiffOptions.ALL.range(range.range());
        try (Session session = Session.reading(target.wholeDatabase())) {
            StateName base = earlier == null ? parent(session, later) : earlier;
            DiffOptions options = table == null ? part : part.table(table);
            try (Diff diff = session.snapshot(later).diff(session.snapshot(base), options)) {
                if (countOnly) {
                    printCounts(out, diff.count());
                } else {
                    printChanges(out, diff);
                }
            }
        }
        return ExitCode.OK;
    }

    /// What a state is compared with unless something else is said.
    static StateName parent(Session session, StateName later) {
        if (later instanceof StateName.OfFork) {
            for (ForkInfo fork : session.database().forks()) {
                if (fork.name().equals(later.name()) && fork.parentName() != null) {
                    return new StateName.OfFork(fork.parentName());
                }
            }
        }
        return StateName.PRIMARY;
    }

    private void printCounts(Output out, Diff.Counts counts) {
        if (isJson()) {
            out.json(generator -> {
                generator.writeNumberField("added", counts.added());
                generator.writeNumberField("removed", counts.removed());
                generator.writeNumberField("changed", counts.changed());
            });
        } else {
            out.line(Numbers.grouped(counts.added()) + " added, " + Numbers.grouped(counts.removed()) + " removed, "
                    + Numbers.grouped(counts.changed()) + " changed");
        }
    }

    private void printChanges(Output out, Diff diff) throws IOException {
        TableIdent heading = null;
        for (long left = limit; left > 0; left--) {
            Change change = diff.next();
            if (change == null) {
                return;
            }
            if (isJson()) {
                printJson(out, change);
                continue;
            }
            if (!change.table().equals(heading)) {
                heading = change.table();
                out.line(out.ansi().bold("table " + TableName.format(heading)));
            }
            out.line(line(change, out.ansi()));
        }
    }

    private void printJson(Output out, Change change) {
        out.json(generator -> {
            generator.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
            generator.writeStringField("table", TableName.format(change.table()));
            Json.bytes(generator, "key", change.key());
            if (change.kind() != Change.Kind.ADDED) {
                if (!keysOnly) {
                    Json.bytes(generator, "before", change.before());
                }
                writeTime(generator, "beforeExpiresAt", change.beforeExpiresAtMillis());
            }
            if (change.kind() != Change.Kind.REMOVED) {
                if (!keysOnly) {
                    Json.bytes(generator, "after", change.after());
                }
                writeTime(generator, "afterExpiresAt", change.afterExpiresAtMillis());
            }
        });
    }

    private static void writeTime(JsonGenerator generator, String name, long millis) throws IOException {
        if (millis != 0) {
            generator.writeNumberField(name, millis);
        }
    }

    private String line(Change change, Ansi ansi) throws IOException {
        String entry = Escape.of(change.key()) + (keysOnly ? "" : "\t" + values(change)) + times(change);
        return switch (change.kind()) {
            case ADDED -> ansi.green("+ " + entry);
            case REMOVED -> ansi.red("- " + entry);
            case CHANGED -> ansi.yellow("~ " + entry);
        };
    }

    private String values(Change change) throws IOException {
        return switch (change.kind()) {
            case ADDED ->
                full
                        ? Escape.of(change.after())
                        : ValueExcerpt.beginning(change.openAfter(), change.afterLength(), SHORT_CHARACTERS);
            case REMOVED ->
                full
                        ? Escape.of(change.before())
                        : ValueExcerpt.beginning(change.openBefore(), change.beforeLength(), SHORT_CHARACTERS);
            case CHANGED -> changed(change);
        };
    }

    private String changed(Change change) throws IOException {
        long begin = ValueExcerpt.mismatch(change.openBefore(), change.openAfter());
        if (begin < 0) {
            return full
                    ? Escape.of(change.after())
                    : ValueExcerpt.beginning(change.openAfter(), change.afterLength(), SHORT_CHARACTERS);
        }
        if (full) {
            return Escape.of(change.before()) + ARROW + Escape.of(change.after());
        }
        return ValueExcerpt.around(change.openBefore(), change.beforeLength(), begin, SHORT_CHARACTERS)
                + ARROW
                + ValueExcerpt.around(change.openAfter(), change.afterLength(), begin, SHORT_CHARACTERS);
    }

    /// When the entry expires, if it does on either side.
    private static String times(Change change) {
        long before = change.beforeExpiresAtMillis();
        long after = change.afterExpiresAtMillis();
        if (before == 0 && after == 0) {
            return "";
        }
        if (change.kind() == Change.Kind.CHANGED && before != after) {
            return " (expires " + time(before) + ARROW + time(after) + ")";
        }
        return " (expires " + time(Math.max(before, after)) + ")";
    }

    private static String time(long millis) {
        return millis == 0 ? "never" : Numbers.instant(millis);
    }
}

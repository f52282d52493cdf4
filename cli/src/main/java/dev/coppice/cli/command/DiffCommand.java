package dev.coppice.cli.command;

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
import dev.coppice.store.ForkInfo;
import dev.coppice.store.TableIdent;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice diff`.
@Command(
        name = "diff",
        description = "Print the changes that lead from BASE to FORK.",
        footer = {
            "",
            "+ is in FORK only, - is in BASE only, ~ is in both with different values: BASE's, an arrow, FORK's.",
            "The time is proportional to what differs, not to the size of the database.",
            "",
            "Examples:",
            "  coppice diff orders.db what-if",
            "  coppice diff orders.db what-if primary --count",
            "  coppice diff orders.db what-if archive:friday --table orders --json"
        })
public final class DiffCommand extends DatabaseCommand {
    private static final int SHORT_CHARACTERS = 60;

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

    @Option(names = "--limit", paramLabel = "N", description = "At most this many changes.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--full", description = "Whole values; otherwise long ones are cut.")
    private boolean full;

    /// For the command line.
    public DiffCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        try (Session session = Session.reading(target.wholeDatabase())) {
            StateName base = earlier == null ? parent(session) : earlier;
            try (Diff diff = session.snapshot(later).diff(session.snapshot(base))) {
                if (countOnly) {
                    printCounts(out, table == null ? diff.count() : countTable(diff));
                } else {
                    printChanges(out, diff);
                }
            }
        }
        return ExitCode.OK;
    }

    private StateName parent(Session session) {
        if (later instanceof StateName.OfFork) {
            for (ForkInfo fork : session.database().forks()) {
                if (fork.name().equals(later.name()) && fork.parentName() != null) {
                    return new StateName.OfFork(fork.parentName());
                }
            }
        }
        return StateName.PRIMARY;
    }

    private Diff.Counts countTable(Diff diff) {
        long added = 0;
        long removed = 0;
        long changed = 0;
        for (Change change = next(diff); change != null; change = next(diff)) {
            switch (change.kind()) {
                case ADDED -> added++;
                case REMOVED -> removed++;
                case CHANGED -> changed++;
            }
        }
        return new Diff.Counts(added, removed, changed);
    }

    private Change next(Diff diff) {
        Change change = diff.next();
        while (change != null && table != null && !change.table().equals(table)) {
            change = diff.next();
        }
        return change;
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

    private void printChanges(Output out, Diff diff) {
        TableIdent heading = null;
        long left = limit;
        for (Change change = next(diff); change != null && left > 0; change = next(diff)) {
            left--;
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

    private static void printJson(Output out, Change change) {
        out.json(generator -> {
            generator.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
            generator.writeStringField("table", TableName.format(change.table()));
            Json.bytes(generator, "key", change.key());
            if (change.before() != null) {
                Json.bytes(generator, "before", change.before());
            }
            if (change.after() != null) {
                Json.bytes(generator, "after", change.after());
            }
        });
    }

    private String line(Change change, Ansi ansi) {
        String key = Escape.of(change.key());
        return switch (change.kind()) {
            case ADDED -> ansi.green("+ " + key + "\t" + text(change.after()));
            case REMOVED -> ansi.red("- " + key + "\t" + text(change.before()));
            case CHANGED -> ansi.yellow("~ " + key + "\t" + changed(change.before(), change.after()));
        };
    }

    private String changed(byte[] before, byte[] after) {
        if (full) {
            return Escape.of(before) + " → " + Escape.of(after);
        }
        int begin = Arrays.mismatch(before, after);
        if (begin < 0) {
            return text(after) + " (expires at another time)";
        }
        return ValueExcerpt.around(before, begin, SHORT_CHARACTERS) + " → "
                + ValueExcerpt.around(after, begin, SHORT_CHARACTERS);
    }

    private String text(byte[] value) {
        return full ? Escape.of(value) : Escape.shortened(value, SHORT_CHARACTERS);
    }
}

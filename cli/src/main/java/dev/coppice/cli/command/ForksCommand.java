package dev.coppice.cli.command;

import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice forks`.
@Command(
        name = "forks",
        description = "List the forks as a tree.",
        footer = {
            "",
            "Examples:",
            "  coppice forks orders.db",
            "  coppice forks orders.db --open",
            "  coppice forks orders.db --json"
        })
public final class ForksCommand extends DatabaseCommand {
    private static final int NOTES_COLUMN_MIN = 20;

    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Option(names = "--open", description = "Open each fork, and say of those that are damaged what is.")
    private boolean open;

    /// For the command line.
    public ForksCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        List<ForkInfo> forks;
        try (Session session = Session.reading(target.wholeDatabase())) {
            if (open) {
                session.database().forks().forEach(fork -> tryOpen(fork, session));
            }
            forks = session.database().forks();
        }
        if (isJson()) {
            forks.forEach(fork -> print(fork, out));
        } else {
            printTree(forks, out);
        }
        return ExitCode.OK;
    }

    /// What is found to be damaged, the database remembers.
    private static void tryOpen(ForkInfo fork, Session session) {
        try {
            session.fork(fork.name());
        } catch (StoreException.Corrupt | StoreException.Io damaged) {
            // Shown in the list.
        } catch (StoreException.NotFound dropped) {
            // By another process, meanwhile.
        }
    }

    private static void print(ForkInfo fork, Output out) {
        out.json(generator -> {
            generator.writeStringField("name", fork.name());
            generator.writeNumberField("id", fork.id());
            if (fork.parentName() != null) {
                generator.writeStringField("parent", fork.parentName());
            }
            generator.writeNumberField("forkPoint", fork.forkPoint());
            generator.writeNumberField("createdAt", fork.createdAtMillis());
            if (fork.expiresAtMillis() != 0) {
                generator.writeNumberField("expiresAt", fork.expiresAtMillis());
            }
            if (fork.damage() != null) {
                generator.writeStringField("damage", fork.damage());
            }
        });
    }

    private static void printTree(List<ForkInfo> forks, Output out) {
        Map<String, List<ForkInfo>> children = forks.stream()
                .filter(fork -> fork.parentName() != null)
                .collect(Collectors.groupingBy(ForkInfo::parentName));
        List<Line> lines = new ArrayList<>();
        for (ForkInfo fork : forks) {
            if (fork.parentName() == null) {
                addBranch(fork, "", "", children, lines);
            }
        }
        int width = lines.stream().mapToInt(line -> line.name.length()).max().orElse(0);
        for (Line line : lines) {
            String padded = line.name + " ".repeat(Math.max(NOTES_COLUMN_MIN, width + 2) - line.name.length());
            out.line((padded + out.ansi().faint(line.notes)).stripTrailing());
        }
    }

    private static void addBranch(
            ForkInfo fork,
            String ownIndent,
            String childIndent,
            Map<String, List<ForkInfo>> children,
            List<Line> lines) {
        lines.add(new Line(ownIndent + fork.name(), notes(fork)));
        List<ForkInfo> below = children.getOrDefault(fork.name(), List.of());
        for (int i = 0; i < below.size(); i++) {
            boolean last = i == below.size() - 1;
            addBranch(
                    below.get(i),
                    childIndent + (last ? "└─ " : "├─ "),
                    childIndent + (last ? "   " : "│  "),
                    children,
                    lines);
        }
    }

    private static String notes(ForkInfo fork) {
        StringBuilder notes = new StringBuilder();
        if (fork.parentId() >= 0) {
            notes.append("made ").append(Numbers.instant(fork.createdAtMillis()));
            notes.append(" at commit ").append(Numbers.grouped(fork.forkPoint()));
        }
        if (fork.expiresAtMillis() != 0) {
            long left = fork.expiresAtMillis() - System.currentTimeMillis();
            notes.append(left <= 0 ? ", expired" : ", expires in " + Numbers.rough(Duration.ofMillis(left)));
        }
        if (fork.damage() != null) {
            notes.append(notes.isEmpty() ? "" : ", ").append("DAMAGED: ").append(fork.damage());
        }
        return notes.toString();
    }

    private record Line(String name, String notes) {}
}

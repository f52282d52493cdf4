package dev.coppice.cli.command;

import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice drop`.
@Command(
        name = "drop",
        description = "Drop a fork, or delete an archive, for ever.",
        footer = {
            "",
            "Nothing is asked: a fork with children is refused unless --cascade or --keep-children says what to do.",
            "",
            "Examples:",
            "  coppice drop orders.db what-if",
            "  coppice drop orders.db what-if --cascade",
            "  coppice drop orders.db archive:friday"
        })
public class DropCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(
            index = "1",
            paramLabel = "FORK",
            converter = Target.StateConverter.class,
            description = "A fork, or archive:NAME.")
    private StateName name;

    @ArgGroup(exclusive = true)
    private Children children = new Children();

    /// For the command line.
    public DropCommand(Console console) {
        super(console);
    }

    private static final class Children {
        @Option(names = "--cascade", description = "Drop the fork's children too, and theirs.")
        private boolean cascade;

        @Option(names = "--keep-children", description = "Keep the fork's children and all that they share with it.")
        private boolean keep;

        private DropMode mode() {
            if (cascade) {
                return DropMode.CASCADE;
            }
            return keep ? DropMode.KEEP_CHILDREN : DropMode.RESTRICT;
        }
    }

    @Override
    ExitCode run(Output out) {
        DropMode mode = children.mode();
        if (name instanceof StateName.OfArchive && mode != DropMode.RESTRICT) {
            throw new ParameterException(spec().commandLine(), "an archive has no children");
        }
        try (Session session = Session.writing(target.wholeDatabase())) {
            switch (name) {
                case StateName.OfFork(String fork) -> dropFork(session, fork, mode, out);
                case StateName.OfArchive(String archive) -> {
                    session.namedArchive(() -> {
                        session.database().deleteArchive(archive);
                        return archive;
                    });
                    report(List.of(name.toString()), out);
                }
            }
        }
        return ExitCode.OK;
    }

    /// Whether only a database with a graph will do.
    boolean isForGraphs() {
        return false;
    }

    private void dropFork(Session session, String fork, DropMode mode, Output out) {
        Database database = session.database();
        List<String> before = database.forks().stream().map(ForkInfo::name).toList();
        try {
            session.namedFork(() -> {
                if (isForGraphs() || session.isGraph()) {
                    session.graph().drop(fork, mode);
                } else {
                    database.drop(fork, mode);
                }
                return fork;
            });
        } catch (StoreException.ForkInUse e) {
            throw new Failure(
                    ExitCode.of(e),
                    "fork '" + fork + "' is in use: " + String.join("; ", e.blockers())
                            + "; drop it with --cascade or with --keep-children",
                    e);
        }
        Set<String> left = database.forks().stream().map(ForkInfo::name).collect(Collectors.toSet());
        report(before.stream().filter(each -> !left.contains(each)).toList(), out);
    }

    private void report(List<String> dropped, Output out) {
        for (String each : dropped) {
            if (isJson()) {
                out.json(generator -> generator.writeStringField("dropped", each));
            } else {
                out.line("dropped " + each);
            }
        }
    }
}

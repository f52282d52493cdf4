package dev.coppice.cli.command;

import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.store.Database;
import dev.coppice.store.ForkInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice compact`.
@Command(
        name = "compact",
        description = "Give back the space of what nothing can reach any more.",
        footer = {
            "",
            "Deletes expired entries, moves what is only in the logs into the tables, and rewrites data files",
            "of which little is still in use. Needs room for what it rewrites.",
            "",
            "Examples:",
            "  coppice compact orders.db"
        })
public final class CompactCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    /// For the command line.
    public CompactCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        long before;
        long expired = 0;
        try (Session session = Session.writing(target.wholeDatabase());
                Waiting _ = Waiting.begin(console(), "compacting " + target)) {
            Database database = session.database();
            before = size(database);
            for (ForkInfo fork : database.forks()) {
                expired += session.fork(fork.name()).cleanExpired();
            }
            database.checkpoint();
            database.compact();
        }
        // Closing deletes what the command itself still held.
        try (Session session = Session.reading(target.directory())) {
            report(out, before, size(session.database()), expired);
        }
        return ExitCode.OK;
    }

    private static long size(Database database) {
        var statistics = database.statistics();
        return statistics.dataFileBytes() + statistics.logBytes();
    }

    private void report(Output out, long before, long after, long expired) {
        if (isJson()) {
            out.json(generator -> {
                generator.writeNumberField("bytesBefore", before);
                generator.writeNumberField("bytesAfter", after);
                generator.writeNumberField("expiredDeleted", expired);
            });
        } else {
            out.line("compacted " + target + ": " + Numbers.bytes(before) + " before, " + Numbers.bytes(after)
                    + " after, " + Numbers.counted(expired, "expired entry", "expired entries") + " deleted");
        }
    }
}

package dev.coppice.cli.command;

import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice backup`.
@Command(
        name = "backup",
        description = "Copy a whole database, with all forks and archives, to an empty or absent directory.",
        footer = {
            "",
            "The copy shows one moment, and is itself a database. To bring it back, use it in place of the original.",
            "A process that has the database open for writing has to make its backups itself, with Database.backup.",
            "",
            "Examples:",
            "  coppice backup orders.db /mnt/backup/orders-2026-01-31.db"
        })
public final class BackupCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(index = "1", paramLabel = "DIR", description = "Where to.")
    private Path directory;

    /// For the command line.
    public BackupCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        long begin = console().nanoTime().getAsLong();
        try (Session session = Session.writing(target.wholeDatabase())) {
            try (Waiting _ = Waiting.begin(console(), "copying " + target)) {
                session.database().backup(directory);
            }
        }
        long nanos = console().nanoTime().getAsLong() - begin;
        if (isJson()) {
            out.json(generator -> generator.writeNumberField("milliseconds", nanos / 1_000_000));
        } else {
            out.line("copied " + target + " to " + directory + " in " + Numbers.nanos(nanos));
        }
        return ExitCode.OK;
    }
}

package dev.coppice.cli.command;

import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.ArchiveInfo;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice archives`.
@Command(
        name = "archives",
        description = "List the archives, oldest first.",
        footer = {"", "Examples:", "  coppice archives orders.db"})
public final class ArchivesCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    /// For the command line.
    public ArchivesCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        List<ArchiveInfo> archives;
        try (Session session = Session.reading(target.wholeDatabase())) {
            archives = session.database().archives();
        }
        if (isJson()) {
            archives.forEach(archive -> print(archive, out));
            return ExitCode.OK;
        }
        Columns columns = new Columns("archive", "of", ">commit", "made", "by");
        for (ArchiveInfo archive : archives) {
            columns.row(
                    archive.name(),
                    archive.forkName(),
                    Numbers.grouped(archive.sequence()),
                    Numbers.instant(archive.createdAtMillis()),
                    archive.automatic() ? "interval" : "request");
        }
        columns.print(out);
        return ExitCode.OK;
    }

    static void print(ArchiveInfo archive, Output out) {
        out.json(generator -> {
            generator.writeStringField("archive", archive.name());
            generator.writeStringField("fork", archive.forkName());
            generator.writeNumberField("sequence", archive.sequence());
            generator.writeNumberField("createdAt", archive.createdAtMillis());
            generator.writeBooleanField("automatic", archive.automatic());
        });
    }
}

package dev.coppice.cli.command;

import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.ArchiveInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice archive`.
@Command(
        name = "archive",
        description = "Keep a fork's present state under a name, at constant cost.",
        footer = {
            "",
            "An archive outlives its fork. It is read as DB@archive:NAME, brought back with 'restore',",
            "listed by 'archives', and deleted with 'drop DB archive:NAME'.",
            "",
            "Examples:",
            "  coppice archive orders.db friday",
            "  coppice archive orders.db@what-if tried"
        })
public final class ArchiveCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "What of.")
    private Target target;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the archive.")
    private String name;

    /// For the command line.
    public ArchiveCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        String checked = StateName.parse(StateName.ARCHIVE_PREFIX + name).name();
        try (Session session = Session.writing(target.directory())) {
            ArchiveInfo archive = session.fork(target).archive(checked);
            if (isJson()) {
                ArchivesCommand.print(archive, out);
            } else {
                out.line("archived " + archive.forkName() + " at commit " + Numbers.grouped(archive.sequence()) + " as "
                        + name + "; read it as " + target.directory() + "@archive:" + name);
            }
        }
        return ExitCode.OK;
    }
}

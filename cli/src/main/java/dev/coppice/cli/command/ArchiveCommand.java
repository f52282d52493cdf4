package dev.coppice.cli.command;

import dev.coppice.cli.argument.Count;
import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.argument.TimeToLive;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "With --keep, NAME begins a series: the archive is called NAME-20260131T235959Z, by the time in UTC, and the",
            "oldest of the series are deleted until N are left. With --every, nothing happens while the newest one is",
            "younger than that, so that the command can run as often as is convenient.",
            "",
            "Examples:",
            "  coppice archive orders.db friday",
            "  coppice archive orders.db@what-if tried",
            "  coppice archive orders.db nightly --keep 7 --every 20h"
        })
public final class ArchiveCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "What of.")
    private Target target;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the archive.")
    private String name;

    @Option(
            names = "--keep",
            paramLabel = "N",
            converter = Count.class,
            description = "Begin or go on with a series, and keep its newest N.")
    private Long keep;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = TimeToLive.class,
            description = "With --keep: only if the newest one of the series is older, such as 12h or 7d.")
    private Duration every;

    /// For the command line.
    public ArchiveCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        if (every != null && keep == null) {
            throw new ParameterException(spec().commandLine(), "--every is for a series; it needs --keep");
        }
        if (keep != null && keep == 0) {
            throw new ParameterException(spec().commandLine(), "--keep keeps at least the archive that is made, 1");
        }
        long now = System.currentTimeMillis();
        ArchiveSeries series = keep == null ? null : new ArchiveSeries(name);
        String checked = StateName.parse(StateName.ARCHIVE_PREFIX + (series == null ? name : series.name(now)))
                .name();
        try (Session session = Session.writing(target.directory())) {
            Fork fork = session.fork(target);
            Database database = session.database();
            if (every != null && series.isYoung(database, now, every)) {
                return ExitCode.OK;
            }
            ArchiveInfo archive = fork.archive(checked);
            report(archive, out);
            for (String surplus : series == null ? List.<String>of() : series.surplus(database, keep)) {
                database.deleteArchive(surplus);
                reportDropped(surplus, out);
            }
        }
        return ExitCode.OK;
    }

    private void report(ArchiveInfo archive, Output out) {
        if (isJson()) {
            ArchivesCommand.print(archive, out);
        } else {
            out.line("archived " + archive.forkName() + " at commit " + Numbers.grouped(archive.sequence()) + " as "
                    + archive.name() + "; read it as " + target.directory() + "@archive:" + archive.name());
        }
    }

    private void reportDropped(String archive, Output out) {
        if (isJson()) {
            out.json(generator -> generator.writeStringField("dropped", StateName.ARCHIVE_PREFIX + archive));
        } else {
            out.line("dropped archive:" + archive);
        }
    }
}

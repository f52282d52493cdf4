package dev.coppice.cli.command;

import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Snapshot;
import dev.coppice.store.TableIdent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice tables`.
@Command(
        name = "tables",
        description = "List the tables and the number of entries in each.",
        footer = {"", "Examples:", "  coppice tables orders.db", "  coppice tables orders.db@what-if --json"})
public final class TablesCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where.")
    private Target target;

    /// For the command line.
    public TablesCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        try (Session session = Session.reading(target.directory())) {
            Snapshot snapshot = session.snapshot(target.state());
            Columns columns = new Columns("table", ">entries");
            for (TableIdent table : snapshot.tables()) {
                long count = snapshot.count(session.database().primary().table(table));
                if (isJson()) {
                    out.json(generator -> {
                        generator.writeStringField("table", table.name());
                        generator.writeNumberField("partition", table.partition());
                        generator.writeNumberField("entries", count);
                    });
                } else {
                    columns.row(TableName.format(table), Numbers.grouped(count));
                }
            }
            if (!isJson()) {
                columns.print(out);
            }
        }
        return ExitCode.OK;
    }
}

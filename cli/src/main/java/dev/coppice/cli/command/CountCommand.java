package dev.coppice.cli.command;

import dev.coppice.cli.argument.RangeOptions;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `coppice count`.
@Command(
        name = "count",
        description = "Print the number of entries in a table, or in a range of it.",
        footer = {
            "",
            "Examples:",
            "  coppice count orders.db orders",
            "  coppice count orders.db@what-if orders --prefix 2026-"
        })
public final class CountCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where.")
    private Target target;

    @Parameters(index = "1", paramLabel = "TABLE", converter = TableName.Converter.class, description = "The table.")
    private TableIdent table;

    @Mixin
    private RangeOptions range = new RangeOptions();

    /// For the command line.
    public CountCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        try (Session session = Session.reading(target.directory())) {
            Snapshot snapshot = session.snapshot(target.state());
            Table handle = TableParameter.existing(session, snapshot, table, target);
            long count = range.isGiven() ? snapshot.count(handle, range.range()) : snapshot.count(handle);
            if (isJson()) {
                out.json(generator -> generator.writeNumberField("count", count));
            } else {
                out.line(Long.toString(count));
            }
        }
        return ExitCode.OK;
    }
}

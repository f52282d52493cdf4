package dev.coppice.cli.command;

import dev.coppice.cli.argument.Count;
import dev.coppice.cli.argument.RangeOptions;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.row.JsonWriting;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Json;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Cursor;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice scan`.
@Command(
        name = "scan",
        description = "Print the entries of a table in key order.",
        footer = {
            "",
            "Each line is the key, a tab, and the value, both escaped so that an entry stays on its line.",
            "All lines show one state, whatever is written meanwhile.",
            "",
            "Examples:",
            "  coppice scan orders.db orders --prefix 2026- --limit 20",
            "  coppice scan orders.db@what-if orders --reverse --keys-only",
            "  coppice scan orders.db orders --from 100 --to 200 --json"
        })
public final class ScanCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where.")
    private Target target;

    @Parameters(index = "1", paramLabel = "TABLE", converter = TableName.Converter.class, description = "The table.")
    private TableIdent table;

    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(names = "--reverse", description = "From the last key to the first.")
    private boolean reverse;

    @Option(names = "--limit", paramLabel = "N", converter = Count.class, description = "At most this many entries.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--keys-only", description = "Without the values.")
    private boolean keysOnly;

    @Option(names = "--hex", description = "Keys and values as hexadecimal digits.")
    private boolean hex;

    /// For the command line.
    public ScanCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        try (Session session = Session.reading(target.directory())) {
            Snapshot snapshot = session.snapshot(target.state());
            Table handle = TableParameter.existing(session, snapshot, table, target);
            try (Cursor cursor = snapshot.cursor(handle, range.range())) {
                for (long left = limit; left > 0 && (reverse ? cursor.previous() : cursor.next()); left--) {
                    print(cursor, out);
                }
            }
        }
        return ExitCode.OK;
    }

    private void print(Cursor cursor, Output out) {
        if (!isJson()) {
            out.line(keysOnly ? text(cursor.key()) : text(cursor.key()) + "\t" + text(cursor.value()));
        } else if (keysOnly) {
            byte[] key = cursor.key();
            out.json(generator -> Json.bytes(generator, "key", key));
        } else {
            out.bytes(JsonWriting.entryLine(cursor));
            out.bytes(new byte[] {'\n'});
        }
    }

    private String text(byte[] bytes) {
        return hex ? HexFormat.of().formatHex(bytes) : Escape.of(bytes);
    }
}

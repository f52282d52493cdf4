package dev.coppice.cli.command;

import dev.coppice.cli.argument.KeyOptions;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.row.JsonWriting;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice get`.
@Command(
        name = "get",
        description = "Print the value of a key.",
        footer = {
            "",
            "The value is written byte for byte, streamed; only a terminal gets a line end after it.",
            "An absent key is exit code 11.",
            "",
            "Examples:",
            "  coppice get orders.db orders 42",
            "  coppice get orders.db@archive:friday orders 42 --json",
            "  coppice get orders.db blobs logo --file logo.png"
        })
public final class GetCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where from.")
    private Target target;

    @Parameters(index = "1", paramLabel = "TABLE", converter = TableName.Converter.class, description = "The table.")
    private TableIdent table;

    @Parameters(index = "2", paramLabel = "KEY", description = "The key.")
    private String key;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--hex", description = "Print hexadecimal digits.")
    private boolean hex;

    @Option(names = "--file", paramLabel = "FILE", description = "Write the value to a file, replacing it.")
    private Path file;

    /// For the command line.
    public GetCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        if (file != null && (hex || isJson())) {
            throw new ParameterException(
                    spec().commandLine(), "--file takes the value byte for byte; leave out --hex and --json");
        }
        byte[] keyBytes = keys.key(key);
        try (Session session = Session.reading(target.directory())) {
            Snapshot snapshot = session.snapshot(target.state());
            Table handle = TableParameter.existing(session, snapshot, table, target);
            try (Cursor cursor = snapshot.cursor(handle, KeyRange.from(keyBytes))) {
                if (!cursor.next() || Arrays.compare(cursor.key(), keyBytes) != 0) {
                    throw new StoreException.NotFound("there is no entry with key '" + Escape.of(keyBytes)
                            + "' in table '" + TableName.format(table) + "' of " + target);
                }
                print(cursor, out);
            }
        }
        return ExitCode.OK;
    }

    private void print(Cursor cursor, Output out) throws IOException {
        if (isJson()) {
            out.bytes(JsonWriting.entryLine(cursor));
            out.bytes(new byte[] {'\n'});
        } else if (hex) {
            out.line(HexFormat.of().formatHex(cursor.value()));
        } else {
            try (InputStream value = cursor.openValue()) {
                if (file == null) {
                    out.copy(value);
                    out.bytes(out.isTerminal() ? new byte[] {'\n'} : new byte[0]);
                } else {
                    FileOutput.write(file, value::transferTo);
                }
            }
        }
    }
}

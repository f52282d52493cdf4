package dev.coppice.cli.command;

import dev.coppice.cli.argument.RangeOptions;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.row.CsvWriting;
import dev.coppice.cli.row.FileWriting;
import dev.coppice.cli.row.Format;
import dev.coppice.cli.row.JsonWriting;
import dev.coppice.cli.row.RowWriter;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.store.Cursor;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice export`.
@Command(
        name = "export",
        description = "Write the entries of a table to a file, to files, or to standard output.",
        footer = {
            "",
            "What is written shows one state. A file appears under its name only when it is complete.",
            "'coppice import' reads it back as it was. With --rows, values that are JSON objects become the rows again",
            "that they were imported from. JSON lines hold any bytes; CSV and TSV need --hex for what is not text.",
            "",
            "Examples:",
            "  coppice export orders.db --table orders --rows orders.csv",
            "  coppice export orders.db@what-if --table orders --format jsonl | gzip > orders.jsonl.gz",
            "  coppice export site.db --table pages --format files public/"
        })
public final class ExportCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where from.")
    private Target target;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "A file, replaced if it is there, or a directory; - is standard output, the default.")
    private String file;

    @Option(
            names = "--table",
            required = true,
            paramLabel = "TABLE",
            converter = TableName.Converter.class,
            description = "The table.")
    private TableIdent table;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; otherwise the extension tells.")
    private Format format;

    @Option(names = "--rows", description = "Write the values alone: as columns, or as lines of JSON.")
    private boolean rows;

    @Option(names = "--hex", description = "Keys and values of CSV and TSV as hexadecimal digits.")
    private boolean hex;

    @Option(names = "--expiry", description = "CSV and TSV get a column for when an entry expires.")
    private boolean expiry;

    @Mixin
    private RangeOptions range = new RangeOptions();

    /// For the command line.
    public ExportCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        Format chosen = format();
        try (Session session = Session.reading(target.directory());
                Progress progress = new Progress(console(), "entries")) {
            Snapshot snapshot = session.snapshot(target.state());
            Table handle = TableParameter.existing(session, snapshot, table, target);
            try (Cursor cursor = snapshot.cursor(handle, range.range())) {
                write(cursor, chosen, out, progress);
            }
            if (!file.equals("-")) {
                console()
                        .err()
                        .println("exported " + Numbers.counted(progress.count(), "entry", "entries") + " to " + file
                                + " in " + Numbers.nanos(progress.elapsedNanos()));
            }
        }
        return ExitCode.OK;
    }

    private Format format() {
        Format chosen = format != null || file.equals("-") ? format : Format.of(Path.of(file));
        if (chosen == null) {
            throw new ParameterException(
                    spec().commandLine(),
                    "say --format csv, tsv, jsonl or files; the name '" + file + "' does not tell");
        }
        if (chosen == Format.files && (file.equals("-") || rows || hex || expiry)) {
            throw new ParameterException(
                    spec().commandLine(), "files go to a directory, without --rows, --hex and --expiry");
        }
        if (chosen == Format.jsonl && (hex || expiry)) {
            throw new ParameterException(
                    spec().commandLine(),
                    "JSON lines hold any bytes and the expiry anyway; leave out --hex and --expiry");
        }
        if (rows && (hex || expiry)) {
            throw new ParameterException(
                    spec().commandLine(), "--rows writes the values alone, without --hex and --expiry");
        }
        return chosen;
    }

    private void write(Cursor cursor, Format chosen, Output out, Progress progress) throws IOException {
        if (chosen == Format.files) {
            copy(cursor, new FileWriting(Path.of(file)), progress);
        } else if (file.equals("-")) {
            copy(cursor, writer(chosen, out.asStream()), progress);
        } else {
            FileOutput.write(Path.of(file), stream -> copy(cursor, writer(chosen, stream), progress));
        }
    }

    private RowWriter writer(Format chosen, OutputStream stream) {
        if (chosen == Format.jsonl) {
            return rows ? JsonWriting.ofRows(stream) : JsonWriting.ofEntries(stream);
        }
        return rows ? CsvWriting.ofRows(stream, chosen) : CsvWriting.ofEntries(stream, chosen, hex, expiry);
    }

    private static void copy(Cursor cursor, RowWriter writer, Progress progress) throws IOException {
        try (writer) {
            while (cursor.next()) {
                writer.write(cursor);
                progress.advance(cursor.keyLength() + cursor.valueLength());
            }
        }
    }
}

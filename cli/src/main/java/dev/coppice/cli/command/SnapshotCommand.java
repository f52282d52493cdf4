package dev.coppice.cli.command;

import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.store.BulkLoader;
import dev.coppice.store.Cursor;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice snapshot`.
@Command(
        name = "snapshot",
        description = "Describe one state by its counts and digests, or copy it into a database of its own.",
        footer = {
            "",
            "Two states hold the same entries exactly when their digests are equal (SHA-256 over all of a table).",
            "With --to, the state becomes primary of a new database, without its forks and history.",
            "To keep a state inside the database at no cost, see 'archive'; for all forks at once, see 'backup'.",
            "",
            "Examples:",
            "  coppice snapshot orders.db@what-if",
            "  coppice snapshot orders.db@archive:friday --to friday.db"
        })
public final class SnapshotCommand extends DatabaseCommand {
    private static final long MAX_BYTES_IN_MEMORY = 1 << 20;

    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "The state.")
    private Target target;

    @Option(names = "--to", paramLabel = "DIR", description = "Copy the state into a new database there.")
    private Path directory;

    @Option(names = "--compress", description = "With --to: make the new database with compressed pages.")
    private boolean compress;

    /// For the command line.
    public SnapshotCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        if (compress && directory == null) {
            throw new ParameterException(spec().commandLine(), "--compress is for a new database; it needs --to");
        }
        try (Session session = Session.reading(target.directory())) {
            Snapshot snapshot = session.snapshot(target.state());
            if (directory != null) {
                // The ids that were handed out do not stand in the tables: the copy would give them again.
                session.requireNoGraph("copying entries", "coppice help backup");
                requireEmpty(directory);
                try (Session copy = compress ? Session.creatingCompressed(directory) : Session.creating(directory);
                        Progress progress = new Progress(console(), "entries")) {
                    copyTables(snapshot, session, copy.database().primary(), progress);
                }
            }
            describe(snapshot, session, out);
        }
        return ExitCode.OK;
    }

    private void describe(Snapshot snapshot, Session session, Output out) {
        Columns columns = new Columns("table", ">entries", ">bytes", "sha-256");
        for (TableIdent ident : snapshot.tables()) {
            StateDigest.Summary summary;
            try (Waiting _ = Waiting.begin(console(), "reading table " + TableName.format(ident))) {
                summary = StateDigest.of(snapshot, session.database().primary().table(ident));
            }
            if (isJson()) {
                out.json(generator -> {
                    generator.writeStringField("fork", snapshot.forkName());
                    generator.writeNumberField("sequence", snapshot.sequence());
                    generator.writeStringField("table", TableName.format(ident));
                    generator.writeNumberField("entries", summary.entries());
                    generator.writeNumberField("bytes", summary.bytes());
                    generator.writeStringField("sha256", summary.hex());
                });
            } else {
                columns.row(
                        TableName.format(ident),
                        Numbers.grouped(summary.entries()),
                        Numbers.grouped(summary.bytes()),
                        summary.hex());
            }
        }
        if (!isJson()) {
            out.line(snapshot.forkName() + " at commit " + Numbers.grouped(snapshot.sequence()));
            columns.print(out);
        }
    }

    private static void requireEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> list = Files.list(directory)) {
            if (list.findAny().isPresent()) {
                throw new StoreException.AlreadyExists(
                        directory + " is not empty; name a directory that is empty or absent");
            }
        }
    }

    private static void copyTables(Snapshot snapshot, Session session, Fork copy, Progress progress)
            throws IOException {
        for (TableIdent ident : snapshot.tables()) {
            Table table = session.database().primary().table(ident);
            Table target = copy.table(ident);
            try (BulkLoader loader = copy.load(target);
                    Cursor cursor = snapshot.cursor(table, KeyRange.all())) {
                while (cursor.next()) {
                    if (isPlain(cursor)) {
                        loader.put(cursor.key(), cursor.value());
                        progress.advance(cursor.keyLength() + cursor.valueLength());
                    }
                }
                loader.commit();
            }
            copyOthers(snapshot, table, copy, target, progress);
        }
        copy.sync();
    }

    // Pages are filled with what stays for ever and fits in memory; the rest follows, one by one.
    private static boolean isPlain(Cursor cursor) {
        return cursor.expiresAtMillis() == 0 && cursor.valueLength() <= MAX_BYTES_IN_MEMORY;
    }

    private static void copyOthers(Snapshot snapshot, Table table, Fork copy, Table target, Progress progress)
            throws IOException {
        try (Cursor cursor = snapshot.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                if (isPlain(cursor)) {
                    continue;
                }
                try (InputStream value = cursor.openValue();
                        Transaction transaction = copy.begin()) {
                    transaction.put(target, cursor.key(), value, cursor.valueLength(), cursor.expiresAtMillis());
                    transaction.commit(Durability.BUFFERED);
                }
                progress.advance(cursor.keyLength() + cursor.valueLength());
            }
        }
    }
}

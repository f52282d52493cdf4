package dev.coppice.cli.command;

import dev.coppice.cli.argument.RangeOptions;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.row.LineReader;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Utf8;
import dev.coppice.store.Cursor;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice delete`.
@Command(
        name = "delete",
        description = "Delete entries, or a whole table, in one durable transaction.",
        footer = {
            "",
            "Exactly one of KEY, --keys, a range, or --all says what. Keys that are absent are passed over.",
            "A line of --keys is a key as it stands, or with --key-hex its digits; scan without --hex escapes some keys.",
            "",
            "Examples:",
            "  coppice delete orders.db orders 42 43",
            "  coppice delete orders.db@what-if orders --prefix 2019-",
            "  coppice scan orders.db orders --keys-only --hex --limit 10 |",
            "      coppice delete orders.db orders --keys - --key-hex",
            "  coppice delete orders.db orders --all"
        })
public final class DeleteCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where.")
    private Target target;

    @Parameters(index = "1", paramLabel = "TABLE", converter = TableName.Converter.class, description = "The table.")
    private TableIdent table;

    @Parameters(index = "2..*", paramLabel = "KEY", description = "The keys.")
    private List<String> words = List.of();

    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "Delete the keys in a file, one on each line; - is standard input.")
    private String keysFile;

    @Option(names = "--all", description = "Drop the table with all that is in it.")
    private boolean all;

    /// For the command line.
    public DeleteCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        int choices =
                (words.isEmpty() ? 0 : 1) + (keysFile == null ? 0 : 1) + (range.isGiven() ? 1 : 0) + (all ? 1 : 0);
        if (choices != 1) {
            throw new ParameterException(
                    spec().commandLine(), "give exactly one of KEY, --keys, --prefix/--from/--to, and --all");
        }
        List<byte[]> keys = keys();
        try (Session session = Session.writing(target.directory())) {
            session.requireNoGraph(table, "coppice help graph");
            Fork fork = session.fork(target);
            Table handle = TableParameter.existing(session, fork, table, target);
            try (Transaction transaction = fork.begin()) {
                long deleted = delete(transaction, handle, keys);
                long sequence = transaction.commit();
                report(out, deleted, sequence);
            }
        }
        return ExitCode.OK;
    }

    private long delete(Transaction transaction, Table handle, List<byte[]> keys) {
        if (all) {
            long count = transaction.count(handle);
            transaction.drop(handle);
            return count;
        }
        if (range.isGiven()) {
            return deleteRange(transaction, handle, range.range());
        }
        long deleted = 0;
        for (byte[] key : keys) {
            if (transaction.contains(handle, key)) {
                transaction.delete(handle, key);
                deleted++;
            }
        }
        return deleted;
    }

    private static long deleteRange(Transaction transaction, Table handle, KeyRange range) {
        if (range.upper() == null && range.lower() != null) {
            long count = transaction.count(handle, range);
            transaction.truncate(handle, range.lower());
            return count;
        }
        long deleted = 0;
        try (Cursor cursor = transaction.cursor(handle, range)) {
            while (cursor.next()) {
                transaction.delete(handle, cursor.key());
                deleted++;
            }
        }
        return deleted;
    }

    private List<byte[]> keys() throws IOException {
        List<byte[]> keys = new ArrayList<>();
        for (String word : words) {
            keys.add(range.keys().key(word));
        }
        if (keysFile != null) {
            try (LineReader lines =
                    new LineReader(keysFile.equals("-") ? console().in() : Files.newInputStream(Path.of(keysFile)))) {
                for (byte[] line = lines.next(); line != null; line = lines.next()) {
                    keys.add(key(line, lines.lineNumber()));
                }
            } catch (IOException e) {
                throw Failure.ofFile("read", Path.of(keysFile), e);
            }
        }
        return keys;
    }

    private byte[] key(byte[] line, long number) {
        String text = Utf8.decodeOrNull(line);
        if (text == null) {
            throw new Failure(
                    ExitCode.DATA, keysFile + ", line " + number + ": is not UTF-8; write the keys with --key-hex");
        }
        return range.keys().key(text);
    }

    private void report(Output out, long deleted, long sequence) {
        if (isJson()) {
            out.json(generator -> {
                generator.writeNumberField("deleted", deleted);
                generator.writeNumberField("sequence", sequence);
            });
        } else {
            out.line("deleted " + Numbers.counted(deleted, "entry", "entries"));
        }
    }
}

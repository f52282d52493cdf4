package dev.coppice.cli.command;

import dev.coppice.cli.argument.KeyOptions;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.argument.TimeToLive;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Fork;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice put`.
@Command(
        name = "put",
        description = "Insert or replace an entry, durably.",
        footer = {
            "",
            "The value is the text of VALUE, or with --hex the bytes it spells, or the bytes of a file, streamed.",
            "",
            "Examples:",
            "  coppice put orders.db orders 42 '{\"qty\":7}'",
            "  coppice put orders.db@what-if blobs logo --file logo.png",
            "  gzip -c report.txt | coppice put orders.db blobs report.gz --file -",
            "  coppice put orders.db sessions 00ff --key-hex cafe --hex --ttl 12h"
        })
public final class PutCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where to.")
    private Target target;

    @Parameters(index = "1", paramLabel = "TABLE", converter = TableName.Converter.class, description = "The table.")
    private TableIdent table;

    @Parameters(index = "2", paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(index = "3", paramLabel = "VALUE", arity = "0..1", description = "The value, unless --file gives it.")
    private String value;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--hex", description = "VALUE is hexadecimal digits.")
    private boolean hex;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The value is the bytes of a file; - is standard input.")
    private String file;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = TimeToLive.class,
            description = "The entry is gone after this time, such as 90s, 15m, 12h, 30d.")
    private Duration timeToLive;

    @Option(names = "--create", description = "Make the database when it is absent.")
    private boolean create;

    @Option(names = "--compress", description = "With --create: make the database with compressed pages.")
    private boolean compress;

    /// For the command line.
    public PutCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        if ((value == null) == (file == null)) {
            throw new ParameterException(spec().commandLine(), "give either VALUE or --file");
        }
        if (hex && file != null) {
            throw new ParameterException(spec().commandLine(), "--hex is about VALUE; a file is taken as it is");
        }
        if (compress && !create) {
            throw new ParameterException(spec().commandLine(), "--compress is for a new database; it needs --create");
        }
        byte[] keyBytes = keys.key(key);
        byte[] valueBytes = value == null ? null : valueBytes();
        long expiresAt = timeToLive == null ? 0 : System.currentTimeMillis() + timeToLive.toMillis();
        try (ValueInput input = file == null ? null : ValueInput.open(file, console());
                Session session = open()) {
            session.requireNoGraph(table, "coppice help graph import");
            Fork fork = session.fork(target);
            try (Transaction transaction = fork.begin()) {
                if (valueBytes != null) {
                    transaction.put(fork.table(table), keyBytes, valueBytes, expiresAt);
                } else {
                    transaction.put(fork.table(table), keyBytes, input.stream(), input.length(), expiresAt);
                }
                long sequence = transaction.commit();
                if (isJson()) {
                    out.json(generator -> generator.writeNumberField("sequence", sequence));
                }
            }
        }
        return ExitCode.OK;
    }

    private Session open() {
        if (compress) {
            return Session.creatingCompressed(target.directory());
        }
        return create ? Session.creating(target.directory()) : Session.writing(target.directory());
    }

    private byte[] valueBytes() {
        return hex ? KeyOptions.fromHex(value) : value.getBytes(StandardCharsets.UTF_8);
    }
}

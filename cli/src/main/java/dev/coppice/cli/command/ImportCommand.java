package dev.coppice.cli.command;

import dev.coppice.cli.argument.Count;
import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.row.CsvRows;
import dev.coppice.cli.row.FileRows;
import dev.coppice.cli.row.Format;
import dev.coppice.cli.row.JsonRows;
import dev.coppice.cli.row.Loader;
import dev.coppice.cli.row.Mapping;
import dev.coppice.cli.row.RowSource;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.store.Fork;
import dev.coppice.store.TableIdent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice import`.
@Command(
        name = "import",
        description = "Bring the rows of a file, or the files of a directory, into a table.",
        footer = {
            "",
            "A row's key is the text of its --key columns, joined with ':'; without --key, the first column.",
            "Its value is the row as a JSON object, or the text of its --value column. A line of JSON stays as it is.",
            "A file that 'coppice export' wrote is recognised and comes back as the entries it was made from.",
            "Rows replace entries with the same key; importing a file twice changes nothing.",
            "The database is made when it is absent.",
            "",
            "An unusable row ends the import; the message says which rows are in the table and how to go on.",
            "",
            "Examples:",
            "  coppice import orders.db --table orders orders.csv",
            "  coppice import orders.db --table stock --key warehouse,sku --value qty stock.tsv",
            "  coppice import orders.db@what-if --table events --key event.id events.jsonl",
            "  zcat big.csv.gz | coppice import orders.db --table big --format csv -",
            "  coppice import --compress logs.db --table events --key id events.jsonl",
            "  coppice import site.db --table pages public/ --include '*.html'"
        })
public final class ImportCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where to.")
    private Target target;

    @Parameters(index = "1", paramLabel = "FILE", description = "A file or directory; - is standard input.")
    private String file;

    @Option(
            names = "--table",
            required = true,
            paramLabel = "TABLE",
            converter = TableName.Converter.class,
            description = "The table; made when it is absent.")
    private TableIdent table;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; otherwise the extension tells.")
    private Format format;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            split = ",",
            description = "The columns, or JSON members such as a.b.")
    private List<String> key = List.of();

    @Option(names = "--value", paramLabel = "COLUMN", description = "The column, or JSON member, that is the value.")
    private String value;

    @Option(names = "--numbers", description = "Cells of CSV that are numbers become JSON numbers, not strings.")
    private boolean numbers;

    @Option(names = "--no-heading", description = "The first line is a row; columns are called 1, 2, 3, ….")
    private boolean noHeading;

    @Option(names = "--include", paramLabel = "GLOB", description = "Of a directory, only files with such names.")
    private String include;

    @Option(names = "--skip-errors", description = "Report rows that cannot be used, and go on.")
    private boolean skipErrors;

    @Option(
            names = "--from-line",
            paramLabel = "N",
            converter = Count.class,
            description = "Leave out what stands before this line.")
    private long fromLine;

    @Option(names = "--compress", description = "Make the database with compressed pages.")
    private boolean compress;

    /// For the command line.
    public ImportCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        Format chosen = format();
        target.fork();
        try (RowSource source = open(chosen);
                Session session = compress
                        ? Session.creatingCompressed(target.directory())
                        : Session.creating(target.directory());
                Progress progress = new Progress(console(), chosen == Format.files ? "files" : "rows")) {
            session.requireNoGraph(table, "coppice help graph import");
            Fork fork = session.fork(target);
            var options = new Loader.Options(skipErrors, fromLine, Loader.CHUNK_BYTES);
            Loader.Result result = new Loader(fork, fork.table(table), source, options, progress).load();
            report(out, result, progress.elapsedNanos());
        } catch (NoSuchFileException e) {
            throw Failure.ofFile("read", Path.of(e.getFile()), e);
        } catch (IOException e) {
            throw Failure.ofFile("read", Path.of(file), e);
        }
        return ExitCode.OK;
    }

    private Format format() {
        Format chosen = format != null || file.equals("-") ? format : Format.of(Path.of(file));
        if (chosen == null) {
            throw new ParameterException(
                    spec().commandLine(),
                    "the name '" + file + "' does not tell the format; say --format csv, tsv, jsonl or files");
        }
        boolean directory = chosen == Format.files;
        if (directory && (!key.isEmpty() || value != null || numbers || noHeading)) {
            throw new ParameterException(
                    spec().commandLine(),
                    "the key of a file is its path and the value its bytes; leave out --key,"
                            + " --value, --numbers and --no-heading");
        }
        if (!directory && include != null) {
            throw new ParameterException(spec().commandLine(), "--include is for a directory of files");
        }
        return chosen;
    }

    private RowSource open(Format chosen) throws IOException {
        if (chosen == Format.files) {
            return new FileRows(Path.of(file), include);
        }
        InputStream stream = file.equals("-") ? console().in() : Files.newInputStream(Path.of(file));
        String name = file.equals("-") ? "standard input" : file;
        Mapping mapping = new Mapping(key, value, numbers, !noHeading);
        return chosen == Format.jsonl
                ? new JsonRows(name, stream, mapping)
                : new CsvRows(name, stream, chosen, mapping);
    }

    private void report(Output out, Loader.Result result, long nanos) {
        if (isJson()) {
            out.json(generator -> {
                generator.writeNumberField("imported", result.rows());
                generator.writeNumberField("skipped", result.skipped());
                generator.writeNumberField("bytes", result.bytes());
                generator.writeNumberField("milliseconds", nanos / 1_000_000);
            });
            return;
        }
        String skipped = result.skipped() == 0 ? "" : ", skipped " + Numbers.grouped(result.skipped());
        out.line("imported " + Numbers.counted(result.rows(), "row", "rows") + " ("
                + Numbers.bytes(result.bytes()) + ") into table '" + TableName.format(table) + "' of " + target
                + skipped + " in " + Numbers.nanos(nanos));
    }
}

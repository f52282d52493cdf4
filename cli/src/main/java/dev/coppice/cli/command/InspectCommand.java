package dev.coppice.cli.command;

import dev.coppice.cli.argument.Target;
import dev.coppice.cli.inspect.Inspection;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice inspect`.
@Command(
        name = "inspect",
        description = "Show the files of a database, and what is in them, record by record and page by page.",
        footer = {
            "",
            "Reads the files only: works on a damaged database, and beside a process that writes.",
            "",
            "Examples:",
            "  coppice inspect orders.db",
            "  coppice inspect orders.db forks/0/orders.0.1/data_0_1",
            "  coppice inspect orders.db forks/0/orders.0.1/data_0_1 --page 1"
        })
public final class InspectCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    @Parameters(index = "1", paramLabel = "FILE", arity = "0..1", description = "One file, as the list names it.")
    private String file;

    @Option(names = "--page", paramLabel = "N", description = "One page of a data file with its content.")
    private Integer page;

    /// For the command line.
    public InspectCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        if (page != null && file == null) {
            throw new ParameterException(spec().commandLine(), "--page needs a FILE");
        }
        Inspection inspection = new Inspection(target.wholeDatabase(), out, isJson());
        if (file == null) {
            inspection.printFiles();
        } else if (page == null) {
            inspection.printFile(file);
        } else {
            inspection.printPage(file, page);
        }
        return ExitCode.OK;
    }
}

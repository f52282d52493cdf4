package dev.coppice.cli.command;

import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Statistics;
import dev.coppice.store.Statistics.ForkStatistics;
import dev.coppice.store.Statistics.TableStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice stats`.
@Command(
        name = "stats",
        description = "Print sizes and counts of every fork and table.",
        footer = {
            "",
            "live is what the fork's latest state reaches, shared the part of it that lies in an ancestor's files,",
            "reclaimable what nothing reaches any more; 'coppice compact' gives it back.",
            "",
            "Examples:",
            "  coppice stats orders.db",
            "  coppice stats orders.db --json"
        })
public final class StatsCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    /// For the command line.
    public StatsCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        Statistics statistics;
        try (Session session = Session.reading(target.wholeDatabase())) {
            statistics = session.database().statistics();
        }
        if (isJson()) {
            printJson(statistics, out);
        } else {
            print(statistics, out);
        }
        return ExitCode.OK;
    }

    private static void print(Statistics statistics, Output out) {
        out.line("data files   " + Numbers.bytes(statistics.dataFileBytes()));
        out.line("reclaimable  " + Numbers.bytes(statistics.reclaimableBytes()));
        out.line("other files  " + Numbers.bytes(statistics.logBytes()));
        out.line("term         " + statistics.term());
        out.line("");
        Columns columns = new Columns(
                "fork", "table", ">commit", ">entries", ">height", ">live", ">shared", ">reclaimable", ">in log");
        for (ForkStatistics fork : statistics.forks()) {
            String sequence = Numbers.grouped(fork.sequence());
            String inLog = Numbers.bytes(fork.writeBufferBytes());
            if (fork.tables().isEmpty()) {
                columns.row(fork.name(), "", sequence, "", "", "", "", "", inLog);
            }
            for (TableStatistics table : fork.tables()) {
                columns.row(
                        fork.name(),
                        TableName.format(table.table()),
                        sequence,
                        Numbers.grouped(table.entries()),
                        Integer.toString(table.height()),
                        Numbers.bytes(table.liveBytes()),
                        Numbers.bytes(table.sharedBytes()),
                        Numbers.bytes(table.reclaimableBytes()),
                        inLog);
                inLog = ""; // the log is one for all tables of a fork
            }
        }
        columns.print(out);
    }

    private static void printJson(Statistics statistics, Output out) {
        out.json(generator -> {
            generator.writeNumberField("dataFileBytes", statistics.dataFileBytes());
            generator.writeNumberField("reclaimableBytes", statistics.reclaimableBytes());
            generator.writeNumberField("logBytes", statistics.logBytes());
            generator.writeNumberField("term", statistics.term());
            generator.writeArrayFieldStart("forks");
            for (ForkStatistics fork : statistics.forks()) {
                generator.writeStartObject();
                generator.writeStringField("name", fork.name());
                generator.writeNumberField("sequence", fork.sequence());
                generator.writeNumberField("writeBufferBytes", fork.writeBufferBytes());
                generator.writeArrayFieldStart("tables");
                for (TableStatistics table : fork.tables()) {
                    generator.writeStartObject();
                    generator.writeStringField("table", TableName.format(table.table()));
                    generator.writeNumberField("entries", table.entries());
                    generator.writeNumberField("height", table.height());
                    generator.writeNumberField("liveBytes", table.liveBytes());
                    generator.writeNumberField("sharedBytes", table.sharedBytes());
                    generator.writeNumberField("reclaimableBytes", table.reclaimableBytes());
                    generator.writeEndObject();
                }
                generator.writeEndArray();
                generator.writeEndObject();
            }
            generator.writeEndArray();
        });
    }
}

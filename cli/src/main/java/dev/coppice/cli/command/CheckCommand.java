package dev.coppice.cli.command;

import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.graph.GraphCheckReport;
import dev.coppice.store.CheckReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice check`.
@Command(
        name = "check",
        description = "Prove a whole database sound, or say where it is not.",
        footer = {
            "",
            "Reads every page of every fork and archive. Exit code 0: sound; 3: problems were found and printed.",
            "",
            "Examples:",
            "  coppice check orders.db"
        })
public final class CheckCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB", converter = Target.Converter.class, description = "The database.")
    private Target target;

    /// For the command line.
    public CheckCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        CheckReport report;
        GraphCheckReport ofGraph = null;
        try (Session session = Session.reading(target.wholeDatabase());
                Waiting _ = Waiting.begin(console(), "checking " + target)) {
            report = session.database().check();
            // What stands on damaged pages need not be looked at.
            if (report.isSound() && session.isGraph()) {
                ofGraph = session.graph().check();
            }
        }
        if (isJson()) {
            printJson(report, ofGraph, out);
        } else {
            print(report, out);
            if (ofGraph != null) {
                print(ofGraph, out);
            }
        }
        return report.isSound() && (ofGraph == null || ofGraph.isSound()) ? ExitCode.OK : ExitCode.UNSOUND;
    }

    private static void print(GraphCheckReport report, Output out) {
        for (String problem : report.problems()) {
            out.line(out.ansi().red("problem: ") + Escape.controls(problem));
        }
        String read = Numbers.counted(report.vertices(), "vertex", "vertices") + " and "
                + Numbers.counted(report.edges(), "edge", "edges") + " in "
                + Numbers.counted(report.forks(), "fork", "forks") + " read";
        out.line(
                report.isSound()
                        ? out.ansi().green("graph sound") + ": " + read
                        : "graph with " + Numbers.counted(report.problems().size(), "problem", "problems") + ": " + read
                                + "; export it, or restore an archive or a backup");
    }

    private static void print(CheckReport report, Output out) {
        for (String problem : report.problems()) {
            out.line(out.ansi().red("problem: ") + Escape.controls(problem));
        }
        String read = Numbers.counted(report.forks(), "fork or archive", "forks and archives") + ", "
                + Numbers.counted(report.pages(), "page", "pages") + ", "
                + Numbers.counted(report.entries(), "entry", "entries") + " read";
        out.line(
                report.isSound()
                        ? out.ansi().green("sound") + ": " + read
                        : Numbers.counted(report.problems().size(), "problem", "problems") + ": " + read
                                + "; what is intact can still be read: export it, or restore an archive or a backup");
    }

    private static void printJson(CheckReport report, GraphCheckReport ofGraph, Output out) {
        List<String> problems = new ArrayList<>(report.problems());
        if (ofGraph != null) {
            problems.addAll(ofGraph.problems());
        }
        out.json(generator -> {
            generator.writeBooleanField("sound", problems.isEmpty());
            generator.writeNumberField("forks", report.forks());
            generator.writeNumberField("pages", report.pages());
            generator.writeNumberField("entries", report.entries());
            if (ofGraph != null) {
                generator.writeNumberField("vertices", ofGraph.vertices());
                generator.writeNumberField("edges", ofGraph.edges());
            }
            generator.writeArrayFieldStart("problems");
            for (String problem : problems) {
                generator.writeString(problem);
            }
            generator.writeEndArray();
        });
    }
}

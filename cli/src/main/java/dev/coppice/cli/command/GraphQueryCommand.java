package dev.coppice.cli.command;

import dev.coppice.cli.argument.StateName;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.graph.GremlinProcess;
import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Output;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice graph query`.
@Command(
        name = "query",
        description = "Ask a question in Gremlin, and print the answers as a table.",
        footer = {
            "",
            "The question is a traversal that begins with 'g'. Of a vertex or an edge, its id, label and properties are",
            "shown; of a map its entries. Without --write the graph is read only, beside a writer or not.",
            "",
            "Examples:",
            "  coppice graph query social.db \"g.V().hasLabel('person').count()\"",
            "  coppice graph query social.db@what-if \"g.V().has('name', 'Ada').out('knows').values('name')\"",
            "  coppice graph query social.db --write \"g.addV('person').property('name', 'Eve')\""
        })
public final class GraphQueryCommand extends DatabaseCommand {
    private static final int CELL_WIDTH = 60;

    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "What to ask.")
    private Target target;

    @Parameters(index = "1", paramLabel = "QUESTION", description = "A traversal, such as \"g.V().count()\".")
    private String question;

    @Option(names = "--write", description = "Commit what the question changes, durably.")
    private boolean write;

    /// For the command line.
    public GraphQueryCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        String fork = fork();
        // Whether it can be opened is found out here, where every error has a code of its own.
        try (Session session = Session.reading(target.directory())) {
            session.graphFork(fork);
        }
        List<Map<String, String>> rows = new ArrayList<>();
        GremlinProcess.ask(target.directory(), fork, write, question, line -> {
            if (isJson()) {
                out.bytes(line.getBytes(StandardCharsets.UTF_8));
                out.bytes(new byte[] {'\n'});
            } else {
                rows.add(GremlinProcess.columns(line));
            }
        });
        if (!isJson()) {
            print(out, rows);
        }
        return ExitCode.OK;
    }

    private String fork() {
        if (target.state() instanceof StateName.OfFork(String name)) {
            return name;
        }
        throw new Failure(
                ExitCode.INVALID, "an archive cannot be asked; make a fork of it with 'coppice restore', and ask that");
    }

    private static void print(Output out, List<Map<String, String>> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.keySet()));
        Columns columns = new Columns(names.toArray(String[]::new));
        for (Map<String, String> row : rows) {
            columns.row(names.stream()
                    .map(name -> excerpt(row.getOrDefault(name, "")))
                    .toArray(String[]::new));
        }
        columns.print(out);
        out.line(rows.size() == 1 ? "1 row" : rows.size() + " rows");
    }

    private static String excerpt(String cell) {
        String line = cell.replaceAll("\\R", " ");
        return line.length() <= CELL_WIDTH ? line : line.substring(0, CELL_WIDTH - 1) + "…";
    }
}

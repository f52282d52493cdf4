package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// `coppice graph`: the commands about graphs.
@Command(
        name = "graph",
        description = "Vertices and edges with properties, in a database that forks like any other.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  coppice graph import social.db --nodes people.csv --label person --id id",
            "  coppice graph query social.db \"g.V().count()\"",
            "  coppice graph fork social.db what-if",
            "  coppice graph diff social.db what-if --svg what-if.svg",
            "  coppice help graph import"
        })
public final class GraphCommand extends BaseCommand {
    private static final Map<String, Function<Console, BaseCommand>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("import", GraphImportCommand::new);
        COMMANDS.put("export", GraphExportCommand::new);
        COMMANDS.put("query", GraphQueryCommand::new);
        COMMANDS.put("stats", GraphStatsCommand::new);
        COMMANDS.put("schema", GraphSchemaCommand::new);
        COMMANDS.put("index", GraphIndexCommand::new);
        COMMANDS.put("constraint", GraphConstraintCommand::new);
        COMMANDS.put("fork", GraphForkCommand::new);
        COMMANDS.put("drop", GraphDropCommand::new);
        COMMANDS.put("diff", GraphDiffCommand::new);
        COMMANDS.put("promote", GraphPromoteCommand::new);
        COMMANDS.put("reset", GraphResetCommand::new);
    }

    /// For the command line.
    public GraphCommand(Console console) {
        super(console);
    }

    @Override
    public void addSubcommands(CommandLine line) {
        COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.apply(console())));
    }

    @Override
    ExitCode run(Output out) {
        throw new ParameterException(spec().commandLine(), "which command about graphs? See 'coppice graph --help'");
    }
}

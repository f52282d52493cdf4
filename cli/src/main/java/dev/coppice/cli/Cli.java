package dev.coppice.cli;

import dev.coppice.cli.command.ArchiveCommand;
import dev.coppice.cli.command.ArchivesCommand;
import dev.coppice.cli.command.BackupCommand;
import dev.coppice.cli.command.BaseCommand;
import dev.coppice.cli.command.CheckCommand;
import dev.coppice.cli.command.CompactCommand;
import dev.coppice.cli.command.CompletionCommand;
import dev.coppice.cli.command.CoppiceCommand;
import dev.coppice.cli.command.CountCommand;
import dev.coppice.cli.command.DeleteCommand;
import dev.coppice.cli.command.DiffCommand;
import dev.coppice.cli.command.DropCommand;
import dev.coppice.cli.command.ExportCommand;
import dev.coppice.cli.command.ForkCommand;
import dev.coppice.cli.command.ForksCommand;
import dev.coppice.cli.command.GetCommand;
import dev.coppice.cli.command.GraphCommand;
import dev.coppice.cli.command.HelpCommand;
import dev.coppice.cli.command.ImportCommand;
import dev.coppice.cli.command.InspectCommand;
import dev.coppice.cli.command.PromoteCommand;
import dev.coppice.cli.command.PutCommand;
import dev.coppice.cli.command.RebaseCommand;
import dev.coppice.cli.command.ResetCommand;
import dev.coppice.cli.command.RestoreCommand;
import dev.coppice.cli.command.ScanCommand;
import dev.coppice.cli.command.SnapshotCommand;
import dev.coppice.cli.command.StatsCommand;
import dev.coppice.cli.command.TablesCommand;
import dev.coppice.cli.command.TourCommand;
import dev.coppice.cli.command.TourWorkerCommand;
import dev.coppice.cli.command.WarmUpCommand;
import dev.coppice.cli.terminal.BrokenPipe;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Warnings;
import dev.coppice.graph.GraphException;
import dev.coppice.store.StoreException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Runs one command on a console and returns its exit code; never ends the process. Every error becomes one line on
/// standard error that begins with `coppice: ` and says what to do; with `--debug` its stack trace follows. So does, as
/// `coppice: warning: `, what the store warns of without failing.
public final class Cli {
    /// What Java reads a byte as that it cannot decode. A key with it would be another one than the user wrote.
    private static final char UNREADABLE = '\uFFFD';

    private static final Set<String> NEEDS_ALL = Set.of("completion", "help");

    private final Console console;

    /// A command line on a console.
    public Cli(Console console) {
        this.console = console;
    }

    /// Runs a command.
    ///
    /// @param words the words after `coppice`
    /// @return the exit code, see [ExitCode]
    public int run(String... words) {
        for (String word : words) {
            if (word.indexOf(UNREADABLE) >= 0) {
                return report(
                        "'" + word + "' has bytes that are no text in the encoding of the locale; write a key with"
                                + " --key-hex and a value with --hex or --file, or set LC_ALL=C.UTF-8",
                        ExitCode.INVALID);
            }
        }
        // Making the model of a command costs milliseconds, and most runs need one of them: only help, completion and a
        // word that is no command look at all.
        String first = words.length == 0 ? "" : words[0];
        boolean alone = first.equals("--version") || (commands().containsKey(first) && !NEEDS_ALL.contains(first));
        CommandLine line = build(alone ? first::equals : _ -> true);
        int code = line.execute(words);
        ParseResult parsed = line.getParseResult();
        while (parsed != null && parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        boolean debug = parsed != null && isDebug(parsed.commandSpec().commandLine());
        // Who has just been told of the damage need not be warned of it.
        if (!debug && (code == ExitCode.CORRUPT.number() || code == ExitCode.UNSOUND.number())) {
            Warnings.forget();
        } else {
            Warnings.print(console.err(), debug);
        }
        return code;
    }

    /// All commands, for those who want to look at them.
    CommandLine build() {
        return build(_ -> true);
    }

    /// Every command by its name, in the order in which help lists them.
    private Map<String, Supplier<BaseCommand>> commands() {
        Map<String, Supplier<BaseCommand>> commands = new LinkedHashMap<>();
        commands.put("import", () -> new ImportCommand(console));
        commands.put("export", () -> new ExportCommand(console));
        commands.put("get", () -> new GetCommand(console));
        commands.put("put", () -> new PutCommand(console));
        commands.put("delete", () -> new DeleteCommand(console));
        commands.put("scan", () -> new ScanCommand(console));
        commands.put("count", () -> new CountCommand(console));
        commands.put("tables", () -> new TablesCommand(console));
        commands.put("fork", () -> new ForkCommand(console));
        commands.put("forks", () -> new ForksCommand(console));
        commands.put("drop", () -> new DropCommand(console));
        commands.put("diff", () -> new DiffCommand(console));
        commands.put("promote", () -> new PromoteCommand(console));
        commands.put("rebase", () -> new RebaseCommand(console));
        commands.put("reset", () -> new ResetCommand(console));
        commands.put("snapshot", () -> new SnapshotCommand(console));
        commands.put("archive", () -> new ArchiveCommand(console));
        commands.put("archives", () -> new ArchivesCommand(console));
        commands.put("restore", () -> new RestoreCommand(console));
        commands.put("backup", () -> new BackupCommand(console));
        commands.put("graph", () -> new GraphCommand(console));
        commands.put("stats", () -> new StatsCommand(console));
        commands.put("check", () -> new CheckCommand(console));
        commands.put("inspect", () -> new InspectCommand(console));
        commands.put("compact", () -> new CompactCommand(console));
        commands.put("tour", () -> new TourCommand(console, Cli::runOn));
        commands.put("tour-worker", () -> new TourWorkerCommand(console));
        commands.put("warm-up", () -> new WarmUpCommand(console, Cli::runOn));
        commands.put("completion", () -> new CompletionCommand(console));
        commands.put("help", () -> new HelpCommand(console));
        return commands;
    }

    private static int runOn(Console console, String... words) {
        return new Cli(console).run(words);
    }

    private CommandLine build(Predicate<String> wanted) {
        CommandLine line = new CommandLine(new CoppiceCommand());
        commands().forEach((name, command) -> {
            if (wanted.test(name)) {
                BaseCommand made = command.get();
                line.addSubcommand(name, made);
                made.addSubcommands(line.getSubcommands().get(name));
            }
        });
        PrintWriter out = new PrintWriter(console.out(), true, StandardCharsets.UTF_8);
        return line.setExpandAtFiles(false) // a value may begin with @
                .setOut(out)
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(110)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler((error, _) -> misused(error))
                .setExecutionExceptionHandler((error, command, _) -> failed(error, command));
    }

    private int misused(ParameterException error) {
        // The store and the arguments' own types check a word while it is read; picocli wraps what they throw.
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException refused) {
                return report(refused.getMessage(), ExitCode.of(refused));
            }
        }
        CommandLine command = error.getCommandLine();
        boolean outermost = command.getParent() == null;
        String reason = error instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched, command)
                : error.getMessage();
        if (outermost) {
            return report(reason, ExitCode.USAGE);
        }
        String name = command.getCommandSpec().qualifiedName().substring("coppice ".length());
        return report(reason + "\nTry 'coppice help " + name + "'.", ExitCode.USAGE);
    }

    private static String unmatched(UnmatchedArgumentException error, CommandLine command) {
        boolean outermost = command.getParent() == null;
        String word = error.getUnmatched().getFirst();
        List<String> similar = error.getSuggestions();
        String suggestion = similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
        if (outermost) {
            return "there is no " + (error.isUnknownOption() ? "option" : "command") + " '" + word + "'" + suggestion
                    + (suggestion.isEmpty() ? "; see 'coppice --help'" : " See 'coppice --help'");
        }
        if (error.isUnknownOption()) {
            return "there is no option '" + word + "'"
                    + (suggestion.isEmpty() ? "; write -- before a key or value that begins with a dash" : suggestion);
        }
        if (!command.getSubcommands().isEmpty()) {
            return "there is no command '" + command.getCommandName() + " " + word + "'" + suggestion;
        }
        return "'" + word + "' is a word too many; quote a key or value that has spaces";
    }

    private int failed(Exception error, CommandLine command) {
        if (error instanceof ParameterException misuse) {
            return misused(misuse);
        }
        int code = switch (error) {
            case BrokenPipe _ -> ExitCode.BROKEN_PIPE.number();
            case StoreException refused -> report(refused.getMessage(), ExitCode.of(refused));
            case GraphException refused -> report(refused.getMessage(), ExitCode.of(refused));
            case Failure failure -> report(failure.getMessage(), failure.exitCode());
            default ->
                report(
                        "this is a defect: " + error
                                + (isDebug(command) ? "" : "; run again with --debug and report it"),
                        ExitCode.DEFECT);
        };
        if (isDebug(command)) {
            error.printStackTrace(console.err());
        }
        return code;
    }

    private int report(String message, ExitCode code) {
        console.err().println("coppice: " + Escape.controls(message));
        console.err().flush();
        return code.number();
    }

    private static boolean isDebug(CommandLine command) {
        return command.getCommand() instanceof BaseCommand base && base.isDebug();
    }
}

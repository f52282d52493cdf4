package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import picocli.CommandLine.Option;

/// A command that answers about a database: for people, or with `--json` for programs, one object to a line.
abstract class DatabaseCommand extends BaseCommand {
    @Option(names = "--json", description = "Print JSON, one object to a line.")
    private boolean json;

    DatabaseCommand(Console console) {
        super(console);
    }

    final boolean isJson() {
        return json;
    }
}

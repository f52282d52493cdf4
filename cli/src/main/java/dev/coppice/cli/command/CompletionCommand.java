package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice completion`.
@Command(
        name = "completion",
        description = "Print a script that teaches a shell to complete coppice's words.",
        footer = {
            "",
            "Examples:",
            "  source <(coppice completion bash)",
            "  coppice completion zsh > ~/.coppice-completion && echo 'source ~/.coppice-completion' >> ~/.zshrc"
        })
public final class CompletionCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell;

    /// For the command line.
    public CompletionCommand(Console console) {
        super(console);
    }

    private enum Shell {
        bash,
        zsh
    }

    @Override
    ExitCode run(Output out) {
        if (shell == Shell.zsh) {
            // The script is for bash; zsh runs it once it has loaded its own emulation.
            out.line("autoload -U +X compinit && compinit; autoload -U +X bashcompinit && bashcompinit");
        }
        out.bytes(CompletionScript.of(spec().root().commandLine()).getBytes(StandardCharsets.UTF_8));
        return ExitCode.OK;
    }
}

package dev.coppice.cli;

import dev.coppice.cli.terminal.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Runs the real program in this process, with streams in memory.
public final class TestCli {
    private byte[] input = new byte[0];
    private boolean terminal;
    private Map<String, String> environment = Map.of();
    private OutputStream output;

    /// What a command did.
    ///
    /// @param code its exit code
    /// @param bytes what it wrote to standard output
    /// @param err what it wrote to standard error
    @SuppressWarnings("ArrayRecordComponent")
    public record Result(int code, byte[] bytes, String err) {
        public String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public TestCli withInput(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    public TestCli withInput(byte[] bytes) {
        input = bytes;
        return this;
    }

    public TestCli onTerminal() {
        terminal = true;
        return this;
    }

    public TestCli withEnvironment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    public TestCli withOutput(OutputStream stream) {
        output = stream;
        return this;
    }

    public Result run(Object... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        String[] strings = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            strings[i] = words[i].toString();
        }
        Console console = new Console(
                new ByteArrayInputStream(input),
                output == null ? out : output,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                terminal,
                environment::get,
                System::nanoTime);
        int code = new Cli(console).run(strings);
        return new Result(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /// Runs a command that must succeed and say nothing on standard error.
    public static String ok(Object... words) {
        Result result = new TestCli().run(words);
        if (result.code != 0 || !result.err.isEmpty()) {
            throw new AssertionError(String.join(
                            " ",
                            java.util.Arrays.stream(words).map(Object::toString).toList()) + " ended with "
                    + result.code + ": " + result.err);
        }
        return result.out();
    }
}

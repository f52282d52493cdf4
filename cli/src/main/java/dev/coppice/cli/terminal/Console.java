package dev.coppice.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Where a command runs: its three streams, whether they are terminals, its environment, and its clock. Handing it in
/// keeps every command free of `System`, so that a test runs the real program and reads what it printed.
///
/// @param in standard input
/// @param out standard output, unbuffered: a failed write is reported and not swallowed
/// @param err standard error
/// @param outIsTerminal whether a person reads standard output
/// @param errIsTerminal whether a person reads standard error
/// @param environment the value of an environment variable, or null
/// @param nanoTime a clock for measuring, in nanoseconds from any origin
public record Console(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        UnaryOperator<String> environment,
        LongSupplier nanoTime) {

    /// The console of this process.
    public static Console ofProcess() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isTerminal(1),
                isTerminal(2),
                System::getenv,
                System::nanoTime);
    }

    /// The same console with other output, for a command that runs another one and reads what it prints.
    public Console withOutput(OutputStream other) {
        return new Console(in, other, err, false, errIsTerminal, environment, nanoTime);
    }

    // The JDK tells only whether input and output are both terminals; where the system shows its descriptors as links,
    // each can be asked by itself, so that `coppice export … > file` still shows its progress.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
        try {
            if (Files.isSymbolicLink(link)) {
                String device = Files.readSymbolicLink(link).toString();
                return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
            }
        } catch (IOException e) {
            return false;
        }
        return System.console().isTerminal();
    }
}

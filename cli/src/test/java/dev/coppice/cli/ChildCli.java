package dev.coppice.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the real program in a process of its own, for what cannot be seen from inside: kills, pipes, two processes.
final class ChildCli {
    private static final String MAIN = "dev.coppice.cli.Main";

    private ChildCli() {}

    /// The words that start the program as this process runs: the same Java, the same modules or class path.
    static List<String> command(Object... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Cli.class.getModule().isNamed() && System.getProperty("jdk.module.path") != null) {
            command.addAll(List.of("-p", System.getProperty("jdk.module.path"), "-m", "coppice.cli/" + MAIN));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        }
        for (Object word : words) {
            command.add(word.toString());
        }
        return command;
    }

    /// The words that start the program with all of its jars on the class path, as many programs have them.
    static List<String> commandOnClassPath(Object... words) {
        String modules = System.getProperty("jdk.module.path", "");
        List<String> command = new ArrayList<>(command(words));
        int options = command.indexOf(modules.isEmpty() ? "-cp" : "-p");
        command.subList(options, command.size() - words.length).clear();
        command.addAll(
                options, List.of("-cp", modules + File.pathSeparator + System.getProperty("java.class.path"), MAIN));
        return command;
    }

    /// Starts it, with pipes for its streams.
    static Process start(Object... words) throws IOException {
        return new ProcessBuilder(command(words)).start();
    }

    /// What is left in a stream, to its end.
    static String read(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}

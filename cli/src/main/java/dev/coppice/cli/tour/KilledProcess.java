package dev.coppice.cli.tour;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A second process of this program, which is killed while it works.
///
/// @param acknowledged the number of the last commit that it reported before it died
/// @param exitCode what the system reported of its end: 137 on Unix for one that was killed
record KilledProcess(int acknowledged, int exitCode) {
    private static final String MAIN = "dev.coppice.cli.Main";
    private static final String MODULE = "coppice.cli";

    /// Starts the worker, lets it acknowledge some commits, and kills it: SIGKILL, so that it can write no more.
    ///
    /// @param commits how many commits to wait for
    static KilledProcess run(Path database, int commits) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command("tour-worker", database.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int acknowledged = 0;
            boolean killed = false;
            // After the kill the pipe still holds what was acknowledged before it.
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                acknowledged = Integer.parseInt(line);
                if (!killed && acknowledged >= commits) {
                    process.toHandle().destroyForcibly(); // Process would close the pipe as well
                    killed = true;
                }
            }
            return new KilledProcess(acknowledged, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    /// The command line of this program in another process: the same Java, the same modules or class path.
    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        if (KilledProcess.class.getModule().isNamed() && System.getProperty("jdk.module.path") != null) {
            command.addAll(List.of("-p", System.getProperty("jdk.module.path"), "-m", MODULE + "/" + MAIN));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        }
        command.addAll(List.of(words));
        return command;
    }
}

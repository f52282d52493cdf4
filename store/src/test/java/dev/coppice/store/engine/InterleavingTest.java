package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.load.ChildProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The interleavings of what takes no lock, or hands one on: of group commits, pins and page mappings. Every result
/// must be that of some order of the operations, one after the other.
///
/// They are explored in another process, because that changes every class that is loaded: it would take twice as long
/// in this one, and all later tests would run the changed classes.
class InterleavingTest {
    /// Lincheck changes the classes that it explores while they are loaded.
    private static final List<String> AGENT = List.of(
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            "--sun-misc-unsafe-memory-access=allow");

    private static void explore(int scenarios, int interleavings, String... options) throws Exception {
        List<String> allOptions = new ArrayList<>(AGENT);
        allOptions.addAll(List.of(options));
        try (ChildProcess child = ChildProcess.startWithOwnClassPath(
                allOptions, Interleavings.class, Integer.toString(scenarios), Integer.toString(interleavings))) {
            int code = child.awaitEnd();
            assertThat(code).as(String.join("\n", child.lines())).isZero();
            assertThat(child.lines()).contains("explored Versions", "explored Readers", "explored Commits");
        }
    }

    @Test
    void all_someInterleavings_giveResultsOfSomeOrder() throws Exception {
        // So short a run would spend half of its time in the optimizing compiler.
        explore(6, 250, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    @Test
    @Tag("long")
    void all_manyInterleavings_giveResultsOfSomeOrder() throws Exception {
        explore(100, 5_000);
    }
}

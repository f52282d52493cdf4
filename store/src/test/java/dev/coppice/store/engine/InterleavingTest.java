package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.load.ChildProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The interleavings of what takes no lock, or hands one on: of group commits, waits, pins, page
/// mappings and cached pages. Every result
/// must be that of some order of the operations, one after the other.
///
/// They are explored in another process, because that changes every class that is loaded: it would take twice as long
/// in this one, and all later tests would run the changed classes.
class InterleavingTest {
    private static void explore(int scenarios, int interleavings, String... options) throws Exception {
        List<String> allOptions = new ArrayList<>(Interleavings.OPTIONS);
        allOptions.addAll(List.of(options));
        try (ChildProcess child = ChildProcess.startWithOwnClassPath(
                allOptions, Interleavings.class, Integer.toString(scenarios), Integer.toString(interleavings))) {
            int code = child.awaitEnd();
            assertThat(code).as(String.join("\n", child.lines())).isZero();
            assertThat(child.lines())
                    .contains(
                            "explored Versions",
                            "explored Readers",
                            "explored Commits",
                            "explored Waits",
                            "explored OpenTransactions",
                            "explored CachedPages");
        }
    }

    @Test
    void all_someInterleavings_giveResultsOfSomeOrder() throws Exception {
        // So short a run would spend half of its time in the optimizing compiler.
        explore(4, 250, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    @Test
    @Tag("long")
    void all_manyInterleavings_giveResultsOfSomeOrder() throws Exception {
        explore(100, 5_000);
    }
}

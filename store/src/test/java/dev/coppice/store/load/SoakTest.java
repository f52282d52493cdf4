package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hours of everything, in which nothing may grow: memory, mappings, handles, threads, files. The long run takes an
/// hour, or as many seconds as `-Dcoppice.soakSeconds` says.
class SoakTest {
    private static final long MIB = 1 << 20;
    private static final String HEAP = "96m";

    @TempDir
    private Path directory;

    @Test
    void soak_forSeconds_staysWithinBounds() throws Exception {
        soak(6, 1);
    }

    @Tag("long")
    @Test
    void soak_forAnHour_doesNotGrow() throws Exception {
        int seconds = Integer.getInteger("coppice.soakSeconds", 3_600);
        List<Usage> usages = soak(seconds, Math.max(1, seconds / 60.0));
        int third = usages.size() / 3;
        List<Usage> early = usages.subList(third / 2, 3 * third / 2);
        List<Usage> late = usages.subList(usages.size() - third, usages.size());
        requireNoGrowth("heap", early, late, Usage::heap, 4 * MIB);
        requireNoGrowth("direct buffers", early, late, Usage::direct, 2 * MIB);
        requireNoGrowth("mapped files", early, late, Usage::mapped, 8 * MIB);
        requireNoGrowth("file descriptors", early, late, Usage::handles, 20);
        requireNoGrowth("threads", early, late, Usage::threads, 2);
        requireNoGrowth("disk", early, late, Usage::disk, 8 * MIB);
    }

    private List<Usage> soak(double seconds, double every) throws Exception {
        try (ChildProcess child = ChildProcess.start(
                HEAP,
                SoakProcess.class,
                directory.toString(),
                Double.toString(seconds),
                Double.toString(every),
                Long.toString(System.nanoTime()))) {
            assertThat(child.awaitEnd()).as("%s", child.lines()).isZero();
            assertThat(child.lines()).last().asString().startsWith("done ");
            List<Usage> usages = child.lines().stream()
                    .filter(line -> line.startsWith("usage "))
                    .map(line -> Usage.parse(line.substring("usage ".length())))
                    .toList();
            assertThat(usages).hasSizeGreaterThanOrEqualTo(3);
            usages.forEach(usage -> assertThat(isBounded(usage))
                    .as("%s of %s", usage, child.lines())
                    .isTrue());
            return usages;
        }
    }

    /// Some multiple of what the work needs: 12 forks and 6 archives of a few MiB, a write buffer of 1 MiB for each.
    private static boolean isBounded(Usage usage) {
        return usage.heap() < 64 * MIB
                && usage.direct() < 64 * MIB
                && usage.mapped() < 2_048 * MIB
                && usage.handles() < 1_200
                && usage.threads() < 32
                && usage.disk() < 1_024 * MIB;
    }

    /// The most of the last third is not much more than the most of an early one.
    private static void requireNoGrowth(
            String what, List<Usage> early, List<Usage> late, ToLongFunction<Usage> measure, long slack) {
        long before = early.stream().mapToLong(measure).max().orElseThrow();
        long after = late.stream().mapToLong(measure).max().orElseThrow();
        assertThat(after)
                .as("%s: early %s, late %s", what, early, late)
                .isLessThanOrEqualTo(before + before / 4 + slack);
    }
}

package dev.coppice.store.model;

import dev.coppice.store.log.WalCrashTest;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Looks for a bug with all that looks for bugs here, the quickest first: random runs of the log alone, short ones of
/// the whole, then the scripts with a power cut, a kill and a failure at each of their calls, then more random runs.
/// Always the same ones.
public final class Hunt {
    private static final int LOGS = 500;
    private static final int RUNS = 60;
    private static final int OPERATIONS = 400;

    private Hunt() {}

    /// @return the first that fails, null when all is well
    public static String run() {
        return Stream.of(logs(), models(0, 12), killedCloses(), crashes(), kills(), faults(), models(12, RUNS))
                .flatMap(hunts -> hunts)
                .map(Supplier::get)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private static Supplier<String> hunt(String name, Runnable body) {
        return () -> {
            try {
                body.run();
                return null;
            } catch (RuntimeException | Error found) {
                return name + ": " + found.toString().lines().findFirst().orElse("");
            }
        };
    }

    private static Stream<Supplier<String>> logs() {
        return IntStream.range(0, LOGS)
                .mapToObj(seed -> hunt("the log with seed " + seed, () -> WalCrashTest.crashAtRandom(seed)));
    }

    private static Stream<Supplier<String>> models(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(seed -> hunt("the model with seed " + seed, () -> {
                    Driver driver = new Driver(seed, new Driver.Trouble(true, true));
                    driver.run(OPERATIONS);
                    driver.finish();
                }));
    }

    private static Stream<Supplier<String>> killedCloses() {
        return Stream.of(hunt("kills in closing", KilledCloseTest::killAtEachCall));
    }

    private static Stream<Supplier<String>> crashes() {
        return scripts().map(script -> hunt("power cuts in " + script, () -> CrashScriptsTest.crashAtEach(script)));
    }

    private static Stream<Supplier<String>> kills() {
        return scripts()
                .map(script -> hunt("kills in " + script, () -> {
                    int at = 0;
                    for (Call call : CrashScriptsTest.changes(script)) {
                        CrashScriptsTest.kill(script, call, Loss.values()[at++ % Loss.values().length]);
                    }
                }));
    }

    private static Stream<Supplier<String>> faults() {
        return List.of(Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC).stream()
                .flatMap(fault -> scripts()
                        .map(script ->
                                hunt(fault + " in " + script, () -> FaultScriptsTest.failEach(script, fault, false))));
    }

    private static Stream<Script> scripts() {
        return Stream.of(Script.values());
    }
}

package dev.coppice.store.model;

import dev.coppice.store.log.WalCrashTest;
import dev.coppice.store.sim.Fault;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Looks for a bug with all that looks for bugs here, the quickest first: random runs of the log alone, short ones of
/// the whole, then the scripts with a power cut, a kill and a failure at each of their calls, then more random runs.
/// Always the same ones.
public final class Hunt {
    private static final int LOGS = 500;
    private static final int RUNS = 60;
    private static final int OPERATIONS = 400;

    private final String name;
    private final Runnable body;

    private Hunt(String name, Runnable body) {
        this.name = name;
        this.body = body;
    }

    /// Hunts until something is found.
    ///
    /// @param first the name of the hunt to begin with; all come in their order after it, or without it when null
    /// @return the first that fails, and how; null when all is well
    public static String run(String first) {
        return Stream.concat(all().filter(hunt -> hunt.name.equals(first)), all())
                .map(Hunt::find)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private Optional<String> find() {
        try {
            body.run();
            return Optional.empty();
        } catch (RuntimeException | Error found) {
            return Optional.of(
                    name + ": " + found.toString().lines().findFirst().orElse(""));
        }
    }

    private static Stream<Hunt> all() {
        return Stream.of(
                        logs(),
                        models(0, 12),
                        killedCloses(),
                        crashes(),
                        kills(),
                        faults(),
                        models(12, RUNS),
                        crashesOfEachKind())
                .flatMap(hunts -> hunts);
    }

    private static Stream<Hunt> logs() {
        return IntStream.range(0, LOGS)
                .mapToObj(seed -> new Hunt("the log with seed " + seed, () -> WalCrashTest.crashAtRandom(seed)));
    }

    private static Stream<Hunt> models(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(seed -> new Hunt("the model with seed " + seed, () -> {
                    Driver driver = new Driver(seed, new Driver.Trouble(true, true));
                    driver.run(OPERATIONS);
                    driver.finish();
                }));
    }

    private static Stream<Hunt> killedCloses() {
        return Stream.of(new Hunt("kills in closing", KilledCloseTest::killAtEachCall));
    }

    private static Stream<Hunt> crashes() {
        return scripts().map(script -> new Hunt("power cuts in " + script, () -> CrashScriptsTest.crashAtEach(script)));
    }

    private static Stream<Hunt> crashesOfEachKind() {
        return scripts()
                .map(script -> new Hunt(
                        "power cuts of each kind in " + script,
                        () -> CrashScriptsTest.crashAtEachWithEachLoss(script)));
    }

    private static Stream<Hunt> kills() {
        return scripts().map(script -> new Hunt("kills in " + script, () -> CrashScriptsTest.killAtEach(script)));
    }

    private static Stream<Hunt> faults() {
        return Stream.of(Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC)
                .flatMap(fault -> scripts()
                        .map(script -> new Hunt(
                                fault + " in " + script, () -> FaultScriptsTest.failEach(script, fault, false))));
    }

    private static Stream<Script> scripts() {
        return Stream.of(Script.values());
    }
}

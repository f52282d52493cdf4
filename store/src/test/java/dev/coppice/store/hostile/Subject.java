package dev.coppice.store.hostile;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.golden.Image;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A database of which damaged copies are judged, and the failures so far.
final class Subject {
    private static final System.Logger LOGGER = System.getLogger(Subject.class.getName());
    private static final int FAILURES_SHOWN = Integer.getInteger("coppice.failuresShown", 10);

    private final String name;
    private final Trial trial;
    private final List<AssertionError> failures = new ArrayList<>();

    /// @param name what is damaged, for messages
    /// @param options to open it with
    /// @param permitted what may be read, see [Trial]
    Subject(String name, DatabaseOptions options, List<Map<String, List<String>>> permitted) {
        this.name = name;
        trial = new Trial(options, permitted);
    }

    /// Reads a damaged copy, once without writing and once as a writer.
    void tryDamage(String damage, Image image) {
        read(damage, image.machine(), true);
        recover(damage, image.machine());
    }

    /// Reads a damaged copy without writing.
    void read(String damage, SimulatedHost machine, boolean check) {
        collect(damage, () -> trial.read(machine, check));
    }

    /// Opens a damaged copy for writing, and again what that leaves.
    void recover(String damage, SimulatedHost machine) {
        collect("recovery, " + damage, () -> trial.recover(machine));
    }

    private void collect(String damage, Runnable run) {
        try {
            run.run();
        } catch (RuntimeException | Error e) {
            failures.add(new AssertionError(name + ", " + damage + ": " + e, e));
        }
    }

    /// Fails when anything did.
    void report() {
        LOGGER.log(
                System.Logger.Level.INFO,
                "{0}: {1} damages reported, {2} without effect",
                name,
                trial.detected(),
                trial.harmless());
        if (!failures.isEmpty()) {
            String few = failures.stream()
                    .limit(FAILURES_SHOWN)
                    .map(Throwable::getMessage)
                    .collect(Collectors.joining("\n  "));
            throw new AssertionError(failures.size() + " failures:\n  " + few, failures.getFirst());
        }
        if (trial.detected() == 0) {
            throw new AssertionError("nothing was reported");
        }
    }
}

package dev.coppice.bench;

import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.report.Report;
import dev.coppice.bench.report.Section;
import dev.coppice.bench.workload.Group;
import dev.coppice.bench.workload.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Runs a [Plan]: round after round, group after group, engine after engine, each step in a child process. Engines take
/// turns within a group, so that a slow minute of the machine meets all of them. A child that fails costs its own
/// figures and no others.
final class Runner {
    private static final String LOAD = "load";

    private final Plan plan;
    private final Benchmark benchmark;
    private final PrintWriter progress;
    private final Listener listener;
    private final List<Section> sections = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Runner(Plan plan, Benchmark benchmark, PrintWriter progress, Listener listener) {
        this.plan = plan;
        this.benchmark = benchmark;
        this.progress = progress;
        this.listener = listener;
    }

    /// Is told of what there is before the end.
    @FunctionalInterface
    interface Listener {
        /// A group of workloads was measured with all engines.
        ///
        /// @param sections all that was measured until now
        /// @param failures all that failed until now
        void groupMeasured(List<Section> sections, List<String> failures) throws IOException;
    }

    /// What failed, one line each, in order; empty if all that was planned was measured.
    List<String> failures() {
        return List.copyOf(failures);
    }

    /// Carries out the plan.
    List<Section> run() throws IOException, InterruptedException {
        try {
            runAll();
            return List.copyOf(sections);
        } finally {
            Directories.delete(plan.directory());
        }
    }

    private void runAll() throws IOException, InterruptedException {
        for (Section section : benchmark.sections()) {
            sections.add(section);
            progress.println(section.title());
            for (int round = 1; round <= plan.rounds(); round++) {
                progress.printf("round %d of %d%n", round, plan.rounds());
                Directories.delete(plan.directory());
                benchmark.prepare(plan, section);
                runRound(section);
            }
        }
    }

    private void runRound(Section section) throws IOException, InterruptedException {
        for (Group<?> group : benchmark.groups()) {
            if (!isWanted(group)) {
                continue;
            }
            for (String engine : enginesOf(group)) {
                for (Step<?> step : group.steps()) {
                    runStep(section, engine, step);
                }
            }
            listener.groupMeasured(List.copyOf(sections), failures());
        }
    }

    private boolean isWanted(Group<?> group) {
        boolean needed = group.id().equals(LOAD)
                && benchmark.groups().stream()
                        .filter(other -> other.scope() != Group.Scope.DISK)
                        .anyMatch(other -> plan.groups().contains(other.id()));
        return needed || plan.groups().contains(group.id());
    }

    private List<String> enginesOf(Group<?> group) {
        return switch (group.scope()) {
            case DISK -> List.of(Report.DISK);
            case ALL ->
                plan.engines().stream()
                        .filter(engine -> !group.lacking().contains(engine))
                        .toList();
            case COPPICE ->
                plan.engines().stream().filter(BenchCommand.SUBJECT::equals).toList();
        };
    }

    private void runStep(Section section, String engine, Step<?> step) throws IOException, InterruptedException {
        ChildProcess child = benchmark.start(plan, section, engine, step);
        long start = System.nanoTime();
        String outcome = "";
        try {
            switch (step.ending()) {
                case EXITS -> child.awaitExit();
                case KILLED -> child.killOnceAcknowledged(plan.pace().acknowledgedBeforeKill());
            }
        } catch (IOException failure) {
            outcome = " FAILED: " + failure.getMessage();
            String reason =
                    failure.getMessage().lines().limit(2).map(String::strip).collect(Collectors.joining(" "));
            failures.add("**%s failed in %s**: %s".formatted(engine, step.id(), reason));
        }
        child.figures().forEach((figure, value) -> section.results().add(engine, figure, value));
        double seconds = (System.nanoTime() - start) / 1e9;
        progress.printf(Locale.ROOT, "  %-16s %-10s %7.1f s%s%n", step.id(), engine, seconds, outcome);
        progress.flush();
    }
}

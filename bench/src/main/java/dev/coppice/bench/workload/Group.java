package dev.coppice.bench.workload;

import dev.coppice.bench.report.Figure;
import java.util.List;
import java.util.Set;

/// Steps that belong together and that a user selects together.
///
/// @param <T> what the workloads are given
/// @param id the name on the command line
/// @param scope which engines it is for
/// @param lacking the ids of engines that have nothing to do it with
/// @param steps what is done, in order
public record Group<T extends Turn>(String id, Scope scope, Set<String> lacking, List<Step<T>> steps) {
    /// Whom a group is for.
    public enum Scope {
        /// The disk itself, without an engine.
        DISK,
        /// Each engine.
        ALL,
        /// Coppice alone: the others have nothing to compare.
        COPPICE
    }

    /// A group for all engines of a scope.
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends Turn> Group<T> of(String id, Scope scope, Step<T>... steps) {
        return new Group<>(id, scope, Set.of(), List.of(steps));
    }

    /// The same group, for all engines but these.
    public Group<T> without(String... engines) {
        return new Group<>(id, scope, Set.of(engines), steps);
    }

    /// All that the group reports.
    public List<Figure> figures() {
        return steps.stream()
                .flatMap(step -> step.workloads().stream())
                .flatMap(workload -> workload.figures().stream())
                .toList();
    }
}

package dev.coppice.bench.workload;

import dev.coppice.bench.report.Figure;
import java.util.List;

/// Steps that belong together and that a user selects together.
///
/// @param id the name on the command line
/// @param scope which engines it is for
/// @param steps what is done, in order
public record Group(String id, Scope scope, List<Step> steps) {
    /// Whom a group is for.
    public enum Scope {
        /// The disk itself, without an engine.
        DISK,
        /// Each engine.
        ALL,
        /// Coppice alone: the others have nothing to compare.
        COPPICE
    }

    /// All that the group reports.
    public List<Figure> figures() {
        return steps.stream()
                .flatMap(step -> step.workloads().stream())
                .flatMap(workload -> workload.figures().stream())
                .toList();
    }
}

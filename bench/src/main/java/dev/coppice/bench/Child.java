package dev.coppice.bench;

import dev.coppice.bench.workload.Assignment;
import dev.coppice.bench.workload.Catalogue;
import dev.coppice.bench.workload.Trial;
import dev.coppice.bench.workload.Workload;
import java.util.List;

/// The program of a child process: runs the workloads of one step and appends each figure to a file as soon as it is
/// known. A process of its own for each engine and step keeps heaps, caches and compiled code apart.
public final class Child {
    private Child() {}

    /// Runs the step that the arguments tell ([Assignment#parse]).
    public static void main(String[] arguments) throws Exception {
        Assignment assignment = Assignment.parse(List.of(arguments));
        FigureFile figures = new FigureFile(assignment.output());
        try (Trial trial = new Trial(assignment, figures::append)) {
            for (Workload<? super Trial> workload :
                    Catalogue.step(assignment.step()).workloads()) {
                workload.run(trial);
            }
        }
    }
}

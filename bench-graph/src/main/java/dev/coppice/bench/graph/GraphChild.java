package dev.coppice.bench.graph;

import dev.coppice.bench.FigureFile;
import dev.coppice.bench.graph.workload.GraphAssignment;
import dev.coppice.bench.graph.workload.GraphCatalogue;
import dev.coppice.bench.graph.workload.GraphTrial;
import dev.coppice.bench.workload.Workload;
import java.util.List;

/// The program of a child process: runs the workloads of one step and appends each figure to a file as soon as it is
/// known.
public final class GraphChild {
    private GraphChild() {}

    /// Runs the step that the arguments tell ([GraphAssignment#parse]).
    public static void main(String[] arguments) throws Exception {
        // Engines leave threads behind that keep a process alive when something fails.
        Thread.currentThread().setUncaughtExceptionHandler((_, failure) -> {
            System.err.print(System.lineSeparator() + "Exception in thread ");
            failure.printStackTrace();
            System.exit(1);
        });
        GraphAssignment assignment = GraphAssignment.parse(List.of(arguments));
        FigureFile figures = new FigureFile(assignment.output());
        try (GraphTrial trial = new GraphTrial(assignment, figures::append)) {
            for (Workload<? super GraphTrial> workload :
                    GraphCatalogue.step(assignment.step()).workloads()) {
                workload.run(trial);
            }
        }
        System.exit(0);
    }
}

package dev.coppice.bench;

import dev.coppice.bench.report.Figure;
import dev.coppice.bench.workload.Assignment;
import dev.coppice.bench.workload.Catalogue;
import dev.coppice.bench.workload.Trial;
import dev.coppice.bench.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The program of a child process: runs the workloads of one step and appends each figure to a file as soon as it is
/// known. A process of its own for each engine and step keeps heaps, caches and compiled code apart.
public final class Child {
    /// Between the id of a figure and its value, in a line of the output.
    static final String SEPARATOR = "\t";

    private Child() {}

    /// Runs the step that the arguments tell ([Assignment#parse]).
    public static void main(String[] arguments) throws Exception {
        Assignment assignment = Assignment.parse(List.of(arguments));
        try (Trial trial = new Trial(assignment, (figure, value) -> append(assignment.output(), figure, value))) {
            for (Workload workload : Catalogue.step(assignment.step()).workloads()) {
                workload.run(trial);
            }
        }
    }

    private static void append(Path output, Figure figure, double value) {
        try {
            Files.writeString(
                    output,
                    figure.id() + SEPARATOR + value + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

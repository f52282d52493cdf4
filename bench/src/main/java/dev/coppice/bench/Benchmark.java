package dev.coppice.bench;

import dev.coppice.bench.report.Section;
import dev.coppice.bench.workload.Group;
import dev.coppice.bench.workload.Step;
import java.io.IOException;
import java.util.List;

/// Something that a [Runner] can run: data, workloads, and how a step is begun.
public interface Benchmark {
    /// The groups of workloads, in the order in which they run.
    List<? extends Group<?>> groups();

    /// The data sets, each with results that are empty yet.
    List<Section> sections();

    /// Makes what all engines need of a data set, before a round.
    default void prepare(Plan plan, Section section) throws IOException {}

    /// Starts one step of one engine with one data set.
    ChildProcess start(Plan plan, Section section, String engine, Step<?> step) throws IOException;
}

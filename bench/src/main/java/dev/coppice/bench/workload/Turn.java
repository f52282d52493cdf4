package dev.coppice.bench.workload;

import dev.coppice.bench.report.Figure;
import java.nio.file.Path;

/// One engine's turn at some workloads: where its files are, and where figures go.
public interface Turn {
    /// How long measurements take.
    Pace pace();

    /// A directory of this engine.
    Path directory(String name);

    /// Reports a figure.
    void report(Figure figure, double value);
}

package dev.coppice.bench.workload;

import dev.coppice.bench.report.Figure;
import java.util.List;

/// Something an engine is made to do, and what is measured of it. The same for every engine; an implementation is a
/// record of parameters, and a catalogue lists them.
///
/// @param <T> what it must be given
public interface Workload<T extends Turn> {
    /// All that [#run] reports.
    List<Figure> figures();

    /// Does it once and reports every figure to `turn`, unless the platform does not know it.
    ///
    /// @throws dev.coppice.bench.data.WrongAnswer when the engine answers wrongly
    void run(T turn) throws Exception;
}

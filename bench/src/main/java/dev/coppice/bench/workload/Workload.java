package dev.coppice.bench.workload;

import dev.coppice.bench.report.Figure;
import java.util.List;

/// Something an engine is made to do, and what is measured of it. The same for every engine; an implementation is a
/// record of parameters, and the [Catalogue] lists them.
public interface Workload {
    /// All that [#run] reports.
    List<Figure> figures();

    /// Does it once and reports every figure to `trial`, unless the platform does not know it.
    ///
    /// @throws dev.coppice.bench.data.WrongAnswer when the engine answers wrongly
    void run(Trial trial) throws Exception;
}

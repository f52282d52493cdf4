package dev.coppice.bench.workload;

import dev.coppice.bench.measure.Memory;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.List;

/// Reports the memory that this process took for all that it ran before.
public record PeakMemory(String id, String title) implements Workload<Turn> {
    private static final double MEBIBYTE = 1 << 20;

    private Figure peak() {
        return Figure.headline(id, title, Unit.MEBIBYTES);
    }

    private Figure mapped() {
        return Figure.detail(id + ".mapped", title + ", of it mapped files at the end", Unit.MEBIBYTES);
    }

    @Override
    public List<Figure> figures() {
        return List.of(peak(), mapped());
    }

    @Override
    public void run(Turn turn) throws Exception {
        turn.report(peak(), Memory.peakBytes() / MEBIBYTE);
        turn.report(mapped(), Memory.mappedFileBytes() / MEBIBYTE);
    }
}

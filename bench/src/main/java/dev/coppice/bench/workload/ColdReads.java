package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.measure.Device;
import dev.coppice.bench.measure.Libc;
import dev.coppice.bench.measure.Limit;
import dev.coppice.bench.measure.Throughput;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads random present keys of the main database after all of it has left the page cache. The number of reads is small
/// beside the number of pages, so that most reads go to the device until the end.
record ColdReads(String id, String title, int threads) implements Workload<Trial> {
    private static final long ENTRIES_PER_WARM_UP_READ = 800;
    private static final long ENTRIES_PER_COUNTED_READ = 200;

    private Figure readsPerGet() {
        return Figure.detail(id + ".reads", title + ", reads of the device for each get", Unit.FACTOR);
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(RateFigures.of(id, title).all());
        figures.add(readsPerGet());
        return List.copyOf(figures);
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        trial.closeEngine();
        Libc.sync();
        Libc.evict(trial.mainDirectory());
        Engine engine = trial.engine(Durability.BUFFERED);
        Throughput throughput = new Throughput(
                threads,
                1,
                Limit.ofOperations(dataset.entries() / ENTRIES_PER_WARM_UP_READ / threads),
                Limit.ofOperations(dataset.entries() / ENTRIES_PER_COUNTED_READ / threads));
        Optional<Device.Counters> before = trial.device().counters();
        Throughput.Outcome outcome = throughput.measure(thread -> new Reader(dataset, engine.session(), true, thread));
        Optional<Device.Counters> after = trial.device().counters();
        RateFigures.of(id, title).report(trial, outcome);
        if (before.isPresent() && after.isPresent()) {
            long gets = dataset.entries() / ENTRIES_PER_WARM_UP_READ + outcome.operations();
            trial.report(readsPerGet(), (double) after.get().since(before.get()).reads() / gets);
        }
        trial.closeEngine();
    }
}

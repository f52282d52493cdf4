package dev.coppice.metrics;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseMetrics;
import dev.coppice.store.Statistics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// The meters of one database; the package page lists them. Timers and counters are registered at once, gauges by
/// [#observe(Database)], because a database must be open to be weighed:
///
/// ```java
/// try (var metrics = new MicrometerMetrics(registry, Tags.of("database", "orders"));
///         var database = Database.open(directory, DatabaseOptions.DEFAULT.withMetrics(metrics))) {
///     metrics.observe(database);
///     ...
/// }
/// ```
///
/// Databases that share a registry need different tags: meters of the same name and tags are one meter, which then adds
/// up what all of them do, and shows the size of the first.
///
/// Thread-safe. A measured event costs what two or three meters of the registry cost.
public final class MicrometerMetrics implements DatabaseMetrics, AutoCloseable {
    /// How old a reading of the statistics may be, unless told otherwise.
    public static final Duration DEFAULT_MAX_AGE = Duration.ofSeconds(30);

    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    private final Timer commit;
    private final Counter transactions;
    private final Counter conflicts;
    private final Counter logged;
    private final Timer checkpoint;
    private final Counter checkpointPages;
    private final Counter checkpointWritten;
    private final Timer compaction;
    private final Counter compactionPages;
    private final Counter compactionWritten;
    private final Timer fork;

    /// Registers timers and counters.
    ///
    /// @param registry where the meters go
    /// @param tags what tells this database's meters from those of others
    public MicrometerMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = registry;
        this.tags = Tags.of(tags);
        commit = timer("coppice.commit", "One group of commits: checked, written, and synced if asked");
        transactions = counter("coppice.commit.transactions", null, "Transactions committed");
        conflicts = counter("coppice.commit.conflicts", null, "Transactions refused because another one had won");
        logged = counter("coppice.commit.log", "bytes", "Commits written to the logs");
        checkpoint = timer("coppice.checkpoint", "One checkpoint of one fork");
        checkpointPages = counter("coppice.checkpoint.pages", null, "Pages that checkpoints wrote");
        checkpointWritten = counter("coppice.checkpoint.written", "bytes", "Pages that checkpoints wrote, in bytes");
        compaction = timer("coppice.compaction", "One compaction of one fork that moved pages");
        compactionPages = counter("coppice.compaction.pages", null, "Pages that compactions moved");
        compactionWritten = counter("coppice.compaction.written", "bytes", "Pages that compactions moved, in bytes");
        fork = timer("coppice.fork", "The creation of one fork, until it is durable");
    }

    /// Registers gauges of an open database, which show readings up to [#DEFAULT_MAX_AGE] old.
    public void observe(Database database) {
        observe(database, DEFAULT_MAX_AGE);
    }

    /// Registers gauges of an open database. A gauge that is asked for while the last reading is too old reads the
    /// statistics of the whole database on the asking thread; that takes time in proportion to the database's pages and
    /// keeps forks and archives from being made meanwhile. After the database is closed the gauges show no number.
    ///
    /// @param maxAge how old a reading may be; zero reads again for every gauge
    public void observe(Database database, Duration maxAge) {
        var readings = new Readings(database, registry.config().clock(), maxAge);
        gauge(
                "coppice.forks",
                null,
                "Forks, primary included",
                readings,
                all -> all.forks().size());
        gauge(
                "coppice.unmerged",
                "bytes",
                "Commits of all forks that no checkpoint has merged yet",
                readings,
                MicrometerMetrics::unmergedBytes);
        gauge("coppice.data", "bytes", "All data files", readings, Statistics::dataFileBytes);
        gauge(
                "coppice.data.reclaimable",
                "bytes",
                "The part of the data files that nothing can reach any more",
                readings,
                Statistics::reclaimableBytes);
        gauge(
                "coppice.log",
                "bytes",
                "All write-ahead logs, manifests and the catalog",
                readings,
                Statistics::logBytes);
        gauge("coppice.term", null, "The term of the writer", readings, Statistics::term);
    }

    private static long unmergedBytes(Statistics statistics) {
        return statistics.forks().stream()
                .mapToLong(Statistics.ForkStatistics::writeBufferBytes)
                .sum();
    }

    @Override
    public void committed(int commits, long bytes, long nanos) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
        transactions.increment(commits);
        logged.increment((double) bytes);
    }

    @Override
    public void conflicted() {
        conflicts.increment();
    }

    @Override
    public void checkpointed(long pages, long bytes, long nanos) {
        checkpoint.record(nanos, TimeUnit.NANOSECONDS);
        checkpointPages.increment((double) pages);
        checkpointWritten.increment((double) bytes);
    }

    @Override
    public void compacted(long pages, long bytes, long nanos) {
        compaction.record(nanos, TimeUnit.NANOSECONDS);
        compactionPages.increment((double) pages);
        compactionWritten.increment((double) bytes);
    }

    @Override
    public void forked(long nanos) {
        fork.record(nanos, TimeUnit.NANOSECONDS);
    }

    /// Removes the meters from the registry, and lets go of the database. Closes neither.
    @Override
    public void close() {
        synchronized (meters) {
            meters.forEach(registry::remove);
            meters.clear();
        }
    }

    private Timer timer(String name, String description) {
        return remember(Timer.builder(name).description(description).tags(tags).register(registry));
    }

    private Counter counter(String name, String unit, String description) {
        return remember(Counter.builder(name)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    // The registry must hold the readings: nobody else does.
    private void gauge(
            String name, String unit, String description, Readings readings, ToDoubleFunction<Statistics> part) {
        remember(Gauge.builder(name, readings, each -> each.read(part))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    private <M extends Meter> M remember(M meter) {
        synchronized (meters) {
            meters.add(meter);
        }
        return meter;
    }
}

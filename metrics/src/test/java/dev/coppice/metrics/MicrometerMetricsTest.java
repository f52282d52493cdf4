package dev.coppice.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.Statistics;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.TransactionOptions;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real database on a real disk, measured with a registry in memory whose clock only the test moves.
class MicrometerMetricsTest {
    private static final Tags ORDERS = Tags.of("database", "orders");
    private static final DatabaseOptions QUIET =
            DatabaseOptions.DEFAULT.withPagesPerFile(16).withBackgroundWork(false);

    @TempDir
    Path directory;

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(Fork fork, int count) {
        Table table = fork.table("t");
        fork.transact(tx -> {
            for (int i = 0; i < count; i++) {
                tx.put(table, bytes("key-%06d".formatted(i)), bytes("x".repeat(100)));
            }
        });
    }

    private double counter(String name) {
        return registry.get(name).tags(ORDERS).counter().count();
    }

    private long times(String name) {
        return registry.get(name).tags(ORDERS).timer().count();
    }

    private double gauge(String name) {
        return registry.get(name).tags(ORDERS).gauge().value();
    }

    @Test
    void example_ofTheGuide_countsWhatItCommits() {
        try (var metrics = new MicrometerMetrics(registry, Tags.of("database", "orders"));
                Database database = Database.open(directory, DatabaseOptions.DEFAULT.withMetrics(metrics))) {
            metrics.observe(database);
            put(database.primary(), 1);

            assertThat(counter("coppice.commit.transactions")).isEqualTo(1);
            assertThat(gauge("coppice.forks")).isEqualTo(1);
        }
    }

    @Test
    void commits_areCountedAndTimed() {
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            put(database.primary(), 1);
            database.primary().transact(TransactionOptions.DEFAULT.with(Durability.BUFFERED), tx -> {
                tx.put(database.primary().table("t"), bytes("k"), bytes("v".repeat(1_000)));
                return null;
            });

            assertThat(counter("coppice.commit.transactions")).isEqualTo(2);
            assertThat(times("coppice.commit")).isEqualTo(2);
            assertThat(counter("coppice.commit.log")).isBetween(1_100.0, 2_000.0);
            assertThat(registry.get("coppice.commit").timer().totalTime(TimeUnit.NANOSECONDS))
                    .isPositive();
            assertThat(counter("coppice.commit.conflicts")).isZero();
        }
    }

    @Test
    void conflict_isCountedAndNotCommitted() {
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            Table table = database.primary().table("t");
            try (Transaction loser = database.primary().begin(Isolation.SNAPSHOT)) {
                loser.put(table, bytes("k"), bytes("lost"));
                database.primary().transact(tx -> tx.put(table, bytes("k"), bytes("won")));

                assertThatThrownBy(loser::commit).isInstanceOf(StoreException.Conflict.class);
            }
            assertThat(counter("coppice.commit.conflicts")).isEqualTo(1);
            assertThat(counter("coppice.commit.transactions")).isEqualTo(1);
        }
    }

    @Test
    void checkpointCompactionAndFork_areCountedAndTimed() {
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            for (int round = 0; round < 4; round++) {
                put(database.primary(), 1_000);
                database.checkpoint();
            }
            long pages = (long) counter("coppice.checkpoint.pages");
            assertThat(times("coppice.checkpoint")).isEqualTo(4);
            assertThat(pages).isGreaterThan(4 * 20);
            assertThat(counter("coppice.checkpoint.written")).isEqualTo(pages * 4_096.0);

            database.primary().fork("a").close();
            assertThat(times("coppice.fork")).isEqualTo(1);
        }
    }

    @Test
    void compaction_isCountedAndTimed() {
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            put(database.primary(), 1_000);
            database.checkpoint();
            leaveFilesNearlyEmpty(database);

            database.compact();

            double pages = counter("coppice.compaction.pages");
            assertThat(times("coppice.compaction")).isEqualTo(1);
            assertThat(pages).isPositive();
            assertThat(counter("coppice.compaction.written")).isEqualTo(pages * 4_096);
        }
    }

    private static void leaveFilesNearlyEmpty(Database database) {
        Table table = database.primary().table("t");
        for (int round = 0; round < 20; round++) {
            int first = round;
            database.primary().transact(tx -> {
                for (int i = first * 10; i < 1_000; i += 200) {
                    tx.put(table, bytes("key-%06d".formatted(i)), bytes("round " + first));
                }
            });
            database.checkpoint();
        }
    }

    @Test
    void gauges_showTheStatistics() {
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            metrics.observe(database);
            put(database.primary(), 1_000);
            database.checkpoint();
            put(database.primary(), 10);
            database.primary().fork("a").close();

            Statistics statistics = database.statistics();
            assertThat(gauge("coppice.forks")).isEqualTo(2);
            assertThat(gauge("coppice.unmerged")).isBetween(1_000.0, 5_000.0);
            assertThat(gauge("coppice.data"))
                    .isEqualTo((double) statistics.dataFileBytes())
                    .isGreaterThan(100_000);
            assertThat(gauge("coppice.data.reclaimable")).isEqualTo((double) statistics.reclaimableBytes());
            assertThat(gauge("coppice.log"))
                    .isEqualTo((double) statistics.logBytes())
                    .isPositive();
            assertThat(gauge("coppice.term")).isEqualTo(1);
        }
    }

    @Test
    void gauges_askedWithinTheMaximumAge_areAnsweredFromOneReading() {
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            metrics.observe(database, Duration.ofSeconds(10));
            put(database.primary(), 1);
            assertThat(gauge("coppice.forks")).isEqualTo(1);
            database.primary().fork("a").close();

            clock.add(9, TimeUnit.SECONDS);
            assertThat(gauge("coppice.forks")).isEqualTo(1);
            clock.add(1, TimeUnit.SECONDS);
            assertThat(gauge("coppice.forks")).isEqualTo(2);

            database.drop("a", DropMode.RESTRICT);
            clock.add(10, TimeUnit.SECONDS);
            assertThat(gauge("coppice.forks")).isEqualTo(1);
        }
    }

    @Test
    void gauges_afterTheDatabaseIsClosed_showNoNumber() {
        try (var metrics = new MicrometerMetrics(registry, ORDERS)) {
            try (Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
                metrics.observe(database);
                assertThat(gauge("coppice.term")).isEqualTo(1);
            }
            clock.add(1, TimeUnit.HOURS);

            assertThat(gauge("coppice.term")).isNaN();
        }
    }

    @Test
    void close_leavesTheRegistryAsItWas() {
        registry.counter("of.another");
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            metrics.observe(database);
            assertThat(registry.getMeters()).hasSize(18);
        }

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsExactly("of.another");
    }

    @Test
    void twoDatabases_withTagsOfTheirOwn_areToldApart() {
        try (var orders = new MicrometerMetrics(registry, ORDERS);
                var invoices = new MicrometerMetrics(registry, Tags.of("database", "invoices"));
                Database first = Database.open(directory.resolve("a"), QUIET.withMetrics(orders));
                Database second = Database.open(directory.resolve("b"), QUIET.withMetrics(invoices))) {
            put(first.primary(), 1);
            put(second.primary(), 1);
            put(second.primary(), 1);

            assertThat(counter("coppice.commit.transactions")).isEqualTo(1);
            assertThat(registry.get("coppice.commit.transactions")
                            .tag("database", "invoices")
                            .counter()
                            .count())
                    .isEqualTo(2);
        }
    }

    /// The table that users read is the list of what is registered: names, kinds and units.
    @Test
    void packagePage_everyRow_isAMeter() throws IOException {
        Pattern row = Pattern.compile("(?m)^/// \\| `([a-z.]+)` +\\| (\\w+) +\\| (\\w*) +\\|");
        List<String> documented = row.matcher(
                        Files.readString(Path.of("src/main/java/dev/coppice/metrics/package-info.java")))
                .results()
                .map(match -> match.group(1) + " " + match.group(2) + " " + match.group(3))
                .toList();
        try (var metrics = new MicrometerMetrics(registry, ORDERS);
                Database database = Database.open(directory, QUIET.withMetrics(metrics))) {
            metrics.observe(database);

            assertThat(registry.getMeters())
                    .extracting(MicrometerMetricsTest::row)
                    .containsExactlyInAnyOrderElementsOf(documented);
        }
    }

    private static String row(Meter meter) {
        Meter.Id id = meter.getId();
        return id.getName() + " " + id.getType().name().toLowerCase(Locale.ROOT) + " "
                + Objects.requireNonNullElse(id.getBaseUnit(), "");
    }
}

package dev.coppice.metrics;

import dev.coppice.store.Database;
import dev.coppice.store.Statistics;
import dev.coppice.store.StoreException;
import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/// The statistics of a database, read again when the last reading is too old: a monitoring system asks for one gauge
/// after the other, and all of them are answered from one reading. A reading that failed is not repeated before its
/// time either. Thread-safe.
final class Readings {
    private static final System.Logger LOGGER = System.getLogger(Readings.class.getName());

    private final Database database;
    private final Clock clock;
    private final long maxAgeNanos;
    private Statistics latest; // null when the reading failed
    private long readAtNanos;
    private boolean isRead;

    /// @param clock tells how old a reading is
    Readings(Database database, Clock clock, Duration maxAge) {
        this.database = database;
        this.clock = clock;
        maxAgeNanos = maxAge.toNanos();
    }

    /// A part of a reading that is not too old; not a number when there is none.
    double read(ToDoubleFunction<Statistics> part) {
        Statistics statistics = statistics();
        return statistics == null ? Double.NaN : part.applyAsDouble(statistics);
    }

    private synchronized Statistics statistics() {
        long now = clock.monotonicTime();
        if (!isRead || now - readAtNanos >= maxAgeNanos) {
            latest = readNow();
            readAtNanos = now;
            isRead = true;
        }
        return latest;
    }

    private Statistics readNow() {
        try {
            return database.statistics();
        } catch (StoreException.Closed closed) {
            return null;
        } catch (StoreException e) {
            LOGGER.log(System.Logger.Level.WARNING, "the statistics of a database cannot be read for its gauges", e);
            return null;
        }
    }
}

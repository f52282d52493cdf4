package dev.coppice.store.hostile;

import com.sun.management.ThreadMXBean;
import dev.coppice.store.CheckReport;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.golden.Listing;
import dev.coppice.store.sim.SimulatedHost;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/// Opens a damaged database, reads all of it, and judges the answers by those of the sound one: what is read must be
/// the same, what is not read must be reported by an error that says so.
final class Trial {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /// For all of a trial, on databases of a few hundred KiB.
    private static final long ALLOCATED_BYTES_MAX = 256L << 20;
    private static final long CPU_NANOS_MAX = 5_000_000_000L;

    private final DatabaseOptions options;
    private final List<Map<String, List<String>>> permitted;
    private long detected;
    private long harmless;

    /// A judge of damaged copies of a database.
    ///
    /// @param options to open it with
    /// @param permitted what may be read: the sound database's content, and where damage cannot be told from an
    ///     interrupted write what was there before that
    Trial(DatabaseOptions options, List<Map<String, List<String>>> permitted) {
        this.options = options;
        this.permitted = permitted;
    }

    /// The content of a database, to be permitted.
    static Map<String, List<String>> contentOf(SimulatedHost machine, DatabaseOptions options) {
        try (Database database = Database.open(machine.host(), options.asReadOnly())) {
            return Listing.tolerant(database, Listing.Detail.CHECKSUMS).sections();
        }
    }

    /// How many damaged databases were reported as such.
    long detected() {
        return detected;
    }

    /// How many damaged databases gave all answers.
    long harmless() {
        return harmless;
    }

    /// Reads all without writing.
    ///
    /// @param check whether to let the database be checked as well
    void read(SimulatedHost machine, boolean check) {
        measured(() -> {
            boolean whole = false;
            try (Database database = Database.open(machine.host(), options.asReadOnly())) {
                whole = judge(database);
                if (check) {
                    CheckReport report = database.check();
                    require(whole || !report.isSound(), "a check finds nothing, and not everything can be read");
                }
            } catch (StoreException e) {
                requireReported(e);
                require(!whole, "a database that can be read is closed or checked with an error");
            }
            count(whole);
        });
    }

    /// Reads all as a writer, which repairs what it may; then again what it has left.
    void recover(SimulatedHost machine) {
        measured(() -> {
            boolean whole = false;
            try (Database database = Database.open(machine.host(), options)) {
                whole = judge(database);
            } catch (StoreException e) {
                requireReported(e);
            }
            count(whole);
            SimulatedHost next = machine.restartOn(machine.disk());
            try (Database database = Database.open(next.host(), options.asReadOnly())) {
                require(judge(database) || !whole, "a database that could be read cannot be read again");
            } catch (StoreException e) {
                requireReported(e);
                require(!whole, "a database that could be read cannot be opened again: " + e.getMessage());
            }
        });
    }

    private void count(boolean whole) {
        if (whole) {
            harmless++;
        } else {
            detected++;
        }
    }

    /// Compares what can be read.
    ///
    /// @return whether that is everything
    private boolean judge(Database database) {
        Listing listing = Listing.tolerant(database, Listing.Detail.CHECKSUMS);
        listing.failures().values().forEach(Trial::requireReported);
        String difference = "";
        for (Map<String, List<String>> content : permitted) {
            difference = difference(content, listing);
            if (difference == null) {
                return listing.failures().isEmpty();
            }
        }
        throw new AssertionError(difference);
    }

    private static String difference(Map<String, List<String>> expected, Listing listing) {
        for (var section : expected.entrySet()) {
            String name = section.getKey();
            List<String> read = listing.sections().get(name);
            boolean isReported = listing.failures().keySet().stream()
                    .anyMatch(failed -> name.equals(failed) || name.startsWith(failed + ", "));
            if (!isReported && read == null) {
                return "nothing is said of " + name;
            }
            if (!isReported && !read.equals(section.getValue())) {
                return name + ": " + firstDifference(section.getValue(), read);
            }
        }
        for (String name : listing.sections().keySet()) {
            if (!expected.containsKey(name)) {
                return "there is no " + name;
            }
        }
        return null;
    }

    private static String firstDifference(List<String> expected, List<String> read) {
        for (int i = 0; i < Math.min(expected.size(), read.size()); i++) {
            if (!expected.get(i).equals(read.get(i))) {
                return "'" + read.get(i) + "' instead of '" + expected.get(i) + "'";
            }
        }
        return read.size() + " lines instead of " + expected.size();
    }

    /// An error that says that files are damaged, missing, or not what they should be.
    private static void requireReported(StoreException e) {
        // The last one when nothing is there but what a database has that has just been created.
        boolean isReport = e instanceof StoreException.Corrupt
                || e instanceof StoreException.NotADatabase
                || (e instanceof StoreException.NotFound && e.getMessage().contains("is still empty"));
        if (!isReport) {
            throw new AssertionError("an error that does not say that the database is damaged: " + e, e);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static void measured(Runnable trial) {
        long id = Thread.currentThread().threadId();
        long allocated = THREADS.getThreadAllocatedBytes(id);
        long nanos = THREADS.getCurrentThreadCpuTime();
        trial.run();
        require(THREADS.getCurrentThreadCpuTime() - nanos < CPU_NANOS_MAX, "it takes too long");
        require(THREADS.getThreadAllocatedBytes(id) - allocated < ALLOCATED_BYTES_MAX, "it takes too much memory");
    }
}

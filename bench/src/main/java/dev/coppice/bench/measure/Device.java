package dev.coppice.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The kernel's counters of the block device that holds a directory. They count what every process does: take the least
/// of several measurements.
public final class Device {
    private static final Path COUNTERS = Path.of("/proc/diskstats");
    private static final int SECTOR_BYTES = 512; // whatever the device's own sectors are

    // Columns of a line of /proc/diskstats, as the kernel documents them.
    private static final int COLUMN_MAJOR = 0;
    private static final int COLUMN_MINOR = 1;
    private static final int COLUMN_READS = 3;
    private static final int COLUMN_SECTORS_READ = 5;
    private static final int COLUMN_SECTORS_WRITTEN = 9;

    private final String major;
    private final String minor;

    private Device(long number) {
        // Linux spreads the parts of a device number over 64 bits.
        this.major = Long.toString(number >>> 8 & 0xFFF | number >>> 32 & 0xFFFF_F000L);
        this.minor = Long.toString(number & 0xFF | number >>> 12 & 0xFFFF_FF00L);
    }

    /// What the device did up to now.
    ///
    /// @param reads read operations that completed
    /// @param bytesRead bytes read
    /// @param bytesWritten bytes written
    public record Counters(long reads, long bytesRead, long bytesWritten) {
        /// What it did since `earlier`.
        public Counters since(Counters earlier) {
            return new Counters(
                    reads - earlier.reads, bytesRead - earlier.bytesRead, bytesWritten - earlier.bytesWritten);
        }
    }

    /// The device of an existing directory.
    public static Device of(Path directory) throws IOException {
        return new Device((long) Files.getAttribute(directory, "unix:dev"));
    }

    /// The counters now; empty if the kernel keeps none for this device, as for a network file system.
    public Optional<Counters> counters() throws IOException {
        if (!Files.isReadable(COUNTERS)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(COUNTERS)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[COLUMN_MAJOR].equals(major) && columns[COLUMN_MINOR].equals(minor))
                    .findFirst()
                    .map(columns -> new Counters(
                            Long.parseLong(columns[COLUMN_READS]),
                            Long.parseLong(columns[COLUMN_SECTORS_READ]) * SECTOR_BYTES,
                            Long.parseLong(columns[COLUMN_SECTORS_WRITTEN]) * SECTOR_BYTES));
        }
    }
}

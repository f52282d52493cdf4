package dev.coppice.store.engine;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.host.Host;
import dev.coppice.store.partition.ManifestLimits;

/// Opens databases whose logs, manifests and catalog go on in new files every few kilobytes, so that short tests see it
/// happen.
public final class SmallLogs {
    private static final LogSizes SIZES = new LogSizes(4 << 10, 1 << 10, new ManifestLimits(512, 2 << 10));

    private SmallLogs() {}

    /// As [Database#open(Host, DatabaseOptions)].
    public static Database open(Host host, DatabaseOptions options) {
        return Databases.open(host, options, SIZES);
    }
}

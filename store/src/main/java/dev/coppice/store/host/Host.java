package dev.coppice.store.host;

import java.nio.file.Path;

/// What the engine may know of the world outside: files, time, randomness and threads. Everything that is not
/// deterministic comes through here and by no other way, so that the real engine runs under a simulated host and any
/// failure can be replayed from its seed.
///
/// @param storage the files of one database
/// @param clock the time
/// @param entropy random numbers
/// @param scheduler background work
public record Host(Storage storage, Clock clock, Entropy entropy, Scheduler scheduler) {
    private static final int BACKGROUND_THREADS = 2;

    /// The real world: a directory, the time of the machine, its entropy, and a few threads. Touches nothing yet; the
    /// directory comes into being with the first file. Whoever uses the host closes its storage and scheduler.
    ///
    /// @param directory where the files are, or will be
    public static Host on(Path directory) {
        return new Host(
                new DirectoryStorage(directory),
                new SystemClock(),
                new SecureEntropy(),
                new ThreadScheduler("coppice " + directory.getFileName(), BACKGROUND_THREADS));
    }
}

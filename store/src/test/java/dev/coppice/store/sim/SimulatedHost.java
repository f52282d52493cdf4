package dev.coppice.store.sim;

import dev.coppice.store.host.Host;
import java.util.SplittableRandom;

/// A whole simulated machine, made from one seed: disk, clock, randomness and background work.
///
/// ```java
/// SimulatedHost machine = SimulatedHost.create(seed);
/// // run the engine on machine.host(), then pull the plug and start again on what is left:
/// machine = machine.crash(Loss.REORDER);
/// ```
///
/// Confined to one thread, as its scheduler is.
public final class SimulatedHost {
    /// 2026-01-01T00:00Z: simulations start at a plausible time, and always at the same.
    private static final long EPOCH_MILLIS = 1_767_225_600_000L;

    private final SplittableRandom seeds;
    private final SimulatedDisk disk;
    private final SimulatedClock clock;
    private final SimulatedScheduler scheduler;
    private final Host host;

    private SimulatedHost(SplittableRandom seeds, SimulatedDisk disk, SimulatedClock clock) {
        this.seeds = seeds;
        this.disk = disk;
        this.clock = clock;
        this.scheduler = new SimulatedScheduler(seeds.nextLong(), clock);
        this.host = new Host(disk, clock, new SeededEntropy(seeds.nextLong()), scheduler);
    }

    /// A machine with an empty disk.
    public static SimulatedHost create(long seed) {
        var seeds = new SplittableRandom(seed);
        return new SimulatedHost(seeds, new SimulatedDisk(seeds.nextLong()), new SimulatedClock(EPOCH_MILLIS));
    }

    /// Cuts the power now (unless a planted cut did so before) and starts the machine again on what survived.
    /// Background work is forgotten, the clock goes on.
    public SimulatedHost crash(Loss loss) {
        return restartOn(disk.crash(seeds.nextLong(), loss));
    }

    /// Ends the process and starts it again on the same machine: nothing is lost yet, but what was not synced still
    /// may be.
    public SimulatedHost killProcess() {
        return restartOn(disk.killProcess());
    }

    /// Starts the machine again on a disk, one of several that a crash could have left for example.
    public SimulatedHost restartOn(SimulatedDisk survivor) {
        return new SimulatedHost(seeds.split(), survivor, clock);
    }

    /// What the engine is given.
    public Host host() {
        return host;
    }

    /// The machine's disk.
    public SimulatedDisk disk() {
        return disk;
    }

    /// The machine's clock.
    public SimulatedClock clock() {
        return clock;
    }

    /// The machine's background work.
    public SimulatedScheduler scheduler() {
        return scheduler;
    }
}

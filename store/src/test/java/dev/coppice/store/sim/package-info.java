/// A simulated world for the engine: a disk that loses, reorders and tears what was not synced, a clock that moves when
/// told to, and background work that runs on the calling thread in an order drawn from a seed.
///
/// Start at [dev.coppice.store.sim.SimulatedHost]. Everything here is deterministic: the same seed and the same calls
/// give the same run, down to [dev.coppice.store.sim.SimulatedDisk#traceHash()]. The guide is `docs/simulation.md`.
package dev.coppice.store.sim;

package dev.coppice.store.host;

/// What the engine may know of the world outside: files, time, randomness and threads. Everything that is not
/// deterministic comes through here and by no other way, so that the real engine runs under a simulated host and any
/// failure can be replayed from its seed.
///
/// @param storage the files of one database
/// @param clock the time
/// @param entropy random numbers
/// @param scheduler background work
public record Host(Storage storage, Clock clock, Entropy entropy, Scheduler scheduler) {}

package dev.coppice.store.sim;

/// The simulated machine has no power: thrown by the call during which it failed and by every later one. An [Error], so
/// that no handler of the engine takes it for something to recover from.
public final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;

    PowerCut(String message) {
        super(message);
    }
}

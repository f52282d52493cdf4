package dev.coppice.store.sim;

/// The simulated process waits for something that nothing left to run can bring about. The message says who waits and
/// what is queued.
public final class Deadlock extends AssertionError {
    private static final long serialVersionUID = 1L;

    Deadlock(String message) {
        super(message);
    }
}

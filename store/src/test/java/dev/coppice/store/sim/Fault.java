package dev.coppice.store.sim;

/// What can befall one call. A fault that cannot happen to the call in question, such as a full disk on a read, has no
/// effect.
public enum Fault {
    /// An input or output error. A failed write has written an arbitrary part of its bytes; any other failed call has
    /// changed nothing.
    EIO("Input/output error"),

    /// No space: befalls calls that need some. A failed write has written an arbitrary part of its bytes.
    ENOSPC("No space left on device"),

    /// A sync fails the way Linux does it: an arbitrary part of the dirty pages was written, the rest is marked clean
    /// all the same. Reads still show them, later syncs succeed and do not write them, and a crash reveals the loss.
    /// Befalls [Operation#SYNC] only.
    LOST_SYNC("Input/output error"),

    /// The power fails during the call: it and every later one throws [PowerCut]. What the call would have changed
    /// counts as done and not synced, so that a crash may show all, some or nothing of it.
    POWER_CUT("the power is cut");

    private final String reason;

    Fault(String reason) {
        this.reason = reason;
    }

    /// What the operating system would say.
    String reason() {
        return reason;
    }

    /// Whether this can happen to a call of the kind.
    public boolean befalls(Operation operation) {
        return switch (this) {
            case EIO, POWER_CUT -> true;
            case ENOSPC -> operation.needsSpace();
            case LOST_SYNC -> operation == Operation.SYNC;
        };
    }
}

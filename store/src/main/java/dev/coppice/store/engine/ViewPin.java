package dev.coppice.store.engine;

import java.util.Objects;

/// Something open that reads a state: as long as it is registered, no file that the state can reach is deleted. A state
/// that is no longer the latest of its fork when it is registered must be kept by something else already.
final class ViewPin {
    /// The description of what the database does by itself.
    static final String INTERNAL = "work of the database's own";
    /// The descriptions of what may still be committed.
    static final String TRANSACTION = "an open transaction";

    static final String LOAD = "an open bulk load";

    private final ForkCore fork;
    private final ForkState state;
    private final StatePointer pointer;
    private final String description;

    ViewPin(ForkCore fork, ForkState state, StatePointer pointer, String description) {
        this.fork = fork;
        this.state = state;
        this.pointer = pointer;
        this.description = description;
    }

    /// The fork whose state it is; null for the state of an archive.
    ForkCore fork() {
        return fork;
    }

    /// The state.
    ForkState state() {
        return state;
    }

    /// The state as what is durable, which is kept as well; null when nobody will need it.
    StatePointer pointer() {
        return pointer;
    }

    /// What it is, for messages.
    String description() {
        return description;
    }

    /// Whether it is no reason to refuse to drop the fork.
    boolean isInternal() {
        return description.equals(INTERNAL);
    }

    /// Whether it may still be committed.
    boolean isWriter() {
        return description.equals(TRANSACTION) || description.equals(LOAD);
    }

    // By content, so that a set of pins has the same order in every run.
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(state.sequence()) + Objects.hashCode(description);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.ForkPreparation;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.View;

/// An unmoving view of one state of a fork or of an archive.
final class SnapshotView extends StateView implements Snapshot {
    private final String forkName;
    private final ViewPin pin;
    private final long now;
    private volatile boolean isClosed;

    SnapshotView(DatabaseCore database, String forkName, ViewPin pin) {
        super(database);
        this.forkName = forkName;
        this.pin = pin;
        now = database.context().now();
    }

    @Override
    ForkState state() {
        if (isClosed) {
            throw new StoreException.Closed("the snapshot is closed");
        }
        database().ensureOpen();
        return pin.state();
    }

    @Override
    ViewPin pin(String description) {
        return database().pin(pin.fork(), state(), description);
    }

    /// What keeps the state.
    ViewPin pin() {
        state();
        return pin;
    }

    @Override
    long now() {
        return now;
    }

    @Override
    public String forkName() {
        return forkName;
    }

    @Override
    public long sequence() {
        return state().sequence();
    }

    @Override
    public Fork fork(String name, ForkOptions options, ForkPreparation preparation) {
        state();
        return database().forkPinned(pin, forkName, name, options, preparation);
    }

    @Override
    public Diff diff(View other, DiffOptions options) {
        return database().diff(this, other, options);
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            database().unpin(pin);
            database().released(pin);
        }
    }
}

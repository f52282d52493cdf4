package dev.coppice.graph.engine;

import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.Pairing;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.View;

/// One state of a graph.
final class SnapshotReads extends GraphReads implements GraphSnapshot {
    private final GraphCore core;
    private final SchemaCache schemas;
    private final Snapshot snapshot;
    private final boolean isShared;
    private volatile SchemaState schema;

    /// A state of a line that is in use.
    SnapshotReads(GraphCore core, Line line, Snapshot snapshot) {
        this(core, line.names(), line.schemas(), snapshot, false);
    }

    /// Any state of the database, such as an archived one.
    SnapshotReads(GraphCore core, Snapshot snapshot) {
        this(core, Names.of(snapshot, core.tables()), snapshot);
    }

    private SnapshotReads(GraphCore core, Names names, Snapshot snapshot) {
        this(core, names, new SchemaCache(core.tables(), names), snapshot, false);
    }

    private SnapshotReads(GraphCore core, Names names, SchemaCache schemas, Snapshot snapshot, boolean isShared) {
        super(core.tables(), names);
        this.core = core;
        this.schemas = schemas;
        this.snapshot = snapshot;
        this.isShared = isShared;
    }

    /// The same state, open as long as this is.
    SnapshotReads shared() {
        return new SnapshotReads(core, names, schemas, snapshot, true);
    }

    /// Whether it is a state of the graph that a core has open.
    boolean isOf(GraphCore other) {
        return core == other;
    }

    @Override
    View view() {
        return snapshot;
    }

    @Override
    void requireOpen() {
        snapshot.sequence();
    }

    @Override
    SchemaState schemaState() {
        requireOpen();
        SchemaState known = schema;
        if (known == null) {
            known = schemas.of(snapshot);
            schema = known;
        }
        return known;
    }

    @Override
    public String forkName() {
        return snapshot.forkName();
    }

    @Override
    public long sequence() {
        return snapshot.sequence();
    }

    @Override
    public GraphFork fork(String name, ForkOptions options) {
        return core.lifecycle().create(name, options, snapshot);
    }

    @Override
    public GraphDiff diff(GraphSnapshot other, Pairing pairing) {
        SnapshotReads before = (SnapshotReads) other;
        if (pairing == Pairing.IDENTITY) {
            return DiffOfStates.ofOneDatabase(before, this);
        }
        boolean isOneDatabase = before.core == core;
        return new PairedDiff(
                isOneDatabase ? DiffOfStates.ofOneDatabase(before, this) : DiffOfStates.ofTwo(before, this), pairing);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    IdLineage lineage() {
        return core.lineage(snapshot);
    }

    @Override
    public void close() {
        walks.close();
        if (!isShared) {
            snapshot.close();
        }
    }
}

package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.id.IdAllocator;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.Schema;
import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Isolation;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// A handle of a line of history.
class ForkHandle implements GraphFork {
    private final GraphCore core;
    private final SharedLine shared;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile SnapshotReads pinned;

    ForkHandle(GraphCore core, SharedLine shared) {
        this.core = core;
        this.shared = shared;
    }

    /// Does something with the line as it is now, and once more when a reset has put another one in its place.
    <R> R on(Function<Line, R> work) {
        while (true) {
            Line line = shared.line();
            if (isClosed.get()) {
                throw new StoreException.Closed("this handle of fork #" + line.id() + " is closed");
            }
            try {
                return work.apply(line);
            } catch (StoreException.Closed e) {
                if (!core.lifecycle().isReplaced(shared, line)) {
                    throw e;
                }
            }
        }
    }

    /// Does something with the line that a pinned handle may not do.
    private <R> R live(Function<Line, R> work) {
        if (pinned != null) {
            throw new GraphException.ReadOnly(
                    "this handle of fork '" + name() + "' is pinned to a state; refresh it first");
        }
        return on(work);
    }

    private void change(Consumer<Line> work) {
        live(line -> {
            work.accept(line);
            return null;
        });
    }

    @Override
    public String name() {
        return on(line -> line.fork().name());
    }

    @Override
    public long id() {
        return shared.line().id();
    }

    @Override
    public GraphSnapshot snapshot() {
        SnapshotReads state = pinned;
        return state != null
                ? state.shared()
                : on(line -> new SnapshotReads(core, line, line.fork().snapshot()));
    }

    @Override
    public GraphTransaction begin(Isolation isolation) {
        return live(line -> new GraphWrites(line, line.fork().begin(isolation), isolation));
    }

    @Override
    public GraphLoader load() {
        return live(GraphLoad::begin);
    }

    @Override
    public <R> R transact(TransactionOptions options, Function<GraphTransaction, R> work) {
        return live(line -> line.fork().transact(options, transaction -> {
            GraphWrites writes = new GraphWrites(line, transaction, options.isolation());
            try {
                R result = work.apply(writes);
                writes.finish();
                return result;
            } finally {
                writes.release();
            }
        }));
    }

    @Override
    public Schema schema() {
        SnapshotReads state = pinned;
        return state != null
                ? state.schema()
                : on(line -> line.schemas().of(line.fork()).toSchema(line.names()));
    }

    @Override
    public Map<String, IndexDefinition> indexes() {
        SnapshotReads state = pinned;
        return state != null
                ? state.schemaState().definitions()
                : on(line -> line.schemas().of(line.fork()).definitions());
    }

    @Override
    public void declare(Name kind, String name) {
        change(line -> {
            line.names().numberOrNew(kind, name);
            line.fork().sync();
        });
    }

    @Override
    public void requireDeclaredNames(boolean isStrict) {
        change(line -> new SchemaChanges(line).change(schema -> schema.strict(isStrict)));
    }

    @Override
    public void createIndex(IndexDefinition definition, LongConsumer progress) {
        change(line -> new IndexBuild(line, new SchemaChanges(line)).create(definition, progress));
    }

    @Override
    public void dropIndex(String name) {
        change(line -> new SchemaChanges(line).dropIndex(name));
    }

    @Override
    public void addConstraint(Constraint constraint) {
        change(line -> new SchemaChanges(line).add(constraint));
    }

    @Override
    public void removeConstraint(Constraint constraint) {
        change(line -> new SchemaChanges(line).change(schema -> schema.without(constraint)));
    }

    @Override
    public GraphFork fork(String name, ForkOptions options) {
        SnapshotReads state = pinned;
        return state != null
                ? state.fork(name, options)
                : on(line -> core.lifecycle().create(name, options, line.fork()));
    }

    @Override
    public ArchiveInfo archive(String name) {
        return live(line -> line.fork().archive(name));
    }

    @Override
    public GraphFork scratch() {
        return live(line -> core.lifecycle().scratch(line));
    }

    @Override
    public GraphPromotionReport promote(GraphPromotion promotion) {
        return live(line -> new Promotions(core, line).promote(promotion));
    }

    @Override
    public GraphPromotionReport preview(GraphPromotion promotion) {
        return live(line -> new Promotions(core, line).preview(promotion));
    }

    @Override
    public void reset(GraphSnapshot state) {
        Snapshot of = state == null ? null : ((SnapshotReads) state).snapshot();
        change(line -> core.lifecycle().reset(shared, of));
    }

    @Override
    public void pin(GraphSnapshot state) {
        if (this == core.primary()) {
            throw new GraphException.Invalid(
                    "this handle of primary is everybody's; pin one that GraphDatabase.fork(\"primary\") has opened");
        }
        SnapshotReads reads = (SnapshotReads) state;
        if (!reads.isOf(core)) {
            throw new GraphException.Invalid("a handle is pinned to a state of its own graph");
        }
        pinned = on(line -> reads);
    }

    @Override
    public void refresh() {
        pinned = null;
    }

    @Override
    public boolean isPinned() {
        return pinned != null;
    }

    @Override
    public IdAllocator ids() {
        return on(Line::ids);
    }

    @Override
    public IdLineage lineage() {
        SnapshotReads state = pinned;
        return state != null ? state.lineage() : on(Line::lineage);
    }

    @Override
    public void close() {
        if (this != core.primary() && isClosed.compareAndSet(false, true)) {
            release(core, shared);
        }
    }

    /// The handle was closed.
    void release(GraphCore ofCore, SharedLine ofShared) {
        ofCore.release(ofShared);
    }
}

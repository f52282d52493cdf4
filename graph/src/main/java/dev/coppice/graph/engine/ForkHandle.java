package dev.coppice.graph.engine;

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
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// A handle of a line of history.
class ForkHandle implements GraphFork {
    private final GraphCore core;
    private final Line line;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    ForkHandle(GraphCore core, Line line) {
        this.core = core;
        this.line = line;
    }

    Line line() {
        if (isClosed.get()) {
            throw new StoreException.Closed("the handle of fork '" + line.fork().name() + "' is closed");
        }
        return line;
    }

    @Override
    public String name() {
        return line.fork().name();
    }

    @Override
    public long id() {
        return line.fork().id();
    }

    @Override
    public GraphSnapshot snapshot() {
        return new SnapshotReads(core, line(), line.fork().snapshot());
    }

    @Override
    public GraphTransaction begin(Isolation isolation) {
        return new GraphWrites(line(), line.fork().begin(isolation));
    }

    @Override
    public GraphLoader load() {
        return GraphLoad.begin(line());
    }

    @Override
    public <R> R transact(TransactionOptions options, Function<GraphTransaction, R> work) {
        return line().fork().transact(options, transaction -> {
            GraphWrites writes = new GraphWrites(line, transaction);
            R result = work.apply(writes);
            writes.finish();
            return result;
        });
    }

    @Override
    public Schema schema() {
        return line().schemas().of(line.fork()).toSchema(line.names());
    }

    @Override
    public Map<String, IndexDefinition> indexes() {
        return line().schemas().of(line.fork()).definitions();
    }

    @Override
    public void declare(Name kind, String name) {
        line().names().numberOrNew(kind, name);
        line.fork().sync();
    }

    @Override
    public void requireDeclaredNames(boolean isStrict) {
        changes().change(schema -> schema.strict(isStrict));
    }

    @Override
    public void createIndex(IndexDefinition definition, LongConsumer progress) {
        new IndexBuild(line(), changes()).create(definition, progress);
    }

    @Override
    public void dropIndex(String name) {
        changes().dropIndex(name);
    }

    @Override
    public void addConstraint(Constraint constraint) {
        changes().add(constraint);
    }

    @Override
    public void removeConstraint(Constraint constraint) {
        changes().change(schema -> schema.without(constraint));
    }

    private SchemaChanges changes() {
        return new SchemaChanges(line());
    }

    @Override
    public GraphFork fork(String name, ForkOptions options) {
        return core.lifecycle().create(name, options, line().fork());
    }

    @Override
    public ArchiveInfo archive(String name) {
        return line().fork().archive(name);
    }

    @Override
    public GraphFork scratch() {
        return core.lifecycle().scratch(line());
    }

    @Override
    public GraphPromotionReport promote(GraphPromotion promotion) {
        return new Promotions(core, line()).promote(promotion);
    }

    @Override
    public GraphPromotionReport preview(GraphPromotion promotion) {
        return new Promotions(core, line()).preview(promotion);
    }

    @Override
    public IdAllocator ids() {
        return line().ids();
    }

    @Override
    public IdLineage lineage() {
        return line().lineage();
    }

    @Override
    public void close() {
        if (this != core.primary() && isClosed.compareAndSet(false, true)) {
            release(core, line);
        }
    }

    /// The handle was closed.
    void release(GraphCore ofCore, Line ofLine) {
        ofCore.release(ofLine);
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.BulkLoader;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.ForkPreparation;
import dev.coppice.store.Isolation;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.TablesLoader;
import dev.coppice.store.Transaction;
import dev.coppice.store.TransactionFunction;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.View;
import java.util.List;
import java.util.function.Consumer;

/// A user's handle of a fork.
final class ForkHandle extends StateView implements Fork {
    private volatile ForkCore core; // null while primary has not been used
    private final boolean counted;
    private volatile boolean isClosed;

    /// @param counted whether the handle keeps the fork from being dropped
    ForkHandle(DatabaseCore database, ForkCore core, boolean counted) {
        super(database);
        this.core = core;
        this.counted = counted;
        if (counted) {
            core.handles().incrementAndGet();
            core.use();
        }
    }

    /// The handle of primary, which lives as long as the database, and works as soon as primary can be read.
    ForkHandle(DatabaseCore database) {
        super(database);
        this.counted = false;
    }

    @Override
    ForkState state() {
        return core().state();
    }

    @Override
    ViewPin pin(String description) {
        return database().pinLatest(core(), description);
    }

    @Override
    long now() {
        return database().context().now();
    }

    /// The fork that the handle leads to now.
    ForkCore core() {
        if (core == null) {
            core = database().primaryCore();
        }
        if (isClosed) {
            throw new StoreException.Closed("the handle of fork '" + core.name() + "' is closed");
        }
        for (ForkCore next = core.successor(); next != null; next = core.successor()) {
            moveTo(next);
        }
        core.ensureOpen();
        return core;
    }

    /// Follows the fork to the place that a rebase has given it.
    private synchronized void moveTo(ForkCore next) {
        if (core.successor() == next) {
            core = next;
        }
    }

    @Override
    public String name() {
        return counted ? core().name() : Fork.PRIMARY;
    }

    @Override
    public long id() {
        return counted ? core().id() : ForkCore.PRIMARY_ID;
    }

    @Override
    public long sequence() {
        return core().state().sequence();
    }

    @Override
    public Table table(TableIdent ident) {
        return registry().handle(ident);
    }

    @Override
    public Transaction begin(Isolation isolation) {
        core().ensureWritable();
        return new TransactionView(database(), core(), isolation);
    }

    @Override
    public <R> R transact(TransactionOptions options, TransactionFunction<R> work) {
        for (int attempt = 1; ; attempt++) {
            try (Transaction transaction = begin(options.isolation())) {
                R result = work.apply(transaction);
                transaction.commit(options.durability());
                return result;
            } catch (StoreException.Conflict conflict) {
                if (attempt >= options.maxAttempts()) {
                    throw conflict;
                }
            }
        }
    }

    @Override
    public BulkLoader load(Table table) {
        core().ensureWritable();
        return new LoadOfOneTable(BulkLoad.begin(database(), core(), List.of(handle(table))));
    }

    @Override
    public TablesLoader load(List<Table> tables) {
        if (tables.isEmpty() || tables.stream().distinct().count() < tables.size()) {
            throw new StoreException.Invalid("a load is of one table or several different ones; name each once");
        }
        core().ensureWritable();
        return new LoadOfTables(
                BulkLoad.begin(
                        database(), core(), tables.stream().map(this::handle).toList()),
                List.copyOf(tables));
    }

    @Override
    public void sync() {
        ForkCore fork = core();
        fork.commitLock.lock();
        try {
            fork.ensureWritable();
            fork.syncLog();
        } finally {
            fork.commitLock.unlock();
        }
    }

    @Override
    public Snapshot snapshot() {
        return database().snapshot(core());
    }

    @Override
    public Snapshot forkPoint() {
        return database().forkPoints().forkPoint(this);
    }

    @Override
    public Snapshot commonState(Fork other) {
        return database().forkPoints().commonState(this, other);
    }

    @Override
    public Fork fork(String name, ForkOptions options, ForkPreparation preparation) {
        return database().fork(core(), name, options, preparation);
    }

    @Override
    public Diff diff(View other, DiffOptions options) {
        return database().diff(this, other, options);
    }

    @Override
    public Promotion promote(PromotionOptions options) {
        return database().promote(core(), options);
    }

    @Override
    public Promotion rebase(ConflictPolicy policy) {
        return database().rebase(core(), policy);
    }

    @Override
    public void reset(Snapshot state, Consumer<Fork> preparation) {
        goOnWith(database().reset(core(), state, preparation));
    }

    /// Leads to another fork from now on, unless the handle was closed meanwhile.
    private synchronized void goOnWith(ForkCore next) {
        if (!isClosed) {
            core.handles().decrementAndGet();
            next.handles().incrementAndGet();
            next.use();
            core = next;
        }
    }

    @Override
    public ArchiveInfo archive(String name) {
        return database().archive(core(), name, false);
    }

    @Override
    public long cleanExpired() {
        return new ExpiryCleaner(database(), core()).cleanAll();
    }

    /// Closes the handle, unless it is one that lives as long as the database.
    @Override
    public void close() {
        if (counted && markClosed()) {
            core.use();
            core.handles().decrementAndGet();
        }
    }

    /// Of threads that close the handle at the same time, one gives it back.
    ///
    /// @return whether this call has closed the handle
    private synchronized boolean markClosed() {
        boolean wasOpen = !isClosed;
        isClosed = true;
        return wasOpen;
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.CheckReport;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.ForkPreparation;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Statistics;
import dev.coppice.store.StoreException;
import dev.coppice.store.View;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// An open database: the forks that are in use, what is open on them, and who works in the background. The work itself
/// is done by the classes that it hands requests to. Thread-safe.
///
/// Locks are taken in this order: that of the objects, [#structure], then a fork's maintenance, then a fork's commit
/// lock, then what is inside. A fork's maintenance is never awaited under [#structure].
final class DatabaseCore implements Database {
    /// Guards the set of forks and archives, what they pin, and the deletion of files.
    final ReentrantLock structure = new ReentrantLock();

    private final StoreContext context;
    private final AutoCloseable lock;
    private volatile Catalog catalog;
    private final Supplier<CatalogContent> content = () -> catalog.content();
    private final Map<Long, ForkCore> cores = new TreeMap<>();
    private final Map<Long, String> damage = new ConcurrentHashMap<>();
    private final Pins pins = new Pins();
    private final LogEnds logEnds = new LogEnds();
    private final Maintenance maintenance;
    private final ForkLifecycle forks;
    private final Promotions promotions;
    private final Resets resets;
    private final ForkPoints forkPoints;
    private final Archives archives;
    private final FileCollector collector;
    private final PinnedFiles pinnedFiles;
    private final IdleForks idleForks;
    private final Follower follower;
    private final DatabaseObjects objects;
    private final ForkHandle primary;
    private volatile boolean isClosed;

    private DatabaseCore(StoreContext context, AutoCloseable lock) {
        this.context = context;
        this.lock = lock;
        catalog = Catalog.open(context.storage, context);
        if (!context.options.readOnly()) {
            catalog.makeDurable();
        }
        collector = new FileCollector(this);
        pinnedFiles = new PinnedFiles(context);
        idleForks = new IdleForks(this);
        maintenance = new Maintenance(this);
        forks = new ForkLifecycle(this);
        Successors successors = new Successors(this, forks);
        promotions = new Promotions(this, forks, successors);
        resets = new Resets(this, forks, successors);
        forkPoints = new ForkPoints(this);
        archives = new Archives(this);
        follower = new Follower(this);
        objects = new DatabaseObjects(this);
        forks.recover();
        primary = new ForkHandle(this);
        lookAtPrimary();
    }

    /// Opens primary. When that cannot be read, the rest of the database can, and each use of primary says why.
    private void lookAtPrimary() {
        try {
            primaryCore();
        } catch (StoreException.Corrupt | StoreException.Io unreadable) {
            Loggers.of(DatabaseCore.class)
                    .log(
                            System.Logger.Level.WARNING,
                            "the database " + description() + " opens, though not all of it can be read: "
                                    + unreadable.getMessage());
        }
    }

    static DatabaseCore open(StoreContext context, AutoCloseable lock) {
        DatabaseCore database = new DatabaseCore(context, lock);
        database.maintenance.start();
        return database;
    }

    StoreContext context() {
        return context;
    }

    Catalog catalog() {
        return catalog;
    }

    /// Gives the catalog's latest content.
    Supplier<CatalogContent> content() {
        return content;
    }

    FileCollector collector() {
        return collector;
    }

    PinnedFiles pinnedFiles() {
        return pinnedFiles;
    }

    IdleForks idleForks() {
        return idleForks;
    }

    LogEnds logEnds() {
        return logEnds;
    }

    Maintenance maintenance() {
        return maintenance;
    }

    void ensureOpen() {
        if (isClosed) {
            throw new StoreException.Closed("the database " + description() + " is closed");
        }
    }

    void ensureWritable() {
        ensureOpen();
        if (context.options.readOnly()) {
            throw new StoreException.ReadOnly(
                    "the database " + description() + " was opened read-only; open it for writing");
        }
    }

    // ---- forks in use ----

    ForkCore primaryCore() {
        return core(catalog.content().require(Fork.PRIMARY));
    }

    /// The fork of a head, opened at the first use.
    ///
    /// @throws StoreException.Corrupt when the fork cannot be read; tried anew by each call, because the files may have
    ///     been mended
    ForkCore core(ForkHead head) {
        structure.lock();
        try {
            ensureOpen();
            ForkCore core = cores.get(head.id());
            if (core == null) {
                core = load(head);
                cores.put(head.id(), core);
            }
            return core;
        } finally {
            structure.unlock();
        }
    }

    private ForkCore load(ForkHead head) {
        try {
            StateLoader.Latest latest =
                    context.options.readOnly() ? follower.load(head) : new StateLoader(context).loadLatest(head, true);
            damage.remove(head.id());
            return new ForkCore(
                    context,
                    content,
                    head.id(),
                    latest.state(),
                    latest.state().sequence(),
                    latest.wal(),
                    latest.unmergedBytes(),
                    maintenance);
        } catch (StoreException.Corrupt e) {
            throw damaged(head, e);
        } catch (StoreException.Io e) {
            damage.put(head.id(), e.getMessage());
            throw e;
        }
    }

    /// Notes that a fork cannot be read.
    StoreException.Corrupt damaged(ForkHead head, StoreException.Corrupt cause) {
        String remedy = "run 'coppice check', then fork an archive, restore a backup"
                + (head.id() == ForkCore.PRIMARY_ID ? "" : ", or drop the fork");
        StoreException.Corrupt error = new StoreException.Corrupt(head.name(), remedy, cause);
        damage.put(head.id(), error.getMessage());
        return error;
    }

    /// Why a fork could not be read when it was last tried; null when it could, or was not tried.
    String damageOf(long forkId) {
        return damage.get(forkId);
    }

    /// Opens a fork that is not dropped and has files of its own, which only an open fork can tell from garbage.
    ///
    /// @return null when it is dropped or has none
    ForkCore openIfItHasFiles(long forkId) {
        structure.lock();
        try {
            ForkHead head = catalog.content().fork(forkId);
            boolean hasFiles = head != null
                    && !head.dropped()
                    && !context.storage.list(StoreContext.forkDirectory(forkId)).isEmpty();
            return hasFiles ? core(head) : null;
        } catch (IOException e) {
            throw IoErrors.wrap("listing the files of fork #" + forkId + " of " + description(), e);
        } finally {
            structure.unlock();
        }
    }

    void addCore(ForkCore core) {
        structure.lock();
        try {
            cores.put(core.id(), core);
        } finally {
            structure.unlock();
        }
    }

    ForkCore coreIfOpen(long forkId) {
        structure.lock();
        try {
            return cores.get(forkId);
        } finally {
            structure.unlock();
        }
    }

    void removeCore(long forkId) {
        structure.lock();
        try {
            cores.remove(forkId);
            context.fileTerms.removeFork(forkId);
            damage.remove(forkId);
        } finally {
            structure.unlock();
        }
    }

    List<ForkCore> openCores() {
        structure.lock();
        try {
            return new ArrayList<>(cores.values());
        } finally {
            structure.unlock();
        }
    }

    // ---- what is open ----

    ViewPin pin(ForkCore fork, ForkState state, String description) {
        ensureOpen();
        return pins.add(new ViewPin(fork, state, null, description));
    }

    /// Pins the latest state of a fork.
    ViewPin pinLatest(ForkCore fork, String description) {
        ensureOpen();
        return pins.addLatest(fork, fork::state, description);
    }

    /// Pins the latest state of a fork for a transaction; what is written after it is remembered until the transaction
    /// ends.
    ViewPin pinForTransaction(ForkCore fork, String description) {
        while (true) {
            ViewPin pin = pinLatest(fork, description);
            fork.recentWrites().begin(pin.state().sequence());
            if (fork.state() == pin.state()) {
                return pin;
            }
            unpinTransaction(pin);
        }
    }

    void unpinTransaction(ViewPin pin) {
        pin.fork().recentWrites().end(pin.state().sequence());
        unpin(pin);
    }

    void unpin(ViewPin pin) {
        pins.remove(pin);
    }

    /// A snapshot was closed, which may have been the last that kept some files.
    void released(ViewPin pin) {
        boolean isOld = pin.fork() == null
                || pin.fork().state().sequence() != pin.state().sequence();
        if (pin.pointer() != null && isOld) {
            forks.reclaimSoon(
                    pin.pointer(),
                    pin.fork() == null ? ForkHead.NO_PARENT : pin.fork().id());
        }
    }

    Pins pins() {
        return pins;
    }

    /// Every state that must stay readable from what is durable.
    Collection<StatePointer> pinnedPointers() {
        List<StatePointer> pointers = new ArrayList<>(catalog.content().pointers());
        pins.forEach(pin -> {
            if (pin.pointer() != null) {
                pointers.add(pin.pointer());
            }
        });
        return pointers;
    }

    Snapshot snapshot(ForkCore fork) {
        ensureOpen();
        String name = fork.name();
        if (context.options.readOnly() || fork.hasFailed()) {
            return new SnapshotView(this, name, pinLatest(fork, "an open snapshot"));
        }
        structure.lock();
        try {
            ForkCore.Captured captured = fork.capture();
            ViewPin pin = new ViewPin(fork, captured.state(), captured.pointer(), "an open snapshot");
            pins.add(pin);
            return new SnapshotView(this, name, pin);
        } finally {
            structure.unlock();
        }
    }

    // ---- requests ----

    @Override
    public Fork primary() {
        ensureOpen();
        return primary;
    }

    @Override
    public Fork fork(String name) {
        ensureOpen();
        structure.lock();
        try {
            return new ForkHandle(this, core(catalog.content().require(name)), !name.equals(Fork.PRIMARY));
        } finally {
            structure.unlock();
        }
    }

    Fork fork(ForkCore parent, String name, ForkOptions options, ForkPreparation preparation) {
        return forks.create(parent, name, options, preparation);
    }

    Fork forkPinned(ViewPin pin, String of, String name, ForkOptions options, ForkPreparation preparation) {
        return forks.createFrom(pin, of, name, options, preparation);
    }

    @Override
    public List<ForkInfo> forks() {
        ensureOpen();
        return forks.list();
    }

    @Override
    public void drop(String fork, DropMode mode) {
        ensureWritable();
        forks.drop(fork, mode);
    }

    @Override
    public void whenGone(LongConsumer action) {
        ensureOpen();
        context.callbacks.whenGone(action);
    }

    @Override
    public List<ArchiveInfo> archives() {
        ensureOpen();
        return archives.list();
    }

    @Override
    public Snapshot archive(String name) {
        ensureOpen();
        return archives.open(name);
    }

    ArchiveInfo archive(ForkCore fork, String name, boolean automatic) {
        return archives.create(fork, name, automatic);
    }

    Archives archiveKeeper() {
        return archives;
    }

    ForkPoints forkPoints() {
        return forkPoints;
    }

    ForkLifecycle forkLifecycle() {
        return forks;
    }

    @Override
    public void deleteArchive(String name) {
        ensureWritable();
        archives.delete(name);
    }

    Diff diff(StateView after, View other, DiffOptions options) {
        ensureOpen();
        if (!(other instanceof StateView before) || before.database() != this) {
            throw new StoreException.Invalid("a diff compares two forks or snapshots of the same database");
        }
        ViewPin afterPin = after.pin("an open diff");
        ViewPin beforePin = before.pin("an open diff");
        // One time for both, or whether an entry that has expired differs would depend on its clean-up.
        long now = context.now();
        return new DiffStream(beforePin.state(), now, afterPin.state(), now, options, context.tables, () -> {
            unpin(afterPin);
            unpin(beforePin);
        });
    }

    Promotion promote(ForkCore fork, PromotionOptions options) {
        ensureWritable();
        return promotions.promote(fork, options);
    }

    Promotion rebase(ForkCore fork, ConflictPolicy policy) {
        ensureWritable();
        return promotions.rebase(fork, policy);
    }

    ForkCore reset(ForkCore fork, Snapshot state, Consumer<Fork> preparation) {
        ensureWritable();
        return resets.reset(fork, state, preparation);
    }

    @Override
    public void checkpoint() {
        ensureWritable();
        maintenance.checkpointAll();
    }

    /// A checkpoint has published its trees: says so in the catalog, and gives back what is no longer needed.
    void checkpointed(ForkCore fork) {
        structure.lock();
        try {
            ForkHead head = catalog.content().fork(fork.id());
            if (head == null || head.dropped()) {
                return;
            }
            ForkState reached = fork.frozenAt();
            List<TableHead> tables = new ArrayList<>();
            for (TableState table : reached.tables()) {
                if (table != null) {
                    tables.add(table.partition().head());
                }
            }
            StatePointer durable = new StatePointer(reached.sequence(), reached.sequence(), tables, List.of());
            if (!head.durable().equals(durable)) {
                catalog.change(CatalogChange.of(head.withDurable(durable)));
            }
            fork.log().trim(reached.sequence());
            collector.collect(fork);
        } finally {
            structure.unlock();
        }
    }

    @Override
    public void compact() {
        ensureWritable();
        maintenance.compactAll();
    }

    @Override
    public void refresh() {
        ensureOpen();
        if (!context.options.readOnly()) {
            return;
        }
        structure.lock();
        try {
            follower.refresh();
        } finally {
            structure.unlock();
        }
    }

    @Override
    public ObjectStore objects() {
        ensureOpen();
        return objects;
    }

    DatabaseObjects storedObjects() {
        return objects;
    }

    void replaceCatalog(Catalog newer) {
        catalog = newer;
    }

    @Override
    public void backup(Path target) {
        ensureWritable();
        new Backup(this).to(target);
    }

    @Override
    public CheckReport check() {
        ensureOpen();
        return new Checker(this).check();
    }

    @Override
    public Statistics statistics() {
        ensureOpen();
        return new StatisticsCollector(this).collect();
    }

    @Override
    public String description() {
        return context.storage.description();
    }

    // ---- end ----

    @Override
    public void close() {
        structure.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
        } finally {
            structure.unlock();
        }
        // Before the lock of the database goes: after that, another process may write them.
        objects.awaitChanges();
        maintenance.stop();
        maintenance.mergeBeforeClose();
        Failures failures = new Failures();
        for (ForkCore core : openCores()) {
            if (!core.isClosed()) {
                logEnds.closing(core);
            }
            failures.attempt(core::close);
        }
        if (failures.isEmpty()) {
            logEnds.note(catalog);
        }
        failures.attempt(catalog::close);
        failures.attempt(context::closeDataFiles);
        failures.attempt(context.host.scheduler()::close);
        if (lock != null) {
            failures.attempt(() -> Databases.release(lock));
        }
        failures.attempt(this::closeStorage);
        failures.throwFirst();
    }

    private void closeStorage() {
        try {
            context.storage.close();
        } catch (IOException e) {
            throw IoErrors.wrap("closing " + description(), e);
        }
    }
}

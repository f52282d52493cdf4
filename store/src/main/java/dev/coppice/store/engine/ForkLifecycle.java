package dev.coppice.store.engine;

import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.ForkPreparation;
import dev.coppice.store.Limits;
import dev.coppice.store.Names;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.log.WalState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Creates, lists and drops forks.
///
/// A fork is created by one catalog record that points at what is durable of its parent, and dropped by one that marks
/// it; both are thus whole or absent after a crash. What a dropped fork leaves on disk is deleted afterwards, by the
/// next open if need be. Thread-safe.
final class ForkLifecycle {
    /// A fork whose own fork point lies behind so many logs first has its parent checkpointed, so that chains of forks
    /// do not make ever longer lists.
    private static final int MAX_LOGS = 64;
    /// Begins the name of a fork that is not complete; users cannot choose such a name.
    static final String INCOMPLETE = ".";

    private final DatabaseCore database;

    ForkLifecycle(DatabaseCore database) {
        this.database = database;
    }

    private CatalogContent catalog() {
        return database.catalog().content();
    }

    /// Completes or undoes what a crash has interrupted.
    void recover() {
        if (database.context().options.readOnly()) {
            return;
        }
        List<ForkHead> incomplete = catalog().liveForks().stream()
                .filter(head -> head.name().startsWith(INCOMPLETE))
                .map(ForkHead::asDropped)
                .toList();
        if (!incomplete.isEmpty()) {
            database.catalog().change(CatalogChange.of(incomplete.toArray(ForkHead[]::new)));
        }
        attempt(database.collector()::collectDropped);
    }

    List<ForkInfo> list() {
        return catalog().liveForks().stream()
                .filter(head -> !head.name().startsWith(INCOMPLETE))
                .map(this::info)
                .toList();
    }

    private ForkInfo info(ForkHead head) {
        ForkHead parent = catalog().fork(head.parentId());
        ForkCore core = database.coreIfOpen(head.id());
        return new ForkInfo(
                head.id(),
                head.name(),
                head.parentId(),
                parent == null || parent.dropped() ? null : parent.name(),
                head.forkPoint().sequence(),
                head.createdAtMillis(),
                head.expiresAtMillis(),
                core == null ? 0 : core.handles().get() + usesBeside(core).size(),
                database.damageOf(head.id()));
    }

    // ---- creation ----

    Fork create(ForkCore parent, String name, ForkOptions options, ForkPreparation preparation) {
        Names.check("fork", name, Limits.MAX_FORK_NAME_LENGTH);
        parent.ensureWritable();
        long started = database.context().host.clock().nanos();
        Fork fork = null;
        while (fork == null) {
            boundLogs(parent);
            lockFor(preparation);
            try {
                Fork existing = existing(name, options);
                if (existing != null) {
                    return existing;
                }
                if (!hasTooManyLogs(parent)) {
                    requireRoom();
                    fork = new ForkHandle(database, add(name, parent, options, preparation), true);
                }
            } finally {
                unlockFor(preparation);
            }
        }
        created(parent.name(), name, started);
        return fork;
    }

    /// Creates a fork of the state of a snapshot or archive.
    ///
    /// @param of the name of the fork whose state it was
    Fork createFrom(ViewPin pin, String of, String name, ForkOptions options, ForkPreparation preparation) {
        Names.check("fork", name, Limits.MAX_FORK_NAME_LENGTH);
        database.ensureWritable();
        long started = database.context().host.clock().nanos();
        Fork fork;
        lockFor(preparation);
        try {
            Fork existing = existing(name, options);
            if (existing != null) {
                return existing;
            }
            requireRoom();
            fork = new ForkHandle(database, addFrom(pin, name, parentOf(pin), options, preparation), true);
        } finally {
            unlockFor(preparation);
        }
        created(of, name, started);
        return fork;
    }

    /// The parent of a fork of a state: none when it is that of an archive, or of what a fork was before a reset.
    private long parentOf(ViewPin pin) {
        ForkHead head = pin.fork() == null ? null : catalog().fork(pin.fork().id());
        return head == null || head.dropped() ? ForkHead.NO_PARENT : head.id();
    }

    /// The lock of the objects comes before all others, and a preparation may change objects.
    private void lockFor(ForkPreparation preparation) {
        if (preparation != ForkPreparation.NONE) {
            database.storedObjects().lock.lock();
        }
        database.structure.lock();
    }

    private void unlockFor(ForkPreparation preparation) {
        database.structure.unlock();
        if (preparation != ForkPreparation.NONE) {
            database.storedObjects().lock.unlock();
        }
    }

    private void created(String parent, String name, long started) {
        long nanos = database.context().host.clock().nanos() - started;
        GuardedCallbacks callbacks = database.context().callbacks;
        // Asked first, so that the first fork of a process is not held up by making calls that nobody gets.
        if (callbacks.isMeasured()) {
            callbacks.forked(nanos);
        }
        if (callbacks.isHeard()) {
            callbacks.forked(parent, name);
        }
    }

    private Fork existing(String name, ForkOptions options) {
        if (catalog().find(name) == null) {
            return null;
        }
        if (!options.openIfExists()) {
            throw new StoreException.AlreadyExists(
                    "there is a fork '" + name + "' already; open it, or choose another name");
        }
        return database.fork(name);
    }

    /// Checkpoints a fork that lies behind too many logs to be forked itself.
    void boundLogs(ForkCore parent) {
        if (hasTooManyLogs(parent)) {
            database.maintenance().checkpoint(parent);
        }
    }

    private static boolean hasTooManyLogs(ForkCore parent) {
        return parent.head().durable().logs().size() > MAX_LOGS;
    }

    /// Adds a fork of the present state of another. Under the structure lock.
    ForkCore add(String name, ForkCore parent, ForkOptions options, ForkPreparation preparation) {
        ForkCore.Captured captured = parent.captureFor(catalog().nextForkId());
        preparation.prepare(catalog().nextForkId());
        parent.syncLogThrough(captured.pointer().sequence());
        ForkHead head = addHead(name, parent.id(), captured.pointer(), options);
        ForkCore core = new ForkCore(
                database.context(),
                database.content(),
                head.id(),
                captured.state(),
                captured.frozenSequence(),
                WalState.empty(captured.pointer().sequence()),
                0,
                database.maintenance());
        database.addCore(core);
        return core;
    }

    /// Adds a fork of the state of a snapshot or archive. Under the structure lock.
    ForkCore addFrom(ViewPin pin, String name, long parentId, ForkOptions options, ForkPreparation preparation) {
        StatePointer pointer = pin.pointer();
        if (pointer == null) {
            // Of a fork that had failed already: its state can be read, and is in no log that can be relied upon.
            pin.fork().ensureWritable();
        }
        for (WalRange range : pointer.logs()) {
            ForkCore owner = database.coreIfOpen(range.forkId());
            if (owner != null) {
                owner.syncLogThrough(range.through());
            }
        }
        preparation.prepare(catalog().nextForkId());
        // Its state is read anew, because what the snapshot has in memory may have been merged and moved since.
        return database.core(addHead(name, parentId, pointer, options));
    }

    /// Adds a fork to the catalog. Under the structure lock.
    private ForkHead addHead(String name, long parentId, StatePointer pointer, ForkOptions options) {
        long now = database.context().now();
        ForkHead head = new ForkHead(
                catalog().nextForkId(),
                name,
                parentId,
                now,
                expiry(now, options.timeToLive()),
                false,
                pointer,
                pointer);
        database.catalog().change(CatalogChange.of(head));
        return head;
    }

    /// When a fork expires, 0 for never.
    private static long expiry(long now, Duration timeToLive) {
        boolean isBounded = timeToLive != null && timeToLive.compareTo(Duration.ofMillis(Long.MAX_VALUE - now)) < 0;
        return isBounded ? Math.max(1, now + timeToLive.toMillis()) : 0;
    }

    private void requireRoom() {
        int limit = database.context().options.maxForks();
        // Primary is not counted.
        if (catalog().namedForks() - 1 >= limit) {
            throw new StoreException.ForkLimit(limit);
        }
    }

    // ---- drop ----

    /// Lets go of forks that are dropped by now. What fails here is done by a later collection.
    void letGo(List<ForkCore> dropped) {
        dropped.forEach(core -> database.removeCore(core.id()));
        for (ForkCore core : dropped) {
            attempt(core::closeHeld);
        }
        attempt(database.collector()::collectDropped);
    }

    /// Has given back what only a state has kept that is not needed any more: files of the fork that it was of, and of
    /// its ancestors.
    ///
    /// @param forkId the fork that it was of, or a negative number
    void reclaimSoon(StatePointer state, long forkId) {
        TreeSet<Long> forkIds = new TreeSet<>();
        state.tables().forEach(table -> forkIds.add(table.manifestForkId()));
        for (ForkHead head = catalog().fork(forkId);
                head != null;
                head = catalog().fork(head.parentId())) {
            forkIds.add(head.id());
        }
        database.maintenance().reclaimer().soon(forkIds);
    }

    private void attempt(Runnable cleanUp) {
        try {
            cleanUp.run();
        } catch (StoreException e) {
            Loggers.of(ForkLifecycle.class)
                    .log(
                            System.Logger.Level.WARNING,
                            "what a dropped fork of " + database.description() + " has left will be deleted later",
                            e);
        }
    }

    void drop(String name, DropMode mode) {
        if (name.equals(Fork.PRIMARY)) {
            throw new StoreException.Invalid("primary cannot be dropped");
        }
        List<ForkCore> held = new ArrayList<>();
        List<ForkHead> gone = new ArrayList<>();
        try {
            while (!tryDrop(name, mode, held, gone)) {
                // Another fork of the subtree was opened since its members were held.
                held.forEach(ForkCore::endMaintenance);
                held.clear();
                for (ForkCore core : openCoresOf(name, mode)) {
                    if (core.beginMaintenanceUnlessClosed()) {
                        held.add(core);
                    }
                }
            }
        } catch (RuntimeException | Error e) {
            held.forEach(ForkCore::endMaintenance);
            throw e;
        }
        gone.forEach(this::tell);
    }

    private void tell(ForkHead gone) {
        database.context().callbacks.dropped(gone.name());
        database.context().callbacks.gone(gone.id());
    }

    private List<ForkCore> openCoresOf(String name, DropMode mode) {
        database.structure.lock();
        try {
            List<ForkHead> doomed = checkedSubtree(name, mode);
            return doomed.stream()
                    .map(head -> database.coreIfOpen(head.id()))
                    .filter(core -> core != null)
                    .toList();
        } finally {
            database.structure.unlock();
        }
    }

    /// Drops a fork, or the subtree, when every open fork in it is held.
    ///
    /// @param gone receives those that are dropped
    private boolean tryDrop(String name, DropMode mode, List<ForkCore> held, List<ForkHead> gone) {
        database.structure.lock();
        try {
            List<ForkHead> doomed = checkedSubtree(name, mode);
            for (ForkHead head : doomed) {
                ForkCore core = database.coreIfOpen(head.id());
                if (core != null && !held.contains(core)) {
                    return false;
                }
            }
            List<ForkHead> changes =
                    new ArrayList<>(doomed.stream().map(ForkHead::asDropped).toList());
            if (mode == DropMode.KEEP_CHILDREN) {
                ForkHead dropped = doomed.getFirst();
                catalog().childrenOf(dropped.id()).forEach(child -> changes.add(child.withParent(dropped.parentId())));
            }
            database.catalog().change(CatalogChange.of(changes.toArray(ForkHead[]::new)));
            List<ForkCore> dropped = List.copyOf(held);
            held.clear();
            letGo(dropped);
            doomed.forEach(head -> reclaimSoon(head.forkPoint(), head.parentId()));
            gone.addAll(doomed);
        } finally {
            database.structure.unlock();
        }
        return true;
    }

    /// The forks that a drop would take, after a check that nothing stands in its way.
    private List<ForkHead> checkedSubtree(String name, DropMode mode) {
        ForkHead root = catalog().require(name);
        List<String> blockers = new ArrayList<>();
        List<ForkHead> doomed = new ArrayList<>();
        doomed.add(root);
        List<ForkHead> children = catalog().childrenOf(root.id());
        if (mode == DropMode.RESTRICT) {
            children.forEach(child -> blockers.add("it has the child '" + child.name() + "'"));
        }
        for (int i = 0; mode == DropMode.CASCADE && i < doomed.size(); i++) {
            doomed.addAll(catalog().childrenOf(doomed.get(i).id()));
        }
        for (ForkHead head : doomed) {
            ForkCore core = database.coreIfOpen(head.id());
            if (core != null) {
                String of = head == root ? "" : "child '" + head.name() + "' has ";
                uses(core).forEach(use -> blockers.add(of + use));
            }
        }
        if (!blockers.isEmpty()) {
            throw new StoreException.ForkInUse(name, blockers);
        }
        return doomed;
    }

    private List<String> uses(ForkCore core) {
        List<String> uses = new ArrayList<>();
        int handles = core.handles().get();
        if (handles > 0) {
            uses.add(handles + (handles == 1 ? " open handle" : " open handles"));
        }
        uses.addAll(usesBeside(core));
        return uses;
    }

    /// What is open of a fork besides handles.
    List<String> usesBeside(ForkCore core) {
        return uses(core, pin -> !pin.isInternal());
    }

    /// What is open of a fork and may still be committed.
    List<String> writersOf(ForkCore core) {
        return uses(core, ViewPin::isWriter);
    }

    private List<String> uses(ForkCore core, Predicate<ViewPin> which) {
        List<String> uses = new ArrayList<>();
        database.pins().forEach(pin -> {
            if (pin.fork() == core && which.test(pin)) {
                uses.add(pin.description());
            }
        });
        return uses;
    }

    /// Drops forks whose time has passed, as far as nothing uses them; the others wait for the next sweep.
    void dropExpired() {
        long now = database.context().now();
        for (ForkHead head : catalog().liveForks()) {
            if (head.expiresAtMillis() != 0 && head.expiresAtMillis() <= now) {
                dropIfUnused(head);
            }
        }
    }

    private void dropIfUnused(ForkHead head) {
        ForkCore core = database.coreIfOpen(head.id());
        if (core != null && !core.tryBeginMaintenance()) {
            return;
        }
        List<ForkCore> held = new ArrayList<>();
        if (core != null) {
            held.add(core);
        }
        List<ForkHead> gone = new ArrayList<>();
        database.structure.lock();
        try {
            // The name may be that of another fork by now.
            if (catalog().require(head.name()).id() == head.id()) {
                tryDrop(head.name(), DropMode.KEEP_CHILDREN, held, gone);
            }
        } catch (StoreException.ForkInUse | StoreException.NotFound inUse) {
            // Its users will close it some day.
        } finally {
            database.structure.unlock();
            held.forEach(ForkCore::endMaintenance);
        }
        gone.forEach(this::tell);
    }
}

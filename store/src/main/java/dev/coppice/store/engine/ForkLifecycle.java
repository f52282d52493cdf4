package dev.coppice.store.engine;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Limits;
import dev.coppice.store.Names;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.log.WalState;
import java.util.ArrayList;
import java.util.List;

/// Creates, promotes, rebases and drops forks.
///
/// A fork is created by one catalog record that points at what is durable of its parent, and dropped by one that marks
/// it; both are thus whole or absent after a crash. What a dropped fork leaves on disk is deleted afterwards, by the
/// next open if need be. Thread-safe.
final class ForkLifecycle {
    private static final System.Logger LOGGER = System.getLogger(ForkLifecycle.class.getName());
    /// A fork whose own fork point lies behind so many logs first has its parent checkpointed, so that chains of forks
    /// do not make ever longer lists.
    private static final int MAX_LOGS = 64;
    /// Begins the name of a fork that is not complete; users cannot choose such a name.
    private static final String INCOMPLETE = ".";
    private static final int MAX_ATTEMPTS = 100;

    private final DatabaseCore database;

    ForkLifecycle(DatabaseCore database) {
        this.database = database;
    }

    private CatalogContent catalog() {
        return database.catalog().content();
    }

    /// Completes or undoes what a crash has interrupted; creates primary in a new database.
    void recover() {
        boolean isEmpty = catalog().forks().isEmpty();
        if (database.context().options.readOnly()) {
            if (isEmpty) {
                throw new StoreException.NotFound("the database " + database.description()
                        + " has just been created and is still empty; try again");
            }
            return;
        }
        if (isEmpty) {
            ForkHead primary = new ForkHead(
                    0,
                    Fork.PRIMARY,
                    ForkHead.NO_PARENT,
                    database.context().now(),
                    0,
                    false,
                    StatePointer.EMPTY,
                    StatePointer.EMPTY);
            database.catalog().change(CatalogChange.of(primary));
        }
        List<ForkHead> incomplete = catalog().liveForks().stream()
                .filter(head -> head.name().startsWith(INCOMPLETE))
                .map(ForkHead::asDropped)
                .toList();
        if (!incomplete.isEmpty()) {
            database.catalog().change(CatalogChange.of(incomplete.toArray(ForkHead[]::new)));
        }
        database.collector().collectDropped();
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
                core == null ? 0 : uses(core).size());
    }

    // ---- creation ----

    Fork create(ForkCore parent, String name, ForkOptions options) {
        Names.check("fork", name, Limits.MAX_FORK_NAME_LENGTH);
        parent.ensureWritable();
        long started = database.context().host.clock().nanos();
        Fork fork = null;
        while (fork == null) {
            if (parent.head().durable().logs().size() > MAX_LOGS) {
                database.maintenance().checkpoint(parent);
            }
            fork = tryCreate(parent, name, options);
        }
        database.context()
                .options
                .metrics()
                .forked(database.context().host.clock().nanos() - started);
        database.notifyListener(listener -> listener.forked(parent.name(), name));
        return fork;
    }

    private Fork tryCreate(ForkCore parent, String name, ForkOptions options) {
        database.structure.lock();
        try {
            Fork existing = existing(name, options);
            if (existing != null) {
                return existing;
            }
            if (parent.head().durable().logs().size() > MAX_LOGS) {
                return null;
            }
            return new ForkHandle(database, add(name, parent, options), true);
        } finally {
            database.structure.unlock();
        }
    }

    /// Creates a fork of the state of a snapshot or archive.
    Fork createFrom(ViewPin pin, String name, ForkOptions options) {
        Names.check("fork", name, Limits.MAX_FORK_NAME_LENGTH);
        database.ensureWritable();
        database.structure.lock();
        try {
            Fork existing = existing(name, options);
            if (existing != null) {
                return existing;
            }
            StatePointer pointer = pin.pointer();
            for (WalRange range : pointer.logs()) {
                ForkCore owner = database.coreIfOpen(range.forkId());
                if (owner != null) {
                    owner.syncLogThrough(range.through());
                }
            }
            long parentId = pin.fork() != null ? pin.fork().id() : ForkHead.NO_PARENT;
            // Its state is read anew, because what the snapshot has in memory may have been merged and moved since.
            return new ForkHandle(database, database.core(addHead(name, parentId, pointer, options)), true);
        } finally {
            database.structure.unlock();
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

    /// Adds a fork of the present state of another. Under the structure lock.
    private ForkCore add(String name, ForkCore parent, ForkOptions options) {
        requireRoom();
        ForkCore.Captured captured = parent.captureFor(catalog().nextForkId());
        parent.syncLogThrough(captured.pointer().sequence());
        ForkHead head = addHead(name, parent.id(), captured.pointer(), options);
        ForkCore core = new ForkCore(
                database.context(),
                this::catalog,
                head.id(),
                captured.state(),
                captured.frozenSequence(),
                WalState.empty(captured.pointer().sequence()),
                0,
                database.maintenance());
        database.addCore(core);
        return core;
    }

    /// Adds a fork to the catalog. Under the structure lock.
    private ForkHead addHead(String name, long parentId, StatePointer pointer, ForkOptions options) {
        requireRoom();
        long now = database.context().now();
        long expires = options.timeToLive() == null
                ? 0
                : Math.max(1, now + options.timeToLive().toMillis());
        ForkHead head = new ForkHead(catalog().nextForkId(), name, parentId, now, expires, false, pointer, pointer);
        database.catalog().change(CatalogChange.of(head));
        return head;
    }

    private void requireRoom() {
        int limit = database.context().options.maxForks();
        if (catalog().liveForks().size() > limit) {
            throw new StoreException.ForkLimit(limit);
        }
    }

    // ---- promotion and rebase ----

    Promotion promote(ForkCore fork, PromotionOptions options) {
        ForkCore target = target(fork, options);
        if (target == fork) {
            throw new StoreException.Invalid("a fork cannot be promoted into itself");
        }
        ForkState base = forkPoint(fork);
        ViewPin basePin = database.pin(null, base, "a promotion");
        ViewPin pin = database.pinLatest(fork, "a promotion");
        try {
            return promote(base, pin.state(), target, options);
        } finally {
            database.unpin(pin);
            database.unpin(basePin);
        }
    }

    private Promotion promote(ForkState base, ForkState state, ForkCore target, PromotionOptions options) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new Promoter(database, base, state, options).into(target);
            } catch (StoreException.Conflict conflict) {
                if (attempt == MAX_ATTEMPTS) {
                    throw conflict;
                }
            }
        }
    }

    private ForkCore target(ForkCore fork, PromotionOptions options) {
        database.structure.lock();
        try {
            if (options.target() != null) {
                return database.core(catalog().require(options.target()));
            }
            ForkHead parent = catalog().fork(fork.head().parentId());
            if (parent == null || parent.dropped()) {
                throw new StoreException.NotFound(
                        "fork '" + fork.name() + "' has no parent any more; name the fork to promote into");
            }
            return database.core(parent);
        } finally {
            database.structure.unlock();
        }
    }

    /// The state that a fork was made of.
    private ForkState forkPoint(ForkCore fork) {
        return new StateLoader(database.context()).load(fork.head().forkPoint(), fork.id());
    }

    /// Makes a new fork of the parent's present state, promotes the fork's changes into it, and lets it take the fork's
    /// name and children in one catalog record. The fork so gets a new number; handles follow it.
    Promotion rebase(ForkCore fork, ConflictPolicy policy) {
        while (true) {
            Promotion promotion = tryRebase(fork, policy);
            if (promotion != null) {
                return promotion;
            }
        }
    }

    /// @return null when another transaction has written to the fork meanwhile
    private Promotion tryRebase(ForkCore fork, ConflictPolicy policy) {
        ForkHead head = fork.head();
        ForkCore parent = target(fork, PromotionOptions.onConflict(policy));
        requireUnused(fork, List.of());
        if (parent.head().durable().logs().size() > MAX_LOGS) {
            database.maintenance().checkpoint(parent);
        }
        ForkCore successor = begin(parent, INCOMPLETE + "rebase-" + head.id());
        try {
            ForkState state = fork.state();
            Promotion promotion = promote(forkPoint(fork), state, successor, PromotionOptions.onConflict(policy));
            if (replace(fork, state, successor)) {
                return promotion;
            }
        } catch (StoreException e) {
            try {
                discard(successor);
            } catch (StoreException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        discard(successor);
        return null;
    }

    private ForkCore begin(ForkCore parent, String name) {
        database.structure.lock();
        try {
            return add(name, parent, ForkOptions.DEFAULT);
        } finally {
            database.structure.unlock();
        }
    }

    /// Puts a successor in the place of a fork, unless the fork was written to since a state.
    private boolean replace(ForkCore fork, ForkState unless, ForkCore successor) {
        fork.beginMaintenance();
        boolean isReplaced = false;
        database.structure.lock();
        fork.commitLock.lock();
        try {
            requireUnused(fork, List.of());
            if (fork.state().sequence() == unless.sequence()) {
                database.catalog().change(replacement(fork.head(), successor.head()));
                isReplaced = true;
                fork.succeededBy(successor);
                letGo(List.of(fork));
            }
            return isReplaced;
        } finally {
            fork.commitLock.unlock();
            database.structure.unlock();
            if (!isReplaced) {
                fork.endMaintenance();
            }
        }
    }

    private CatalogChange replacement(ForkHead old, ForkHead now) {
        List<ForkHead> changes = new ArrayList<>();
        changes.add(old.asDropped());
        changes.add(new ForkHead(
                now.id(),
                old.name(),
                now.parentId(),
                old.createdAtMillis(),
                old.expiresAtMillis(),
                false,
                now.forkPoint(),
                now.durable()));
        catalog().childrenOf(old.id()).forEach(child -> changes.add(child.withParent(now.id())));
        return CatalogChange.of(changes.toArray(ForkHead[]::new));
    }

    private void discard(ForkCore incomplete) {
        incomplete.beginMaintenance();
        database.structure.lock();
        try {
            database.catalog().change(CatalogChange.of(incomplete.head().asDropped()));
            letGo(List.of(incomplete));
        } finally {
            database.structure.unlock();
        }
    }

    /// Lets go of forks that are dropped by now. What fails here is done by a later collection.
    private void letGo(List<ForkCore> dropped) {
        dropped.forEach(core -> database.removeCore(core.id()));
        for (ForkCore core : dropped) {
            attempt(core::closeHeld);
        }
        attempt(database.collector()::collectDropped);
    }

    private void attempt(Runnable cleanUp) {
        try {
            cleanUp.run();
        } catch (StoreException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "what a dropped fork of " + database.description() + " has left will be deleted later",
                    e);
        }
    }

    // ---- drop ----

    void drop(String name, DropMode mode) {
        if (name.equals(Fork.PRIMARY)) {
            throw new StoreException.Invalid("primary cannot be dropped");
        }
        List<ForkCore> held = new ArrayList<>();
        try {
            while (!tryDrop(name, mode, held)) {
                // Another fork of the subtree was opened since its members were held.
                held.forEach(ForkCore::endMaintenance);
                held.clear();
                for (ForkCore core : openCoresOf(name, mode)) {
                    core.beginMaintenance();
                    held.add(core);
                }
            }
        } catch (RuntimeException | Error e) {
            held.forEach(ForkCore::endMaintenance);
            throw e;
        }
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
    private boolean tryDrop(String name, DropMode mode, List<ForkCore> held) {
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
        } finally {
            database.structure.unlock();
        }
        database.notifyListener(listener -> listener.dropped(name));
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
        database.pins().forEach(pin -> {
            if (pin.fork() == core && pin.description() != ViewPin.INTERNAL) {
                uses.add(pin.description());
            }
        });
        return uses;
    }

    private void requireUnused(ForkCore fork, List<String> allowed) {
        List<String> uses = uses(fork).stream()
                .filter(use -> !use.contains("handle") && !allowed.contains(use))
                .toList();
        if (!uses.isEmpty()) {
            throw new StoreException.ForkInUse(fork.name(), uses);
        }
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
        try {
            tryDrop(head.name(), DropMode.KEEP_CHILDREN, held);
        } catch (StoreException.ForkInUse | StoreException.NotFound inUse) {
            // Its users will close it some day.
        } finally {
            held.forEach(ForkCore::endMaintenance);
        }
    }
}

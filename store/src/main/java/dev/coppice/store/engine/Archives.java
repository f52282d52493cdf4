package dev.coppice.store.engine;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Limits;
import dev.coppice.store.Names;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import java.util.Comparator;
import java.util.List;

/// States kept under a name: made by one catalog record, whatever their size. Thread-safe.
final class Archives {
    private final DatabaseCore database;

    Archives(DatabaseCore database) {
        this.database = database;
    }

    List<ArchiveInfo> list() {
        return database.catalog().content().archives().values().stream()
                .map(ArchiveHead::info)
                .sorted(Comparator.comparingLong(ArchiveInfo::createdAtMillis).thenComparing(ArchiveInfo::name))
                .toList();
    }

    ArchiveInfo create(ForkCore fork, String name, boolean automatic) {
        Names.check("archive", name, Limits.MAX_FORK_NAME_LENGTH);
        fork.ensureWritable();
        database.structure.lock();
        try {
            if (database.catalog().content().archive(name) != null) {
                throw new StoreException.AlreadyExists(
                        "there is an archive '" + name + "' already; delete it, or choose another name");
            }
            ForkCore.Captured captured = fork.capture();
            fork.syncLogThrough(captured.pointer().sequence());
            ArchiveInfo info = new ArchiveInfo(
                    name,
                    fork.id(),
                    fork.name(),
                    captured.pointer().sequence(),
                    database.context().now(),
                    automatic);
            List<String> removed = automatic ? surplus() : List.of();
            List<ArchiveHead> gone = removed.stream().map(this::require).toList();
            database.catalog().change(CatalogChange.archive(new ArchiveHead(info, captured.pointer()), removed));
            gone.forEach(this::reclaimSoon);
            return info;
        } finally {
            database.structure.unlock();
        }
    }

    /// Automatic archives that go when another one comes.
    private List<String> surplus() {
        List<String> automatic = list().stream()
                .filter(ArchiveInfo::automatic)
                .map(ArchiveInfo::name)
                .toList();
        int keep = database.context().options.archivesRetained() - 1;
        return automatic.subList(0, Math.max(0, automatic.size() - keep));
    }

    /// Archives primary when the configured interval has passed.
    void archiveIfDue() {
        DatabaseOptions options = database.context().options;
        if (options.archiveInterval() == null) {
            return;
        }
        long now = database.context().now();
        long last = list().stream()
                .filter(ArchiveInfo::automatic)
                .mapToLong(ArchiveInfo::createdAtMillis)
                .max()
                .orElse(Long.MIN_VALUE / 2);
        if (now - last >= options.archiveInterval().toMillis() && database.damageOf(ForkCore.PRIMARY_ID) == null) {
            create(database.primaryCore(), "auto-" + now, true);
        }
    }

    Snapshot open(String name) {
        database.structure.lock();
        try {
            ArchiveHead archive = require(name);
            ForkState state = new StateLoader(database.context())
                    .load(archive.state(), archive.info().forkId());
            ViewPin pin = new ViewPin(null, state, archive.state(), "an open archive");
            database.pins().add(pin);
            return new SnapshotView(database, archive.info().forkName(), pin);
        } finally {
            database.structure.unlock();
        }
    }

    private ArchiveHead require(String name) {
        ArchiveHead archive = database.catalog().content().archive(name);
        if (archive == null) {
            throw new StoreException.NotFound("there is no archive '" + name + "'");
        }
        return archive;
    }

    void delete(String name) {
        database.structure.lock();
        try {
            ArchiveHead archive = require(name);
            database.catalog().change(CatalogChange.removeArchives(List.of(name)));
            reclaimSoon(archive);
        } finally {
            database.structure.unlock();
        }
    }

    private void reclaimSoon(ArchiveHead archive) {
        database.forkLifecycle().reclaimSoon(archive.state(), archive.info().forkId());
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.DirectoryStorage;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.RecordReader;
import dev.coppice.store.log.WalState;
import dev.coppice.store.log.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Copies a database while it is written to. First it notes the state of every fork, at one moment, keeps all that
/// these states need from being deleted, and copies the objects; then it copies manifests as far as the states reach,
/// data files, and the parts of logs that the states name, the catalog, and last the file without which the copy is not
/// a database: one that was cut short cannot be taken for another.
///
/// No object changes from before the states are noted until the objects are copied, so they belong together: an object
/// that says which numbers are given away says so of all that are in the states. For the same reason the copy never
/// gives the number of a dropped fork again, of which there may be an object.
final class Backup {
    private static final int BUFFER_BYTES = 1 << 20;

    private final DatabaseCore database;
    private final StoreContext context;
    private final List<ViewPin> pins = new ArrayList<>();
    private final List<ForkHead> heads = new ArrayList<>();
    private List<ArchiveHead> archives = List.of();
    private long nextForkId;
    private final Map<String, Long> manifests = new TreeMap<>();
    private final Map<Long, TreeMap<Long, Long>> logs = new TreeMap<>();
    private final Set<String> dataFiles = new HashSet<>();
    private List<String> objects = List.of();
    private Storage target;

    Backup(DatabaseCore database) {
        this.database = database;
        this.context = database.context();
    }

    void to(Path directory) {
        try (Storage storage = new DirectoryStorage(directory)) {
            to(storage);
        } catch (IOException e) {
            throw IoErrors.wrap("backing up to " + directory, e);
        }
    }

    /// Copies to where nothing is yet.
    void to(Storage storage) throws IOException {
        if (!storage.list("").isEmpty()) {
            throw new StoreException.AlreadyExists(
                    storage.description() + " is not empty; name a new or empty directory for the copy");
        }
        target = storage;
        try {
            noteStatesAndCopyObjects();
            copy();
        } finally {
            pins.forEach(database::unpin);
        }
    }

    private void noteStatesAndCopyObjects() throws IOException {
        database.storedObjects().lock.lock();
        try {
            noteStates();
            findFiles();
            Term.write(target, context.databaseId(), context.term);
            objects = database.storedObjects().list("");
            for (String path : objects) {
                copyObject(path);
            }
        } finally {
            database.storedObjects().lock.unlock();
        }
    }

    private void noteStates() {
        database.structure.lock();
        try {
            CatalogContent catalog = database.catalog().content();
            nextForkId = catalog.nextForkId();
            archives = List.copyOf(catalog.archives().values());
            for (ForkHead head : catalog.forks().values()) {
                if (head.dropped()) {
                    heads.add(head);
                    continue;
                }
                ForkCore core = database.core(head);
                ForkCore.Captured captured = core.capture();
                core.syncLogThrough(captured.pointer().sequence());
                pin(captured.pointer());
                pin(head.forkPoint());
                heads.add(head.withDurable(captured.pointer()));
                // All of them at once may not fit the memory.
                database.idleForks().closeIfIdle(core);
            }
            catalog.forkPointsOfDropped().forEach(this::pin);
            archives.forEach(archive -> pin(archive.state()));
        } finally {
            database.structure.unlock();
        }
    }

    /// Keeps what a pointer names, until all is copied.
    private void pin(StatePointer pointer) {
        ViewPin pin = new ViewPin(null, new ForkState(0, new TableState[0]), pointer, ViewPin.INTERNAL);
        pins.add(pin);
        database.pins().add(pin);
    }

    /// Finds what the states need. Nothing is copied when that cannot be told of all of them.
    private void findFiles() {
        PinnedFiles pinned = new PinnedFiles(context);
        UnreadableTables unreadable = new UnreadableTables();
        for (ViewPin pin : pins) {
            for (TableHead head : pin.pointer().tables()) {
                if (head.manifest() != null) {
                    String path = context.directory(head.manifestForkId(), head.ident(), head.incarnation())
                            .file(head.manifest().fileName());
                    manifests.merge(path, head.manifest().length(), Math::max);
                }
            }
            for (WalRange range : pin.pointer().logs()) {
                if (range.after() < range.through()) {
                    add(range, logs.computeIfAbsent(range.forkId(), id -> new TreeMap<>()));
                }
            }
            pinned.addTo(pin.pointer(), dataFiles, new HashSet<>(), unreadable);
        }
        unreadable.requireNone();
        dataFiles.removeAll(manifests.keySet());
    }

    private void copy() throws IOException {
        for (String path : objects) {
            makeDurable(path);
        }
        for (String path : dataFiles.stream().sorted().toList()) {
            // A file that held nothing any more when the states were noted may be gone.
            if (context.storage.exists(path)) {
                copyFile(path, Long.MAX_VALUE);
            }
        }
        for (Map.Entry<String, Long> manifest : manifests.entrySet()) {
            copyFile(manifest.getKey(), manifest.getValue());
        }
        logs.forEach(this::copyLog);
        copyCatalog();
        copyFile(DatabaseFormat.FILE_NAME, Long.MAX_VALUE);
    }

    private void copyFile(String path, long length) throws IOException {
        try (StorageFile from = context.storage.open(path, Storage.Access.READ);
                StorageFile to = target.create(path)) {
            copyBytes(from, to, Math.min(length, from.size()));
            to.sync();
        }
        syncDirectoryOf(path);
    }

    /// Copies an object, not yet durably: no object can change meanwhile, so it is to be brief.
    private void copyObject(String path) throws IOException {
        try (StorageFile from = context.storage.open(path, Storage.Access.READ);
                StorageFile to = target.create(path)) {
            copyBytes(from, to, from.size());
        }
    }

    private void makeDurable(String path) throws IOException {
        try (StorageFile copy = target.open(path, Storage.Access.READ_WRITE)) {
            copy.sync();
        }
        syncDirectoryOf(path);
    }

    private void syncDirectoryOf(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        target.syncDirectory(slash < 0 ? "" : path.substring(0, slash));
    }

    private static void copyBytes(StorageFile from, StorageFile to, long size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, size));
        for (long at = 0; at < size; ) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, size - at));
            int count = from.read(buffer, at);
            if (count == 0) {
                break; // the unused rest was cut off meanwhile, because the fork was dropped
            }
            buffer.flip();
            if (!isZero(buffer)) {
                to.write(buffer, at);
            }
            at += count;
        }
        to.truncate(size);
    }

    /// Whether there are only zeros, so that holes stay holes.
    private static boolean isZero(ByteBuffer buffer) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Adds a range of a log to others, of which each is kept under its start; those that touch become one.
    private static void add(WalRange range, TreeMap<Long, Long> ranges) {
        long after = range.after();
        long through = range.through();
        Map.Entry<Long, Long> other = ranges.floorEntry(through);
        while (other != null && other.getValue() >= after) {
            after = Math.min(after, other.getKey());
            through = Math.max(through, other.getValue());
            ranges.remove(other.getKey());
            other = ranges.floorEntry(through);
        }
        ranges.put(after, through);
    }

    /// Copies parts of a log. Between them the copy has gaps, as the original may have.
    private void copyLog(long forkId, TreeMap<Long, Long> ranges) {
        WalState state = WalState.empty(ranges.firstKey());
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            long after = range.getKey();
            copyLog(
                    forkId,
                    after,
                    range.getValue(),
                    new WalState(after, after, 0, RecordReader.End.SEALED, "", state.segments()));
            state = WriteAheadLog.replay(
                    target,
                    context.databaseId(),
                    forkId,
                    after,
                    range.getValue(),
                    false,
                    (record, at, length, number) -> {});
        }
    }

    private void copyLog(long forkId, long after, long through, WalState state) {
        try (WriteAheadLog log = new WriteAheadLog(
                target,
                context.databaseId(),
                forkId,
                context.term,
                state,
                context.logSizes.segmentBytes(),
                (from, to) -> true)) {
            WriteAheadLog.replay(
                    context.storage,
                    context.databaseId(),
                    forkId,
                    after,
                    through,
                    false,
                    (bytes, bodyOffset, bodyLength, sequence) -> {
                        int length = RecordFormat.HEADER_LENGTH + bodyLength;
                        int from = bodyOffset - RecordFormat.HEADER_LENGTH;
                        log.append(Arrays.copyOfRange(bytes, from, from + length), length, sequence);
                        log.write();
                    });
            log.sync();
        }
    }

    private void copyCatalog() {
        try (Catalog copy = Catalog.begin(target, context, nextForkId)) {
            copy.change(new CatalogChange(heads, List.of(), archives, List.of()));
        }
    }
}

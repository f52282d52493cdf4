package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ConditionFailedException;
import dev.coppice.store.object.ObjectPaths;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.object.StoredObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The objects of a database: each is a file in the database's directory, named as its path, that holds its bytes and
/// nothing else. Its version is the SHA-256 of these.
///
/// An object is written under a temporary name beside its place, synced, renamed, and the directory synced. One lock
/// makes comparing and replacing one step: only one process writes a database, and it has one of these. Thread-safe.
final class DatabaseObjects implements ObjectStore {
    private static final String TEMPORARY = ".tmp";

    /// Held while an object is read or changed. It is taken before all other locks of the database, or alone.
    final ReentrantLock lock = new ReentrantLock();

    private final DatabaseCore database;
    private final Storage storage;
    private final boolean readOnly;
    // Directories whose names are durable as they are now. Not so after a failed sync; nor, until they are synced once,
    // in what a killed process has left.
    private final Set<String> settled = new HashSet<>();

    DatabaseObjects(DatabaseCore database) {
        this.database = database;
        storage = database.context().storage;
        readOnly = database.context().options.readOnly();
    }

    // ---- what users call ----

    @Override
    public Optional<StoredObject> get(String path) throws IOException {
        checkPath(path);
        lock.lock();
        try {
            database.ensureOpen();
            settle(directoryOf(path));
            return read(path);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String put(String path, byte[] content, Condition condition) throws IOException {
        checkPath(path);
        if (content.length > MAX_CONTENT_LENGTH) {
            throw new StoreException.Invalid("object '" + path + "' would have " + content.length
                    + " bytes, and an object has at most " + MAX_CONTENT_LENGTH + "; put it into a table");
        }
        lock.lock();
        try {
            database.ensureWritable();
            require(condition, path);
            replace(path, content);
        } finally {
            lock.unlock();
        }
        return version(content);
    }

    @Override
    public void delete(String path) throws IOException {
        checkPath(path);
        lock.lock();
        try {
            database.ensureWritable();
            settled.clear();
            remove(path);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        int slash = prefix.lastIndexOf('/');
        String directory = slash < 0 ? "" : prefix.substring(0, slash);
        List<String> found = new ArrayList<>();
        lock.lock();
        try {
            database.ensureOpen();
            if (slash < 0 || (isObjectPath(directory) && !isFile(directory))) {
                collect(directory, prefix, found);
            }
        } finally {
            lock.unlock();
        }
        found.sort(null);
        return found;
    }

    @Override
    public String description() {
        return database.description();
    }

    /// Returns when no change is under way any more. None begins after the database was marked as closed.
    void awaitChanges() {
        lock.lock();
        try {
            settled.clear();
        } finally {
            lock.unlock();
        }
    }

    // ---- paths ----

    private static void checkPath(String path) {
        ObjectPaths.check(path);
        if (isReserved(path)) {
            throw new StoreException.Invalid("'" + path + "' cannot be the path of an object, because '"
                    + firstPart(path) + "' names a file or directory of the database itself; choose another name");
        }
    }

    private static boolean isObjectPath(String path) {
        return ObjectPaths.isValid(path) && !isReserved(path);
    }

    /// Whether a path is, or leads into, what the database keeps in its directory; on some file systems it would even
    /// if letters differ in case.
    private static boolean isReserved(String path) {
        String first = firstPart(path);
        return first.equalsIgnoreCase(DatabaseFormat.FILE_NAME)
                || first.equalsIgnoreCase(Term.FILE_NAME)
                || first.equalsIgnoreCase(Databases.LOCK)
                || first.equalsIgnoreCase(StoreContext.FORKS)
                || first.regionMatches(true, 0, Catalog.PREFIX, 0, Catalog.PREFIX.length());
    }

    private static String firstPart(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private static String directoryOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    // ---- reading ----

    /// Makes durable what names there are in a directory, and whether there is one, unless they surely are.
    private void settle(String directory) throws IOException {
        if (readOnly || settled.contains(directory)) {
            return;
        }
        String existing = directory;
        while (!trySync(existing)) {
            existing = directoryOf(existing);
        }
        settled.add(directory);
    }

    /// @return whether the directory exists; the database's own always does
    private boolean trySync(String directory) throws IOException {
        try {
            storage.syncDirectory(directory);
            return true;
        } catch (NoSuchFileException absent) {
            if (directory.isEmpty()) {
                throw absent;
            }
            return false;
        }
    }

    private Optional<StoredObject> read(String path) throws IOException {
        StorageFile opened;
        try {
            opened = storage.open(path, Storage.Access.READ);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
        try (StorageFile file = opened) {
            byte[] content = content(path, file);
            return Optional.of(new StoredObject(content, version(content)));
        }
    }

    private static byte[] content(String path, StorageFile file) throws IOException {
        long size = file.size();
        if (size > MAX_CONTENT_LENGTH) {
            throw new FileSystemException(
                    path,
                    null,
                    "has " + size + " bytes, and an object has at most " + MAX_CONTENT_LENGTH
                            + "; another program has put it there");
        }
        ByteBuffer content = ByteBuffer.allocate((int) size);
        file.read(content, 0);
        if (content.hasRemaining()) {
            throw new EOFException(path + " ends after " + content.position() + " of its " + size + " bytes");
        }
        return content.array();
    }

    private static String version(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private void collect(String directory, String prefix, List<String> found) throws IOException {
        for (String name : storage.list(directory)) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            if (path.startsWith(prefix) && isObjectPath(path)) {
                if (isFile(path)) {
                    found.add(path);
                } else {
                    collect(path, prefix, found);
                }
            }
        }
    }

    private boolean isFile(String path) throws IOException {
        try {
            storage.list(path);
            return false;
        } catch (NotDirectoryException file) {
            return true;
        }
    }

    // ---- changes ----

    private void require(Condition condition, String path) throws IOException {
        String found = condition instanceof Condition.Any
                ? null
                : read(path).map(StoredObject::version).orElse(null);
        boolean holds = switch (condition) {
            case Condition.Any() -> true;
            case Condition.Absent() -> found == null;
            case Condition.Matches(String version) -> version.equals(found);
        };
        if (!holds) {
            throw new ConditionFailedException(path, condition, found);
        }
    }

    private void replace(String path, byte[] content) throws IOException {
        String directory = directoryOf(path);
        String temporary = path + TEMPORARY;
        settled.remove(directory);
        try {
            storage.delete(temporary);
            try (StorageFile file = storage.create(temporary)) {
                file.write(ByteBuffer.wrap(content), 0);
                file.sync();
            }
            storage.rename(temporary, path);
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
        storage.syncDirectory(directory);
        settled.add(directory);
    }

    /// What stays is replaced when the object is written the next time, and goes when it is deleted.
    private void discard(String temporary, IOException cause) {
        try {
            storage.delete(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// Deletes an object, what an interrupted write of it has left, and the directories that are empty then. It is made
    /// durable also when there was nothing: an earlier attempt may have failed half-way.
    private void remove(String path) throws IOException {
        try {
            storage.delete(path);
        } catch (DirectoryNotEmptyException folder) {
            return; // of other objects, so there is none of this path
        }
        storage.delete(path + TEMPORARY);
        String directory = directoryOf(path);
        while (!directory.isEmpty() && storage.list(directory).isEmpty()) {
            storage.delete(directory);
            directory = directoryOf(directory);
        }
        storage.syncDirectory(directory);
    }
}

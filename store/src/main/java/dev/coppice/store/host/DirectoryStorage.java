package dev.coppice.store.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The files of a database in a directory, through `java.nio.file`: of the machine's disk, or of any other file system
/// whose channels know positions and locks.
///
/// A name never leads outside: parts that mean something to a file system are refused, and symbolic links below the
/// directory are not followed. The directory itself, and those above it, come into being with the first file.
///
/// An interrupt of a thread neither ends a call nor closes a file; it stays set.
public final class DirectoryStorage implements Storage {
    // POSIX gives up all locks that a process has on a file as soon as it closes any descriptor of that file. So
    // whether this process has the lock must be known before the file is opened, in one place for the whole process.
    private static final Set<Object> LOCKED_HERE = new HashSet<>();
    // Channels that must stay open, because closing them would give up a lock that is not ours.
    private static final List<FileChannel> NEVER_CLOSED = new ArrayList<>();

    private final Path directory;
    private final Set<DirectoryFile> openFiles = ConcurrentHashMap.newKeySet();
    // Directories whose own names are known to be durable. An earlier process may have ended before it synced them.
    private final Set<String> durableDirectories = ConcurrentHashMap.newKeySet();
    // Directories above ours that gained a name when ours was created, to be synced with the first sync.
    private final Set<Path> unsyncedAbove = ConcurrentHashMap.newKeySet();

    /// A storage on a directory that exists, or will when the first file is created. Touches nothing.
    public DirectoryStorage(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public StorageFile create(String name) throws IOException {
        Path path = resolve(name);
        createDirectories(path.getParent());
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                .close();
        return remember(DirectoryFile.open(this, name, path, true));
    }

    @Override
    public StorageFile open(String name, Access access) throws IOException {
        return remember(DirectoryFile.open(this, name, resolve(name), access == Access.READ_WRITE));
    }

    @Override
    public List<String> list(String name) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolveDirectory(name))) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    @Override
    public boolean exists(String name) throws IOException {
        try {
            attributes(resolveDirectory(name));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE);
        openFiles.forEach(file -> file.renamed(from, to));
    }

    @Override
    public void delete(String name) throws IOException {
        durableDirectories.remove(name);
        Files.deleteIfExists(resolve(name));
    }

    @Override
    public void syncDirectory(String name) throws IOException {
        forceDirectory(resolveDirectory(name));
        String current = name;
        while (!current.isEmpty() && !durableDirectories.contains(current)) {
            String parent = current.substring(0, Math.max(0, current.lastIndexOf('/')));
            forceDirectory(resolveDirectory(parent));
            durableDirectories.add(current);
            current = parent;
        }
        for (Path above : unsyncedAbove) {
            forceDirectory(above);
            unsyncedAbove.remove(above);
        }
    }

    @Override
    public AutoCloseable tryLock(String name) throws IOException {
        Path path = resolve(name);
        synchronized (LOCKED_HERE) {
            createDirectories(path.getParent());
            try {
                Files.createFile(path); // fails without opening, where the file exists
            } catch (FileAlreadyExistsException e) {
                if (LOCKED_HERE.contains(lockKey(path))) {
                    return null;
                }
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    channel.close();
                    return null;
                }
            } catch (
                    OverlappingFileLockException e) { // other code in this process, perhaps a second copy of this class
                NEVER_CLOSED.add(channel);
                return null;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            Object key = lockKey(path);
            LOCKED_HERE.add(key);
            return () -> unlock(key, channel);
        }
    }

    @Override
    public String description() {
        return directory.toString();
    }

    @Override
    public long usableBytes() throws IOException {
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.getFileStore(existing).getUsableSpace();
    }

    /// Does nothing: the storage holds nothing that its files do not.
    @Override
    public void close() {}

    /// The path of a file.
    ///
    /// @throws IllegalArgumentException when the name is none of this storage
    /// @throws FileSystemException when a symbolic link is in the way
    Path resolve(String name) throws IOException {
        Path path = directory;
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || !isPlain(part)) {
                throw new IllegalArgumentException("'" + name + "' names no file of a storage");
            }
            path = path.resolve(part);
            if (Files.isSymbolicLink(path)) {
                throw new FileSystemException(
                        path.toString(), null, "is a symbolic link, which a database does not follow");
            }
        }
        return path;
    }

    void forget(DirectoryFile file) {
        openFiles.remove(file);
    }

    private Path resolveDirectory(String name) throws IOException {
        return name.isEmpty() ? directory : resolve(name);
    }

    private static boolean isPlain(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '\\' || c == ':' || c < ' ') {
                return false;
            }
        }
        return true;
    }

    private StorageFile remember(DirectoryFile file) {
        openFiles.add(file);
        return file;
    }

    private void createDirectories(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        for (Path above = directory; above != null && !Files.exists(above); above = above.getParent()) {
            if (above.getParent() != null) {
                unsyncedAbove.add(above.getParent());
            }
        }
        Files.createDirectories(path);
    }

    private static void forceDirectory(Path path) throws IOException {
        SyncChannel opened;
        try {
            opened = SyncChannel.open(path, StandardOpenOption.READ);
        } catch (FileSystemException e) {
            if (cannotOpenDirectories(path) && Files.isDirectory(path)) {
                return;
            }
            throw e;
        }
        try (SyncChannel channel = opened) {
            channel.force(true);
        }
    }

    // Windows opens no directories, and makes names durable by itself.
    private static boolean cannotOpenDirectories(Path path) {
        return path.getFileSystem() == FileSystems.getDefault()
                && System.getProperty("os.name").startsWith("Windows");
    }

    private static Object lockKey(Path path) throws IOException {
        Object key = attributes(path).fileKey();
        return Objects.requireNonNullElse(key, path.toRealPath());
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void unlock(Object key, FileChannel channel) throws IOException {
        synchronized (LOCKED_HERE) {
            if (LOCKED_HERE.contains(key) && channel.isOpen()) {
                channel.close();
                LOCKED_HERE.remove(key);
            }
        }
    }
}

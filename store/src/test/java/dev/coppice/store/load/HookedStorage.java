package dev.coppice.store.load;

import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/// A storage that lets a test have a word before each call.
public final class HookedStorage implements Storage {
    /// The calls that a hook is told of.
    public enum Call {
        CREATE,
        OPEN,
        LIST,
        RENAME,
        DELETE,
        SYNC_DIRECTORY,
        READ,
        WRITE,
        SYNC,
        TRUNCATE,
        MAP
    }

    /// Is told of a call before it is made, and may make it fail or wait.
    @FunctionalInterface
    public interface Hook {
        void before(Call call, String name) throws IOException;
    }

    private final Storage storage;
    private final Hook hook;

    /// Passes each call on to another storage.
    public HookedStorage(Storage storage, Hook hook) {
        this.storage = storage;
        this.hook = hook;
    }

    @Override
    public StorageFile create(String name) throws IOException {
        hook.before(Call.CREATE, name);
        return new HookedFile(storage.create(name), name);
    }

    @Override
    public StorageFile open(String name, Access access) throws IOException {
        hook.before(Call.OPEN, name);
        return new HookedFile(storage.open(name, access), name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        hook.before(Call.LIST, directory);
        return storage.list(directory);
    }

    @Override
    public boolean exists(String name) throws IOException {
        return storage.exists(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        hook.before(Call.RENAME, from);
        storage.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        hook.before(Call.DELETE, name);
        storage.delete(name);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        hook.before(Call.SYNC_DIRECTORY, directory);
        storage.syncDirectory(directory);
    }

    @Override
    public AutoCloseable tryLock(String name) throws IOException {
        return storage.tryLock(name);
    }

    @Override
    public String description() {
        return storage.description();
    }

    @Override
    public long usableBytes() throws IOException {
        return storage.usableBytes();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }

    private final class HookedFile implements StorageFile {
        private final StorageFile file;
        private final String name;

        HookedFile(StorageFile file, String name) {
            this.file = file;
            this.name = name;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            hook.before(Call.READ, name);
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            hook.before(Call.WRITE, name);
            file.write(source, position);
        }

        @Override
        public void sync() throws IOException {
            hook.before(Call.SYNC, name);
            file.sync();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            hook.before(Call.TRUNCATE, name);
            file.truncate(size);
        }

        @Override
        public MemorySegment map(long position, long size) throws IOException {
            hook.before(Call.MAP, name);
            return file.map(position, size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

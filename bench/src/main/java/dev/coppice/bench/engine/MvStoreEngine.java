package dev.coppice.bench.engine;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Tally;
import dev.coppice.bench.data.ValueSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/// MVStore, the storage engine of H2, used as a map of byte arrays.
final class MvStoreEngine implements Engine {
    static final String SETTINGS = """
            A page cache of the common size, no old versions kept, all else at its default. A batch ends with \
            `commit()`; a buffered put leaves that to the background thread, as MVStore's users do, which may lose \
            the last second's to a kill; a durable put is followed by `commit()` and `sync()`. Branch: reuse of \
            space off, commit, copy of the file, opened.""";

    private static final String FILE_NAME = "store.mv";
    private static final int SETTLE_MILLIS_MAX = 10_000;

    private final EngineOptions options;
    private final MVStore store;
    private final MVMap<byte[], byte[]> entries;

    MvStoreEngine(EngineOptions options) throws IOException {
        this.options = options;
        Files.createDirectories(options.directory());
        this.store = new MVStore.Builder()
                .fileName(file(options.directory()).toString())
                .cacheSize(Math.toIntExact(options.cacheBytes() >> 20))
                .open();
        this.store.setVersionsToKeep(0);
        this.entries = store.openMap(
                "entries",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private static Path file(Path directory) {
        return directory.resolve(FILE_NAME);
    }

    @Override
    public Session session() {
        return new MvStoreSession();
    }

    @Override
    public void sync() {
        store.commit();
        store.sync();
    }

    @Override
    public void settle() {
        sync();
        store.compactFile(SETTLE_MILLIS_MAX);
        store.sync();
    }

    @Override
    public Engine branch(Path target) throws IOException {
        Files.createDirectories(target);
        store.setReuseSpace(false); // the documented way to copy the file of an open store
        try {
            store.commit();
            Files.copy(file(options.directory()), file(target));
        } finally {
            store.setReuseSpace(true);
        }
        return new MvStoreEngine(options.branchedTo(target));
    }

    static String version() {
        return MVStore.class.getPackage().getImplementationVersion();
    }

    @Override
    public void close() {
        store.close();
    }

    private final class MvStoreSession implements Session {
        @Override
        public void refresh() {
            // Reads see the latest state.
        }

        @Override
        public long get(byte[] key) {
            byte[] value = entries.get(key);
            return value == null ? ABSENT : ValueSum.of(value, value.length);
        }

        @Override
        public void scan(byte[] from, long limit, Tally tally) {
            Cursor<byte[], byte[]> cursor = entries.cursor(from);
            for (long left = limit; left > 0 && cursor.hasNext(); left--) {
                byte[] key = cursor.next();
                byte[] value = cursor.getValue();
                tally.add(Dataset.high(key), Dataset.low(key), ValueSum.of(value, value.length));
            }
        }

        @Override
        public void write(Batch batch) {
            for (int i = 0; i < batch.size(); i++) {
                put(batch.key(i), batch.value(i));
            }
            store.commit();
        }

        @Override
        public void put(byte[] key, byte[] value) {
            entries.put(key.clone(), value.clone()); // the map keeps the arrays, and the caller uses his again
        }

        @Override
        public void putDurable(byte[] key, byte[] value) {
            put(key, value);
            sync();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}

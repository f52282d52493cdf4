package dev.coppice.bench.engine;

import static org.lmdbjava.EnvFlags.MDB_NORDAHEAD;
import static org.lmdbjava.EnvFlags.MDB_NOSYNC;
import static org.lmdbjava.EnvFlags.MDB_WRITEMAP;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Tally;
import dev.coppice.bench.data.ValueSum;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.Meta;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/// LMDB through lmdbjava, whose optimal buffer proxy reads values where they are mapped.
final class LmdbEngine implements Engine {
    static final String SETTINGS = """
            A map of 256 GiB, no read-ahead, no argument checks. Buffered writes with `MDB_NOSYNC` and \
            `MDB_WRITEMAP`, the faster way, durable ones with LMDB's own defaults; sorted loads with `MDB_APPEND`. \
            Read workloads keep one read transaction for each thread, mixed ones renew it before each read. LMDB \
            caches nothing itself: it reads the page cache. Branch: `mdb_env_copy`, opened.""";

    private static final long MAP_BYTES = 256L << 30;
    private static final String DISABLE_CHECKS = "lmdbjava.disable.checks";

    private final EngineOptions options;
    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> entries;

    LmdbEngine(EngineOptions options) throws Exception {
        System.setProperty(DISABLE_CHECKS, "true");
        this.options = options;
        Files.createDirectories(options.directory());
        EnvFlags[] flags = switch (options.durability()) {
            case BUFFERED -> new EnvFlags[] {MDB_NORDAHEAD, MDB_WRITEMAP, MDB_NOSYNC};
            case DURABLE -> new EnvFlags[] {MDB_NORDAHEAD};
        };
        this.environment = Env.create()
                .setMapSize(MAP_BYTES)
                .setMaxDbs(1)
                .setMaxReaders(64)
                .open(options.directory().toFile(), flags);
        this.entries = environment.openDbi("entries", DbiFlags.MDB_CREATE);
    }

    @Override
    public Session session() {
        return new LmdbSession();
    }

    @Override
    public void sync() {
        environment.sync(true);
    }

    @Override
    public void settle() {
        sync(); // LMDB has no background work
    }

    @Override
    public Engine branch(Path target) throws Exception {
        Files.createDirectories(target);
        environment.copy(target.toFile());
        return new LmdbEngine(options.branchedTo(target));
    }

    static String version() {
        Meta.Version version = Meta.version();
        return version.major + "." + version.minor + "." + version.patch;
    }

    @Override
    public void close() {
        environment.close();
    }

    private final class LmdbSession implements Session {
        private static final int VALUE_CAPACITY = 1 << 16;

        private final ByteBuffer keyBuffer = ByteBuffer.allocateDirect(Dataset.KEY_SIZE);
        private final ByteBuffer valueBuffer = ByteBuffer.allocateDirect(VALUE_CAPACITY);
        private Txn<ByteBuffer> reader;
        private Cursor<ByteBuffer> cursor;

        @Override
        public void refresh() {
            if (reader == null) {
                reader = environment.txnRead();
                return;
            }
            reader.reset();
            reader.renew();
            if (cursor != null) {
                cursor.renew(reader);
            }
        }

        @Override
        public long get(byte[] key) {
            ByteBuffer value = entries.get(reader, keyBuffer.clear().put(key).flip());
            return value == null ? ABSENT : ValueSum.of(value);
        }

        @Override
        public void scan(byte[] from, long limit, Tally tally) {
            if (cursor == null) {
                cursor = entries.openCursor(reader);
            }
            boolean found = cursor.get(keyBuffer.clear().put(from).flip(), GetOp.MDB_SET_RANGE);
            for (long left = limit; left > 0 && found; left--) {
                ByteBuffer key = cursor.key();
                tally.add(key.getLong(0), key.getLong(8), ValueSum.of(cursor.val()));
                found = cursor.next();
            }
        }

        @Override
        public void write(Batch batch) {
            try (Txn<ByteBuffer> transaction = environment.txnWrite();
                    Cursor<ByteBuffer> writer = entries.openCursor(transaction)) {
                for (int i = 0; i < batch.size(); i++) {
                    keyBuffer.clear().put(batch.key(i)).flip();
                    valueBuffer.clear().put(batch.value(i)).flip();
                    if (batch.ascending()) {
                        writer.put(keyBuffer, valueBuffer, PutFlags.MDB_APPEND);
                    } else {
                        writer.put(keyBuffer, valueBuffer);
                    }
                }
                transaction.commit();
            }
        }

        @Override
        public void put(byte[] key, byte[] value) {
            try (Txn<ByteBuffer> transaction = environment.txnWrite()) {
                keyBuffer.clear().put(key).flip();
                valueBuffer.clear().put(value).flip();
                entries.put(transaction, keyBuffer, valueBuffer);
                transaction.commit();
            }
        }

        @Override
        public void putDurable(byte[] key, byte[] value) {
            put(key, value); // the environment was opened to sync each commit
        }

        @Override
        public void close() {
            if (cursor != null) {
                cursor.close();
            }
            if (reader != null) {
                reader.close();
            }
        }
    }
}

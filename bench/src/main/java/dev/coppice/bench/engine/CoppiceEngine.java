package dev.coppice.bench.engine;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Tally;
import dev.coppice.bench.data.ValueSum;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.TransactionOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;

/// Coppice through its public API: the primary fork of a database, or a fork made by [#branch].
public final class CoppiceEngine implements Engine {
    static final String SETTINGS = """
            All options at their default. Values are copied into a segment that is used again. Buffered writes are \
            commits with `BUFFERED`, durable ones with `DURABLE`, both retried on conflict. Coppice caches nothing \
            itself: it reads the page cache. Branch: a fork.""";

    /// Commits held in memory between checkpoints: an eighth of what the other engines get as their cache.
    private static final long WRITE_BUFFER_BYTES = 128L << 20;
    private static final TransactionOptions BUFFERED =
            new TransactionOptions(Isolation.SNAPSHOT, dev.coppice.store.Durability.BUFFERED, Integer.MAX_VALUE);
    private static final TransactionOptions DURABLE = BUFFERED.with(dev.coppice.store.Durability.DURABLE);

    private final Database database;
    private final Fork fork;
    private final Table table;

    CoppiceEngine(EngineOptions options) {
        this(Database.open(options.directory(), DatabaseOptions.DEFAULT.withWriteBufferBytes(WRITE_BUFFER_BYTES)));
    }

    private CoppiceEngine(Database database) {
        this(database, database.primary());
    }

    private CoppiceEngine(Database database, Fork fork) {
        this.database = database;
        this.fork = fork;
        this.table = fork.table("entries");
    }

    /// The fork that this engine reads and writes.
    public Fork fork() {
        return fork;
    }

    /// The table that holds the entries.
    public Table table() {
        return table;
    }

    @Override
    public Session session() {
        return new CoppiceSession();
    }

    @Override
    public void sync() {
        fork.sync();
    }

    @Override
    public void settle() {
        database.checkpoint();
        database.compact();
    }

    /// Forks. Nothing is written to `target`, whose last name becomes the fork's.
    @Override
    public CoppiceEngine branch(Path target) {
        return new CoppiceEngine(database, fork.fork(target.getFileName().toString()));
    }

    static String version() {
        // This jar's: it is built together with the store's.
        return Objects.requireNonNullElse(CoppiceEngine.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    /// Closes the database, or only the handle of a fork made by [#branch].
    @Override
    public void close() {
        if (fork.name().equals(Fork.PRIMARY)) {
            database.close();
        } else {
            fork.close();
        }
    }

    private final class CoppiceSession implements Session {
        private static final int VALUE_CAPACITY = 1 << 16;

        private final byte[] keyBuffer = new byte[Dataset.KEY_SIZE];
        private final MemorySegment valueBuffer = Arena.ofAuto().allocate(VALUE_CAPACITY, Long.BYTES);
        private Cursor cursor;

        @Override
        public void refresh() {
            closeCursor(); // gets see the latest commit anyway
        }

        @Override
        public long get(byte[] key) {
            long length = fork.get(table, key, valueBuffer);
            return length < 0 ? ABSENT : ValueSum.of(valueBuffer, 0, length);
        }

        @Override
        public void scan(byte[] from, long limit, Tally tally) {
            if (cursor == null) {
                cursor = fork.cursor(table, KeyRange.all());
            }
            boolean found = cursor.seek(from);
            for (long left = limit; left > 0 && found; left--) {
                cursor.copyKey(keyBuffer);
                long length = cursor.copyValue(valueBuffer);
                tally.add(Dataset.high(keyBuffer), Dataset.low(keyBuffer), ValueSum.of(valueBuffer, 0, length));
                found = cursor.next();
            }
        }

        @Override
        public void write(Batch batch) {
            fork.transact(BUFFERED, transaction -> {
                for (int i = 0; i < batch.size(); i++) {
                    transaction.put(table, batch.key(i), batch.value(i));
                }
                return null;
            });
        }

        @Override
        public void put(byte[] key, byte[] value) {
            put(BUFFERED, key, value);
        }

        @Override
        public void putDurable(byte[] key, byte[] value) {
            put(DURABLE, key, value);
        }

        private void put(TransactionOptions options, byte[] key, byte[] value) {
            fork.transact(options, transaction -> {
                transaction.put(table, key, value);
                return null;
            });
        }

        @Override
        public void close() {
            closeCursor();
        }

        private void closeCursor() {
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
        }
    }
}

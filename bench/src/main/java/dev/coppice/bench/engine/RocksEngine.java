package dev.coppice.bench.engine;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Tally;
import dev.coppice.bench.data.ValueSum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB through its own Java binding, with direct buffers, which spare it one copy across JNI.
final class RocksEngine implements Engine {
    static final String SETTINGS = """
            LZ4 blocks of 4 KiB with the hash index for point reads, Bloom filters of 10 bits a key, a block cache of \
            the common size, background work on 2 threads, all else at its default. Buffered writes go to the \
            write-ahead log without sync, durable ones with `sync=true`. Branch: a checkpoint (hard links), opened.""";

    private static final long POLL_MILLIS = 5;

    static {
        RocksDB.loadLibrary(); // before any field below is given a native object
    }

    private final EngineOptions engineOptions;
    private final Cache cache;
    private final BloomFilter filter;
    private final Options options;
    private final WriteOptions buffered = new WriteOptions();
    private final WriteOptions durable = new WriteOptions().setSync(true);
    private final RocksDB database;

    RocksEngine(EngineOptions engineOptions) throws Exception {
        this.engineOptions = engineOptions;
        this.cache = new LRUCache(engineOptions.cacheBytes());
        this.filter = new BloomFilter(10, false);
        this.options = new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setIncreaseParallelism(2)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(filter)
                        .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash));
        Files.createDirectories(engineOptions.directory());
        this.database = RocksDB.open(options, engineOptions.directory().toString());
    }

    @Override
    public Session session() {
        return new RocksSession();
    }

    @Override
    public void sync() throws RocksDBException {
        database.flushWal(true);
    }

    @Override
    public void settle() throws Exception {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            database.flush(flush);
        }
        while (database.getLongProperty("rocksdb.num-running-compactions") > 0
                || database.getLongProperty("rocksdb.compaction-pending") > 0
                || database.getLongProperty("rocksdb.num-running-flushes") > 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public Engine branch(Path target) throws Exception {
        try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(target.toString());
        }
        return new RocksEngine(engineOptions.branchedTo(target));
    }

    static String version() {
        return RocksDB.rocksdbVersion().toString();
    }

    @Override
    public void close() throws IOException {
        try {
            database.closeE();
        } catch (RocksDBException failure) {
            throw new IOException(failure);
        }
        buffered.close();
        durable.close();
        options.close();
        filter.close();
        cache.close();
    }

    private final class RocksSession implements Session {
        private static final int VALUE_CAPACITY = 1 << 16;

        private final ReadOptions reads = new ReadOptions();
        private final WriteBatch writeBatch = new WriteBatch();
        private final ByteBuffer keyBuffer = ByteBuffer.allocateDirect(Dataset.KEY_SIZE);
        private final ByteBuffer valueBuffer = ByteBuffer.allocateDirect(VALUE_CAPACITY);
        private RocksIterator entries;

        @Override
        public void refresh() throws RocksDBException {
            if (entries != null) { // gets without a snapshot see the latest state anyway
                entries.refresh();
            }
        }

        @Override
        public long get(byte[] key) throws RocksDBException {
            keyBuffer.clear().put(key).flip();
            int size = database.get(reads, keyBuffer, valueBuffer.clear());
            return size == RocksDB.NOT_FOUND ? ABSENT : ValueSum.of(valueBuffer);
        }

        @Override
        public void scan(byte[] from, long limit, Tally tally) throws RocksDBException {
            if (entries == null) {
                entries = database.newIterator(reads);
            }
            entries.seek(from);
            for (long left = limit; left > 0 && entries.isValid(); left--) {
                entries.key(keyBuffer.clear());
                entries.value(valueBuffer.clear());
                tally.add(keyBuffer.getLong(0), keyBuffer.getLong(8), ValueSum.of(valueBuffer));
                entries.next();
            }
            entries.status();
        }

        @Override
        public void write(Batch batch) throws RocksDBException {
            writeBatch.clear();
            for (int i = 0; i < batch.size(); i++) {
                writeBatch.put(batch.key(i), batch.value(i));
            }
            database.write(buffered, writeBatch);
        }

        @Override
        public void put(byte[] key, byte[] value) throws RocksDBException {
            database.put(buffered, key, value);
        }

        @Override
        public void putDurable(byte[] key, byte[] value) throws RocksDBException {
            database.put(durable, key, value);
        }

        @Override
        public void close() {
            if (entries != null) {
                entries.close();
            }
            writeBatch.close();
            reads.close();
        }
    }
}

package dev.coppice.store.engine;

import dev.coppice.store.Cursor;
import dev.coppice.store.Durability;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.ValueLocation;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A transaction. Its writes are gathered as the bytes of the commit record from the start; reading them back puts them
/// into a private delta over the snapshot.
///
/// A large value lies in pages whose mapping only the commit publishes, so the transaction reads it back through pages
/// that know of them already.
final class TransactionView extends TableReads implements Transaction {
    private final DatabaseCore database;
    private final ForkCore fork;
    private final Isolation isolation;
    private final ForkState snapshot;
    private final ViewPin pin;
    private final long now;
    private final CommitRecord record;
    private final Map<Integer, TransactionTable> tables = new TreeMap<>();
    private final List<Integer> created = new ArrayList<>();
    private final Set<WriteSet.Required> required = new LinkedHashSet<>();
    private final WriteSet.ReadSet reads = new WriteSet.ReadSet();
    private TransactionTable latest;
    private boolean dropsTable;
    private boolean isOpen = true;

    TransactionView(DatabaseCore database, ForkCore fork, Isolation isolation) {
        this(database, fork, isolation, ViewPin.TRANSACTION);
    }

    /// @param description what the transaction is, to whoever wants to drop the fork
    TransactionView(DatabaseCore database, ForkCore fork, Isolation isolation, String description) {
        super(database.context().tables);
        this.database = database;
        this.fork = fork;
        this.isolation = isolation;
        record = new CommitRecord(fork.committer().latestLength());
        pin = database.pinForTransaction(fork, description);
        snapshot = pin.state();
        now = database.context().now();
    }

    // ---- reads ----

    @Override
    Layers layers(TableHandle handle) {
        ensureOpen();
        TransactionTable table = tables.get(handle.slot());
        if (table != null) {
            return table.layers(record);
        }
        TableState state = snapshot.table(handle.slot());
        return state == null ? null : state.layers();
    }

    @Override
    long now() {
        return now;
    }

    @Override
    Cursor open(TableHandle handle, KeyRange range) {
        Layers layers = layers(handle);
        return new CursorView(layers == null ? TableState.NO_LAYERS : layers, range, now, () -> {});
    }

    @Override
    void noteKey(TableHandle handle, byte[] key) {
        if (isolation == Isolation.SERIALIZABLE) {
            reads.add(handle, key);
        }
    }

    @Override
    void noteRange(TableHandle handle, KeyRange range) {
        if (isolation == Isolation.SERIALIZABLE) {
            reads.add(handle, range);
        }
    }

    @Override
    public void requireUnchanged(Table table, byte[] key) {
        checkKey(key);
        ensureOpen();
        reads.add(handle(table), key);
    }

    @Override
    public void requireUnchanged(Table table, KeyRange range) {
        ensureOpen();
        reads.add(handle(table), range);
    }

    @Override
    public List<TableIdent> tables() {
        ensureOpen();
        List<TableIdent> idents = new ArrayList<>();
        for (TableState state : snapshot.tables()) {
            if (state != null) {
                TableHandle handle = registry().handle(state.partition().ident());
                TransactionTable table = tables.get(handle.slot());
                if (table == null || table.exists()) {
                    idents.add(handle.ident());
                }
            }
        }
        for (TransactionTable table : tables.values()) {
            if (table.exists() && !idents.contains(table.handle.ident())) {
                idents.add(table.handle.ident());
            }
        }
        idents.sort(null);
        return idents;
    }

    /// Whether an entry is there and its time has passed.
    boolean isExpired(TableHandle handle, byte[] key, long nowMillis) {
        Layers layers = layers(handle);
        ValueLocation location = new ValueLocation();
        return layers != null && layers.find(key, key.length, location) && location.isExpired(nowMillis);
    }

    // ---- writes ----

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        put(table, key, value, 0);
    }

    @Override
    public void put(Table table, byte[] key, byte[] value, long expiresAtMillis) {
        if (value.length >= LargeValues.THRESHOLD) {
            put(table, key, new ByteArrayInputStream(value), value.length, expiresAtMillis);
            return;
        }
        TransactionTable target = target(table, key, expiresAtMillis);
        target.mutated(record.put(target.handle.ident(), key, expiresAtMillis, value));
    }

    @Override
    public void put(Table table, byte[] key, InputStream value, long length, long expiresAtMillis) {
        LargeValues.checkLength(length);
        if (length < LargeValues.THRESHOLD) {
            put(table, key, LargeValues.readAll(value, (int) length), expiresAtMillis);
            return;
        }
        checkKey(key);
        ensureOpen();
        createNow(table(handle(table)));
        TransactionTable target = target(table, key, expiresAtMillis);
        LargeValues values = largeValues(target);
        long first = values.write(value, length);
        target.mutated(record.putOverflow(target.handle.ident(), key, expiresAtMillis, length, first));
    }

    /// A large value needs a partition to go to, which only a table that exists has.
    private void createNow(TransactionTable target) {
        TableHandle handle = target.handle;
        if (target.wasDropped()) {
            throw new StoreException.Invalid("a transaction cannot write a large value to table " + handle.ident()
                    + " after it has dropped it; commit first");
        }
        if (snapshot.table(handle.slot()) == null && fork.state().table(handle.slot()) == null) {
            CommitRecord creation = new CommitRecord();
            creation.create(handle.ident());
            fork.committer()
                    .commit(
                            new WriteSet(
                                    fork.state(),
                                    creation.toRecord(),
                                    creation.length(),
                                    List.of(),
                                    List.of(),
                                    new WriteSet.ReadSet()),
                            Durability.BUFFERED);
            created.remove((Integer) handle.slot());
        }
    }

    private LargeValues largeValues(TransactionTable target) {
        if (target.largeValues == null) {
            int slot = target.handle.slot();
            TableState present = fork.state().table(slot);
            TableState before = snapshot.table(slot);
            if (present == null || (before != null && present.incarnation() != before.incarnation())) {
                throw new StoreException.Conflict(
                        "another transaction dropped the table " + target.handle.ident() + "; run this one again");
            }
            required.add(new WriteSet.Required(slot, present.incarnation()));
            target.largeValues = new LargeValues(present.partition(), present.pages(), target.mapping());
        }
        return target.largeValues;
    }

    @Override
    public void delete(Table table, byte[] key) {
        checkKey(key);
        ensureOpen();
        TransactionTable target = table(handle(table));
        if (target.exists()) {
            require(target);
            target.mutated(record.delete(target.handle.ident(), key));
        }
    }

    @Override
    public void truncate(Table table, byte[] fromKey) {
        checkKey(fromKey);
        ensureOpen();
        TransactionTable target = table(handle(table));
        if (target.exists()) {
            require(target);
            record.truncate(target.handle.ident(), fromKey);
            target.truncated(fromKey, record);
        }
    }

    @Override
    public void create(Table table) {
        ensureOpen();
        TransactionTable target = table(handle(table));
        if (target.exists()) {
            throw new StoreException.AlreadyExists("table " + target.handle.ident() + " exists");
        }
        record.create(target.handle.ident());
        if (snapshot.table(target.handle.slot()) == null && !created.contains(target.handle.slot())) {
            created.add(target.handle.slot());
        }
        target.created();
    }

    @Override
    public void drop(Table table) {
        ensureOpen();
        TransactionTable target = table(handle(table));
        if (!target.exists()) {
            throw new StoreException.NotFound("there is no table " + target.handle.ident());
        }
        if (target.largeValues != null) {
            throw new StoreException.Invalid("a transaction cannot drop table " + target.handle.ident()
                    + " after it has written a large value to it; commit first");
        }
        require(target);
        record.drop(target.handle.ident());
        dropsTable = true;
        target.dropped();
    }

    private TransactionTable target(Table table, byte[] key, long expiresAtMillis) {
        checkKey(key);
        ensureOpen();
        LargeValues.checkExpiry(expiresAtMillis);
        TransactionTable target = table(handle(table));
        if (target.exists()) {
            require(target);
        } else {
            record.create(target.handle.ident());
            target.created();
        }
        return target;
    }

    private TransactionTable table(TableHandle handle) {
        // A load puts entry after entry into one table.
        if (latest == null || latest.handle.slot() != handle.slot()) {
            latest = tables.computeIfAbsent(handle.slot(), slot -> new TransactionTable(handle, snapshot.table(slot)));
        }
        return latest;
    }

    private void require(TransactionTable target) {
        if (target.require()) {
            int slot = target.handle.slot();
            required.add(new WriteSet.Required(slot, snapshot.table(slot).incarnation()));
        }
    }

    // ---- end ----

    @Override
    public long commit(Durability durability) {
        ensureOpen();
        // A drop makes room by itself, and is the way out when a table is damaged and cannot be merged.
        if (!record.isEmpty() && !dropsTable) {
            fork.awaitRoom();
        }
        return commitAtOnce(durability);
    }

    /// Commits, however much is in the write buffer already: background work must not wait for other background work.
    long commitAtOnce(Durability durability) {
        ensureOpen();
        if (record.isEmpty()) {
            close();
            return snapshot.sequence();
        }
        boolean isCommitted = false;
        try {
            for (TransactionTable table : tables.values()) {
                if (table.largeValues != null) {
                    table.largeValues.sync();
                    table.largeValues.appendTo(record, table.handle.ident());
                }
            }
            byte[] bytes = record.toRecord();
            WriteSet writes = new WriteSet(snapshot, bytes, record.length(), created, List.copyOf(required), reads);
            long sequence = fork.committer().commit(writes, durability);
            isCommitted = true;
            return sequence;
        } finally {
            end(isCommitted);
        }
    }

    private void ensureOpen() {
        if (!isOpen) {
            throw new StoreException.Closed("the transaction has ended");
        }
        database.ensureOpen();
    }

    @Override
    public void close() {
        if (isOpen) {
            end(false);
        }
    }

    private void end(boolean isCommitted) {
        isOpen = false;
        for (TransactionTable table : tables.values()) {
            if (table.largeValues != null) {
                if (isCommitted) {
                    table.largeValues.committed();
                } else {
                    table.largeValues.giveUp(fork.hasFailed());
                }
            }
        }
        database.unpinTransaction(pin);
    }
}

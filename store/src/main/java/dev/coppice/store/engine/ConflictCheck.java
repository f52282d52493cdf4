package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.tree.Tree;
import java.util.HexFormat;

/// Decides whether a transaction may commit on top of the commits since its snapshot: first committer wins. Used under
/// the fork's commit lock.
final class ConflictCheck implements CommitOperations {
    private static final int SHOWN_KEY_BYTES = 40;

    private final WriteSet writes;
    private final StateEditor now;
    private final RecentWrites recent;
    private final TableRegistry registry;
    private final long after;
    private final byte[] key = new byte[Limits.MAX_KEY_LENGTH];

    private ConflictCheck(WriteSet writes, StateEditor now, RecentWrites recent, TableRegistry registry) {
        this.writes = writes;
        this.now = now;
        this.recent = recent;
        this.registry = registry;
        after = writes.snapshot().sequence();
    }

    /// Checks a transaction.
    ///
    /// @throws StoreException.Conflict when another one won
    static void check(WriteSet writes, StateEditor now, RecentWrites recent, TableRegistry registry) {
        if (now.sequence() == writes.snapshot().sequence()) {
            return;
        }
        if (recent.isTooOld(writes.snapshot().sequence())) {
            throw new StoreException.Conflict("the transaction has been open for so long that its conflicts are no "
                    + "longer known; run it again, or enlarge the write buffer");
        }
        new ConflictCheck(writes, now, recent, registry).run();
    }

    private void run() {
        for (int slot : writes.created()) {
            if (now.table(slot) != null) {
                throw new StoreException.Conflict("another transaction created a table that this one creates");
            }
        }
        for (WriteSet.Required required : writes.required()) {
            requireSameTable(required.slot(), required.incarnation());
        }
        int bodyLength = writes.length() - RecordFormat.HEADER_LENGTH;
        CommitRecord.visit(writes.record(), RecordFormat.HEADER_LENGTH, bodyLength, this);
        checkReads(writes.reads());
    }

    private void requireSameTable(int slot) {
        TableState before = writes.snapshot().table(slot);
        if (before != null) {
            requireSameTable(slot, before.incarnation());
        }
    }

    private void requireSameTable(int slot, long incarnation) {
        TableState present = now.table(slot);
        if (present == null || present.incarnation() != incarnation) {
            throw new StoreException.Conflict("another transaction dropped a table that this one uses; run it again");
        }
    }

    private void checkReads(WriteSet.ReadSet reads) {
        for (WriteSet.ReadSet.Key read : reads.keys) {
            requireSameTable(read.slot());
            TableState table = now.table(read.slot());
            if (table != null && recent.isWritten(table, read.slot(), read.key(), read.key().length, after)) {
                throw conflict(table.partition().ident(), read.key(), read.key().length, "relies on");
            }
        }
        for (WriteSet.ReadSet.Range read : reads.ranges) {
            requireSameTable(read.slot());
            TableState table = now.table(read.slot());
            if (table != null && recent.isWritten(table, read.slot(), read.range(), after)) {
                throw new StoreException.Conflict("another transaction wrote to a range of table "
                        + table.partition().ident() + " that this one relies on; run it again");
            }
        }
    }

    @Override
    public void mutate(TableIdent ident, byte[] record, int at) {
        int slot = registry.handle(ident).slot();
        TableState table = now.table(slot);
        if (table != null && table.lastSequence() > after) {
            int length = Mutation.copyKey(record, at, key);
            if (recent.isWritten(table, slot, key, length, after)) {
                throw conflict(ident, key, length, "writes");
            }
        }
    }

    @Override
    public void truncate(TableIdent ident, byte[] fromKey) {
        requireUnwritten(ident, KeyRange.from(fromKey), "truncates");
    }

    @Override
    public void drop(TableIdent ident) {
        requireUnwritten(ident, KeyRange.all(), "drops");
    }

    @Override
    public void replaceTrees(TableIdent ident, Tree entries, Tree expiries) {
        requireUnwritten(ident, KeyRange.all(), "loads");
    }

    private void requireUnwritten(TableIdent ident, KeyRange range, String does) {
        int slot = registry.handle(ident).slot();
        TableState table = now.table(slot);
        if (table != null && recent.isWritten(table, slot, range, after)) {
            throw new StoreException.Conflict(
                    "another transaction wrote to table " + ident + ", which this one " + does + "; run it again");
        }
    }

    @Override
    public void create(TableIdent ident) {}

    @Override
    public void mapPages(TableIdent ident, long firstLogicalPage, long[] filePages) {}

    @Override
    public void mapValuePages(TableIdent ident, long firstLogicalPage, long firstFilePage, long count) {}

    @Override
    public void unmapPages(TableIdent ident, long firstLogicalPage, long count) {}

    private static StoreException.Conflict conflict(TableIdent ident, byte[] key, int length, String does) {
        int shown = Math.min(length, SHOWN_KEY_BYTES);
        return new StoreException.Conflict("another transaction wrote key 0x"
                + HexFormat.of().formatHex(key, 0, shown) + (shown < length ? "…" : "") + " of table " + ident
                + ", which this one " + does + "; run it again");
    }
}

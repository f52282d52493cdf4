package dev.coppice.store.engine;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Isolation;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.ValueLocation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Applies what a fork changed since its fork point to a target, in one transaction, entry by entry with a three-way
/// comparison. Used once.
final class Promoter {
    private static final int SHOWN_CONFLICTS = 20;

    private final DatabaseCore database;
    private final ForkState base;
    private final ForkState fork;
    private final long now;
    private final PromotionOptions options;
    private final List<String> conflicts = new ArrayList<>();
    private long conflictCount;
    private long inserted;
    private long updated;
    private long deleted;
    private long alreadySame;
    private long conflictsForFork;
    private long conflictsForTarget;

    /// @param base the state at the fork point
    /// @param fork the state whose changes are applied
    Promoter(DatabaseCore database, ForkState base, ForkState fork, PromotionOptions options) {
        this.database = database;
        this.base = base;
        this.fork = fork;
        this.options = options;
        now = database.context().now();
    }

    /// Applies the changes.
    ///
    /// @throws StoreException.Conflict when another transaction of the target won; run a new promoter
    Promotion into(ForkCore target) {
        try (TransactionView transaction = new TransactionView(database, target, Isolation.SNAPSHOT);
                DiffStream diff =
                        new DiffStream(base, now, fork, now, options.part(), database.context().tables, () -> {})) {
            for (byte[] key = diff.nextKey(); key != null; key = diff.nextKey()) {
                if (options.filter() == null || options.filter().test(diff.change(key))) {
                    apply(key, diff, transaction);
                }
            }
            if (conflictCount > 0) {
                throw new StoreException.PromotionConflict(
                        conflictCount + (conflictCount == 1 ? " entry was" : " entries were")
                                + " changed on both sides, and nothing was applied"
                                + (conflictCount > conflicts.size() ? "; the first are" : ""),
                        conflicts);
            }
            if (options.isWhole()) {
                followTables(transaction);
            }
            long sequence = transaction.commit();
            return new Promotion(
                    inserted, updated, deleted, alreadySame, conflictsForFork, conflictsForTarget, sequence);
        }
    }

    /// Creates tables that the fork created and left empty, and drops those that it dropped and that are empty now.
    private void followTables(TransactionView transaction) {
        for (int slot = 0; slot < Math.max(base.tables().length, fork.tables().length); slot++) {
            TableState before = base.table(slot);
            TableState after = fork.table(slot);
            TableState any = before != null ? before : after;
            if (any == null || (before == null) == (after == null)) {
                continue;
            }
            TableHandle handle =
                    database.context().tables.handle(any.partition().ident());
            Layers layers = transaction.layers(handle);
            if (before == null && layers == null) {
                transaction.create(handle);
            } else if (after == null && layers != null && transaction.first(handle) == null) {
                transaction.drop(handle);
            }
        }
    }

    private void apply(byte[] key, DiffStream diff, TransactionView transaction) {
        TableHandle table = diff.table();
        TableDiff change = diff.current();
        Layers targetLayers = transaction.layers(table);
        ValueLocation targetValue = new ValueLocation();
        boolean inTarget = targetLayers != null && targetLayers.find(key, key.length, targetValue, now);
        if (isSame(change.inAfter(), change.afterValue(), change.afterLayers(), inTarget, targetValue, targetLayers)) {
            alreadySame++;
            return;
        }
        TableState baseTable = base.table(table.slot());
        ValueLocation baseValue = new ValueLocation();
        boolean inBase = baseTable != null && baseTable.layers().find(key, key.length, baseValue, now);
        Layers baseLayers = baseTable == null ? null : baseTable.layers();
        if (isSame(inBase, baseValue, baseLayers, inTarget, targetValue, targetLayers)) {
            write(transaction, table, key, change, inTarget);
        } else {
            byte[] target = inTarget ? targetValue.toArray(targetLayers.pages()) : null;
            resolve(transaction, table, key, change, target, targetValue.expiry());
        }
    }

    private static boolean isSame(
            boolean inA, ValueLocation a, Layers aLayers, boolean inB, ValueLocation b, Layers bLayers) {
        return inA && inB ? a.sameAs(aLayers.pages(), b, bLayers.pages()) : inA == inB;
    }

    private void write(TransactionView transaction, TableHandle table, byte[] key, TableDiff change, boolean inTarget) {
        if (!change.inAfter()) {
            transaction.delete(table, key);
            deleted++;
            return;
        }
        ValueLocation value = change.afterValue();
        transaction.put(table, key, value.open(change.afterLayers().pages()), value.length(), value.expiry());
        if (inTarget) {
            updated++;
        } else {
            inserted++;
        }
    }

    private void resolve(
            TransactionView transaction,
            TableHandle table,
            byte[] key,
            TableDiff change,
            byte[] target,
            long targetExpiry) {
        switch (options.policy()) {
            case ConflictPolicy.Merge(ConflictPolicy.MergeFunction function) -> {
                byte[] merged = function.merge(table.ident(), key, change.beforeBytes(), change.afterBytes(), target);
                long expiry = change.inAfter() ? change.afterValue().expiry() : targetExpiry;
                replace(transaction, table, key, target, merged, expiry);
                conflictsForFork++;
            }
            case ConflictPolicy.Fixed fixed
            when fixed.equals(ConflictPolicy.TAKE_FORK) -> {
                write(transaction, table, key, change, target != null);
                conflictsForFork++;
            }
            case ConflictPolicy.Fixed fixed when fixed.equals(ConflictPolicy.TAKE_TARGET) -> conflictsForTarget++;
            case ConflictPolicy.Fixed fixed -> {
                conflictCount++;
                if (conflicts.size() < SHOWN_CONFLICTS) {
                    conflicts.add(described(table.ident(), key));
                }
            }
        }
    }

    private static String described(TableIdent table, byte[] key) {
        boolean readable = true;
        for (byte b : key) {
            readable &= b >= ' ' && b <= '~';
        }
        return "table " + table.name() + (table.partition() == 0 ? "" : " partition " + table.partition()) + " key "
                + (readable
                        ? "'" + new String(key, StandardCharsets.US_ASCII) + "'"
                        : "0x" + HexFormat.of().formatHex(key));
    }

    private void replace(
            TransactionView transaction, TableHandle table, byte[] key, byte[] present, byte[] merged, long expiry) {
        if (Arrays.equals(present, merged)) {
            return;
        }
        if (merged == null) {
            transaction.delete(table, key);
            deleted++;
        } else {
            transaction.put(table, key, merged, expiry);
            if (present == null) {
                inserted++;
            } else {
                updated++;
            }
        }
    }
}

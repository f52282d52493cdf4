package dev.coppice.store.model;

import dev.coppice.store.Change;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.TableIdent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A three-way merge of the model, by brute force.
final class ThreeWay {
    private final State base;
    private final State fork;
    private final State target;
    private final long now;
    private final ConflictPolicy policy;
    private final State.Edit edit;
    /// Tables that the engine creates ahead, because a large value goes to one that does not exist.
    final TreeSet<TableIdent> createdAhead = new TreeSet<>();

    long inserted;
    long updated;
    long deleted;
    long alreadySame;
    long conflictsForFork;
    long conflictsForTarget;
    long conflicts;
    boolean writes;

    ThreeWay(State base, State fork, State target, long now, ConflictPolicy policy) {
        this.base = base;
        this.fork = fork;
        this.target = target;
        this.now = now;
        this.policy = policy;
        edit = target.edit();
    }

    /// The changes that lead from one state to another.
    static List<RowChange> diff(State before, State after, long now) {
        List<RowChange> changes = new ArrayList<>();
        TreeSet<TableIdent> tables = new TreeSet<>(before.tables());
        tables.addAll(after.tables());
        for (TableIdent table : tables) {
            TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
            keys.addAll(before.rows(table).keySet());
            keys.addAll(after.rows(table).keySet());
            for (byte[] key : keys) {
                Row from = before.get(table, key, now);
                Row to = after.get(table, key, now);
                if (!Row.same(from, to)) {
                    changes.add(new RowChange(table, key, from, to));
                }
            }
        }
        return changes;
    }

    /// Merges.
    ///
    /// @return the target afterwards, or null when the policy fails
    State merge(Predicate<Change> filter) {
        for (Change change : diff(base, fork, now)) {
            if (filter == null || filter.test(change)) {
                apply(change.table(), change.key());
            }
        }
        if (conflicts > 0) {
            return null;
        }
        if (filter == null) {
            followTables();
        }
        return edit.toState();
    }

    private void apply(TableIdent table, byte[] key) {
        Row before = base.get(table, key, now);
        Row after = fork.get(table, key, now);
        Row present = target.get(table, key, now);
        if (Row.same(after, present)) {
            alreadySame++;
        } else if (Row.same(before, present)) {
            write(table, key, after, present);
        } else {
            resolve(table, key, before, after, present);
        }
    }

    private void resolve(TableIdent table, byte[] key, Row before, Row after, Row present) {
        if (policy instanceof ConflictPolicy.Merge(ConflictPolicy.MergeFunction function)) {
            byte[] merged = function.merge(table, key, value(before), value(after), value(present));
            conflictsForFork++;
            if (!Arrays.equals(merged, value(present))) {
                long expiry = after != null ? after.expiry() : present == null ? 0 : present.expiry();
                write(table, key, merged == null ? null : new Row(merged, expiry), present);
            }
        } else if (policy.equals(ConflictPolicy.TAKE_FORK)) {
            conflictsForFork++;
            write(table, key, after, present);
        } else if (policy.equals(ConflictPolicy.TAKE_TARGET)) {
            conflictsForTarget++;
        } else {
            conflicts++;
        }
    }

    private static byte[] value(Row row) {
        return row == null ? null : row.value();
    }

    private void write(TableIdent table, byte[] key, Row row, Row present) {
        writes = true;
        if (row == null) {
            edit.delete(table, key);
            deleted++;
            return;
        }
        if (row.value().length >= World.LARGE && !target.has(table)) {
            createdAhead.add(table);
        }
        edit.put(table, key, row);
        if (present == null) {
            inserted++;
        } else {
            updated++;
        }
    }

    private void followTables() {
        TreeSet<TableIdent> tables = new TreeSet<>(base.tables());
        tables.addAll(fork.tables());
        for (TableIdent table : tables) {
            if (!base.has(table) && fork.has(table) && !edit.has(table)) {
                edit.create(table);
                writes = true;
            } else if (base.has(table) && !fork.has(table) && edit.has(table) && edit.isEmpty(table, now)) {
                edit.drop(table);
                writes = true;
            }
        }
    }
}

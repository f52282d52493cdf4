package dev.coppice.store.model;

import dev.coppice.store.KeyRange;
import dev.coppice.store.TableIdent;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// One state of a fork in the model: sorted maps. Immutable; what changes is copied.
final class State {
    static final State EMPTY = new State(new TreeMap<>());
    private static final NavigableMap<byte[], Row> NO_ROWS = Collections.unmodifiableNavigableMap(newTable());

    private final TreeMap<TableIdent, TreeMap<byte[], Row>> tables;

    private State(TreeMap<TableIdent, TreeMap<byte[], Row>> tables) {
        this.tables = tables;
    }

    private static TreeMap<byte[], Row> newTable() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    Set<TableIdent> tables() {
        return Collections.unmodifiableSet(tables.keySet());
    }

    boolean has(TableIdent table) {
        return tables.containsKey(table);
    }

    /// All rows of a table, those that have expired included.
    NavigableMap<byte[], Row> rows(TableIdent table) {
        TreeMap<byte[], Row> rows = tables.get(table);
        return rows == null ? NO_ROWS : Collections.unmodifiableNavigableMap(rows);
    }

    /// The entry of a key, null when it is absent or has expired.
    Row get(TableIdent table, byte[] key, long now) {
        Row row = rows(table).get(key);
        return row != null && row.isVisible(now) ? row : null;
    }

    /// The entries of a range that have not expired.
    NavigableMap<byte[], Row> visible(TableIdent table, KeyRange range, long now) {
        TreeMap<byte[], Row> found = newTable();
        rows(table).forEach((key, row) -> {
            if (row.isVisible(now) && range.contains(key)) {
                found.put(key, row);
            }
        });
        return found;
    }

    NavigableMap<byte[], Row> visible(TableIdent table, long now) {
        return visible(table, KeyRange.all(), now);
    }

    Edit edit() {
        return new Edit(this);
    }

    /// The next state in the making.
    static final class Edit {
        private final TreeMap<TableIdent, TreeMap<byte[], Row>> tables;
        private final Set<TableIdent> own = new HashSet<>();

        private Edit(State base) {
            tables = new TreeMap<>(base.tables);
        }

        boolean has(TableIdent table) {
            return tables.containsKey(table);
        }

        Row get(TableIdent table, byte[] key, long now) {
            return new State(tables).get(table, key, now);
        }

        boolean isEmpty(TableIdent table, long now) {
            return new State(tables).visible(table, now).isEmpty();
        }

        private TreeMap<byte[], Row> writable(TableIdent table) {
            if (own.add(table)) {
                TreeMap<byte[], Row> copy = newTable();
                Map<byte[], Row> present = tables.get(table);
                if (present != null) {
                    copy.putAll(present);
                }
                tables.put(table, copy);
            }
            return tables.get(table);
        }

        void put(TableIdent table, byte[] key, Row row) {
            writable(table).put(key, row);
        }

        void delete(TableIdent table, byte[] key) {
            if (has(table)) {
                writable(table).remove(key);
            }
        }

        void truncate(TableIdent table, byte[] from) {
            if (has(table)) {
                writable(table).tailMap(from, true).clear();
            }
        }

        void create(TableIdent table) {
            if (!has(table)) {
                writable(table);
            }
        }

        void drop(TableIdent table) {
            tables.remove(table);
            own.remove(table);
        }

        State toState() {
            own.clear();
            return new State(new TreeMap<>(tables));
        }
    }
}

package dev.coppice.store.model;

import dev.coppice.store.Fork;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.io.ByteArrayInputStream;
import java.util.HexFormat;

/// One write of a transaction, made on the engine and on the model alike.
@SuppressWarnings("ArrayRecordComponent")
sealed interface Write {
    TableIdent table();

    void to(Transaction transaction, Fork fork);

    void to(State.Edit edit);

    /// Inserts or replaces an entry.
    record Put(TableIdent table, byte[] key, Row row, boolean asStream) implements Write {
        @Override
        public void to(Transaction transaction, Fork fork) {
            if (asStream) {
                var stream = new ByteArrayInputStream(row.value());
                transaction.put(fork.table(table), key, stream, row.value().length, row.expiry());
            } else {
                transaction.put(fork.table(table), key, row.value(), row.expiry());
            }
        }

        @Override
        public void to(State.Edit edit) {
            edit.put(table, key, row);
        }

        @Override
        public String toString() {
            return "put " + table + " " + shortened(key) + " " + row.value().length + " bytes"
                    + (row.expiry() == 0 ? "" : " until " + row.expiry());
        }
    }

    /// Deletes an entry.
    record Delete(TableIdent table, byte[] key) implements Write {
        @Override
        public void to(Transaction transaction, Fork fork) {
            transaction.delete(fork.table(table), key);
        }

        @Override
        public void to(State.Edit edit) {
            edit.delete(table, key);
        }

        @Override
        public String toString() {
            return "delete " + table + " " + shortened(key);
        }
    }

    /// Deletes all entries from a key on.
    record Truncate(TableIdent table, byte[] from) implements Write {
        @Override
        public void to(Transaction transaction, Fork fork) {
            transaction.truncate(fork.table(table), from);
        }

        @Override
        public void to(State.Edit edit) {
            edit.truncate(table, from);
        }

        @Override
        public String toString() {
            return "truncate " + table + " " + shortened(from);
        }
    }

    /// Creates a table, which must not exist.
    record Create(TableIdent table) implements Write {
        @Override
        public void to(Transaction transaction, Fork fork) {
            transaction.create(fork.table(table));
        }

        @Override
        public void to(State.Edit edit) {
            edit.create(table);
        }
    }

    /// Drops a table, which must exist.
    record Drop(TableIdent table) implements Write {
        @Override
        public void to(Transaction transaction, Fork fork) {
            transaction.drop(fork.table(table));
        }

        @Override
        public void to(State.Edit edit) {
            edit.drop(table);
        }
    }

    static String shortened(byte[] key) {
        String hex = HexFormat.of().formatHex(key, 0, Math.min(key.length, 12));
        return "0x" + hex + (key.length > 12 ? "…(" + key.length + ")" : "");
    }
}

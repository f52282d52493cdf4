package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Cursor;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.View;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Accounts between which money moves, so that every state that may be seen has the same total. The accounts lie in two
/// partitions, and each value is padded so that checkpoints and compactions have work.
final class Bank {
    static final int ACCOUNTS = 300;
    static final long EACH = 1_000;
    static final long TOTAL = ACCOUNTS * EACH;
    private static final int PADDING = 120;
    private static final AtomicLong VERSIONS = new AtomicLong();

    private final Table[] tables;

    Bank(Fork fork) {
        tables = new Table[] {fork.table(new TableIdent("accounts", 0)), fork.table(new TableIdent("accounts", 1))};
    }

    /// Gives every account its first money.
    void open(Fork fork) {
        fork.transact(transaction -> {
            for (int account = 0; account < ACCOUNTS; account++) {
                write(transaction, account, EACH);
            }
        });
    }

    private Table table(int account) {
        return tables[account & 1];
    }

    private static byte[] key(int account) {
        return ByteBuffer.allocate(8).putInt(0).putInt(account).array();
    }

    static long balance(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    // No two values are equal, so that a promotion never takes two movements of the same amount for one.
    static byte[] value(long balance) {
        return ByteBuffer.allocate(2 * Long.BYTES + PADDING)
                .putLong(balance)
                .putLong(VERSIONS.incrementAndGet())
                .array();
    }

    private long read(View view, int account) {
        return balance(view.get(table(account), key(account)));
    }

    private void write(Transaction transaction, int account, long balance) {
        transaction.put(table(account), key(account), value(balance));
    }

    /// Moves money between some accounts.
    void transfer(Fork fork, RandomGenerator random, Isolation isolation, Durability durability) {
        TransactionOptions options = new TransactionOptions(isolation, durability, 10_000);
        fork.transact(options, transaction -> {
            transfer(transaction, random);
            return null;
        });
    }

    private void transfer(Transaction transaction, RandomGenerator random) {
        int moves = 1 + random.nextInt(4);
        for (int i = 0; i < moves; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = random.nextInt(ACCOUNTS);
            long amount = random.nextInt(100);
            if (from != to) {
                write(transaction, from, read(transaction, from) - amount);
                write(transaction, to, read(transaction, to) + amount);
            }
        }
    }

    /// Checks the total of a view that does not move, read in one of several ways.
    void requireTotal(View view, RandomGenerator random) {
        long total = switch (random.nextInt(3)) {
            case 0 -> totalByGets(view);
            case 1 -> totalByCursor(view, 0, true) + totalByCursor(view, 1, random.nextBoolean());
            default -> totalByCursor(view, 0, false) + totalByCursor(view, 1, random.nextBoolean());
        };
        assertThat(total).isEqualTo(TOTAL);
        assertThat(view.count(tables[0]) + view.count(tables[1])).isEqualTo(ACCOUNTS);
    }

    private long totalByGets(View view) {
        long total = 0;
        for (int account = 0; account < ACCOUNTS; account++) {
            total += read(view, account);
        }
        return total;
    }

    private long totalByCursor(View view, int partition, boolean forward) {
        long total = 0;
        int seen = 0;
        try (Cursor cursor = view.cursor(tables[partition], KeyRange.all())) {
            while (forward ? cursor.next() : cursor.previous()) {
                total += balance(cursor.value());
                seen++;
            }
        }
        assertThat(seen).isEqualTo(ACCOUNTS / 2);
        return total;
    }

    /// What one side's money becomes when both sides moved some.
    static byte[] merge(TableIdent table, byte[] key, byte[] base, byte[] fork, byte[] target) {
        return value(balance(target) + balance(fork) - balance(base));
    }
}

package dev.coppice.store.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.store.Cursor;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import dev.coppice.store.View;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongFunction;

/// Numbered transactions that change several tables, so that the number of the last one determines all that there is:
/// whoever knows it can tell a lost, a doubled and a half transaction.
final class Numbered {
    private static final int KEPT = 300;
    private static final int LARGE_EVERY = 41;
    private static final int LARGE_SLOTS = 3;
    private static final int LARGE_LENGTH = 270_000;
    private static final byte[] LAST = {0};

    private final Table[] numbers;
    private final Table large;
    private final Table last;

    Numbered(Fork fork) {
        numbers = new Table[] {fork.table(new TableIdent("numbers", 0)), fork.table(new TableIdent("numbers", 1))};
        large = fork.table("large");
        last = fork.table("last");
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] value(String writer, long number) {
        return (writer + ":" + number + ":" + "x".repeat((int) (number % 200))).getBytes(UTF_8);
    }

    private static byte[] largeValue(String writer, long number) {
        byte[] value = new byte[LARGE_LENGTH + (int) (number % 1_000)];
        Arrays.fill(value, (byte) (writer.hashCode() + number));
        return value;
    }

    /// Writes the transaction of a number, which is the one after the last.
    void write(Transaction transaction, String writer, long number) {
        for (Table table : numbers) {
            transaction.put(table, key(number), value(writer, number));
            transaction.delete(table, key(number - KEPT));
        }
        if (number % LARGE_EVERY == 0) {
            transaction.put(large, key(number / LARGE_EVERY % LARGE_SLOTS), largeValue(writer, number));
        }
        transaction.put(last, LAST, key(number));
    }

    /// The number of the last transaction in a view, 0 when there was none.
    long last(View view) {
        byte[] number = view.get(last, LAST);
        return number == null ? 0 : ByteBuffer.wrap(number).getLong();
    }

    /// Who wrote the transaction of a number that a view still shows, by its own word.
    String writer(View view, long number) {
        byte[] value = view.get(numbers[0], key(number));
        return value == null ? "nobody" : new String(value, UTF_8).split(":", 2)[0];
    }

    /// Compares all that a view shows with what the number of its last transaction says.
    ///
    /// @param writerOf who wrote the transaction of a number
    /// @return that number
    /// @throws AssertionError when something else is there
    long verify(View view, LongFunction<String> writerOf) {
        long end = last(view);
        for (Table table : numbers) {
            verifyNumbers(view, table, end, writerOf);
        }
        for (long slot = 0; slot < LARGE_SLOTS; slot++) {
            verifyLarge(view, slot, end, writerOf);
        }
        return end;
    }

    private static void verifyNumbers(View view, Table table, long end, LongFunction<String> writerOf) {
        long number = Math.max(0, end - KEPT);
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                number++;
                require(Arrays.equals(cursor.key(), key(number)), table, number, end, "is missing");
                byte[] expected = value(writerOf.apply(number), number);
                require(Arrays.equals(cursor.value(), expected), table, number, end, "has another value");
            }
        }
        require(number == end, table, number, end, "is the greatest");
    }

    private void verifyLarge(View view, long slot, long end, LongFunction<String> writerOf) {
        long number = end / LARGE_EVERY;
        while (number > 0 && number % LARGE_SLOTS != slot) {
            number--;
        }
        byte[] expected = number == 0 ? null : largeValue(writerOf.apply(number * LARGE_EVERY), number * LARGE_EVERY);
        require(Arrays.equals(view.get(large, key(slot)), expected), large, slot, end, "has another value");
    }

    private static void require(boolean holds, Table table, long number, long end, String what) {
        if (!holds) {
            throw new AssertionError(table + ": " + number + " " + what + ", though the last transaction is " + end);
        }
    }
}

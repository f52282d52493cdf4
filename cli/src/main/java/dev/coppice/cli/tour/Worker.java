package dev.coppice.cli.tour;

import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.View;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What runs in the process that the tour kills: durable transactions of several entries each, one after another, and
/// after each commit its number on standard output, which acknowledges it.
public final class Worker {
    static final String TABLE = "kill_test";
    static final int ENTRIES_PER_COMMIT = 10;

    private Worker() {}

    /// Commits until the process is killed or the reader of the acknowledgements goes away.
    public static void work(Path directory, OutputStream acknowledgements) throws IOException {
        try (Database database = Database.open(directory, DatabaseOptions.DEFAULT.mustExist())) {
            Fork primary = database.primary();
            Table table = primary.table(TABLE);
            for (int number = 1; ; number++) {
                try (Transaction transaction = primary.begin()) {
                    for (int entry = 0; entry < ENTRIES_PER_COMMIT; entry++) {
                        transaction.put(table, key(number, entry), value(number, entry));
                    }
                    transaction.commit();
                }
                acknowledgements.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
                acknowledgements.flush();
            }
        }
    }

    /// What is left of the worker's commits.
    ///
    /// @param whole the commits of which every entry is there, counted from 1 without a gap
    /// @param isClean whether nothing else is there: no part of a commit, no gap, no entry with another value
    record Remains(int whole, boolean isClean) {}

    /// Reads what the worker left behind.
    static Remains remains(View view, Table table) {
        Map<Integer, Integer> entries = new HashMap<>();
        boolean clean = true;
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                String[] parts = new String(cursor.key(), StandardCharsets.US_ASCII).split("/");
                int number = Integer.parseInt(parts[0]);
                clean &= Arrays.equals(cursor.value(), value(number, Integer.parseInt(parts[1])));
                entries.merge(number, 1, Integer::sum);
            }
        }
        int whole = 0;
        while (entries.getOrDefault(whole + 1, 0) == ENTRIES_PER_COMMIT) {
            whole++;
        }
        return new Remains(whole, clean && entries.size() == whole);
    }

    private static byte[] key(int number, int entry) {
        return String.format("%08d/%d", number, entry).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int number, int entry) {
        return ("entry " + entry + " of commit " + number).getBytes(StandardCharsets.US_ASCII);
    }
}

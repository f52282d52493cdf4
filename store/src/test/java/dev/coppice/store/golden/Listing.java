package dev.coppice.store.golden;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.Entry;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/// All that users can see of a database, as lines: forks, archives, tables, entries. Every entry is read in several
/// ways, and the answers must agree with each other.
public final class Listing {
    private static final int TEXT_LENGTH_MAX = 40;

    private final Database database;
    private final List<String> lines = new ArrayList<>();

    private Listing(Database database) {
        this.database = database;
    }

    /// Reads all of a database.
    ///
    /// @throws AssertionError when two ways to read the same give different answers
    public static List<String> of(Database database) {
        Listing listing = new Listing(database);
        for (ForkInfo info : database.forks()) {
            listing.list(info);
        }
        for (ArchiveInfo info : database.archives()) {
            listing.list(info);
        }
        return listing.lines;
    }

    private void list(ForkInfo info) {
        try (Fork fork = database.fork(info.name())) {
            lines.add("fork " + info.name() + ", number " + info.id() + ", of " + info.parentName() + " at "
                    + info.forkPoint() + ", created " + info.createdAtMillis() + ", until " + info.expiresAtMillis()
                    + ", at " + fork.sequence());
            list(fork);
        }
    }

    private void list(ArchiveInfo info) {
        try (Snapshot snapshot = database.archive(info.name())) {
            lines.add("archive " + info.name() + ", of " + info.forkName() + " (" + info.forkId() + ") at "
                    + info.sequence() + ", created " + info.createdAtMillis() + ", automatic " + info.automatic());
            list(snapshot);
        }
    }

    private void list(View view) {
        for (TableIdent ident : view.tables()) {
            lines.add("  table " + ident);
            list(view, database.primary().table(ident));
        }
    }

    private void list(View view, Table table) {
        List<byte[]> keys = new ArrayList<>();
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                byte[] key = cursor.key();
                byte[] value = cursor.value();
                keys.add(key);
                lines.add("    " + text(key) + " = " + text(value)
                        + (cursor.expiresAtMillis() == 0 ? "" : " until " + cursor.expiresAtMillis()));
                require(Arrays.equals(value, view.get(table, key)), "value", key);
            }
        }
        require(view.count(table) == keys.size(), "count", null);
        readBackwards(view, table, keys);
        for (int i = 1; i < keys.size(); i++) {
            byte[] key = keys.get(i);
            require(isKey(view.lower(table, key), keys.get(i - 1)), "key before", key);
            require(isKey(view.ceiling(table, key), key), "ceiling", key);
        }
        if (!keys.isEmpty()) {
            require(isKey(view.first(table), keys.getFirst()), "first", null);
            require(isKey(view.last(table), keys.getLast()), "last", null);
            byte[] middle = keys.get(keys.size() / 2);
            require(view.count(table, KeyRange.until(middle)) == keys.size() / 2, "count until", middle);
        }
    }

    private static void readBackwards(View view, Table table, List<byte[]> keys) {
        List<byte[]> backwards = new ArrayList<>();
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.previous()) {
                backwards.add(cursor.key());
            }
        }
        Collections.reverse(backwards);
        require(
                Arrays.deepEquals(backwards.toArray(), keys.toArray()),
                "keys read backwards",
                keys.isEmpty() ? null : keys.getFirst());
    }

    private static boolean isKey(Entry entry, byte[] key) {
        return entry != null && Arrays.equals(entry.key(), key);
    }

    private static void require(boolean holds, String what, byte[] key) {
        if (!holds) {
            throw new AssertionError("two reads disagree: " + what + (key == null ? "" : " of " + text(key)));
        }
    }

    private static String text(byte[] bytes) {
        if (bytes.length > TEXT_LENGTH_MAX) {
            CRC32C checksum = new CRC32C();
            checksum.update(bytes);
            return bytes.length + " bytes with checksum " + Long.toHexString(checksum.getValue());
        }
        for (byte b : bytes) {
            if (b < ' ' || b > '~') {
                return "x'" + HexFormat.of().formatHex(bytes) + "'";
            }
        }
        return "'" + new String(bytes, StandardCharsets.US_ASCII) + "'";
    }
}

package dev.coppice.store.golden;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.Entry;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/// All that users can see of a database, as lines: forks, archives, tables, entries.
public final class Listing {
    private static final int TEXT_LENGTH_MAX = 40;

    private final Database database;
    private final Detail detail;
    private final SequencedMap<String, List<String>> sections = new LinkedHashMap<>();
    private final SequencedMap<String, StoreException> failures = new LinkedHashMap<>();
    private final List<String> miscounted = new ArrayList<>();

    /// How thoroughly to read.
    public enum Detail {
        /// Every entry in several ways, whose answers must agree, and a line for each.
        EVERY_ENTRY,
        /// Every entry once, and a checksum over those of a table.
        CHECKSUMS
    }

    private Listing(Database database, Detail detail) {
        this.database = database;
        this.detail = detail;
        database.forks().forEach(info -> attempt("fork " + info.name(), () -> list(info)));
        database.archives().forEach(info -> attempt("archive " + info.name(), () -> list(info)));
    }

    /// Reads all of a database.
    ///
    /// @throws AssertionError when two ways to read the same give different answers
    public static List<String> of(Database database) {
        Listing listing = tolerant(database, Detail.EVERY_ENTRY);
        for (StoreException failure : listing.failures.values()) {
            throw failure;
        }
        return listing.sections.values().stream().flatMap(List::stream).toList();
    }

    /// Reads as much of a damaged database as can be read.
    ///
    /// @throws AssertionError when two ways to read the same give different answers
    public static Listing tolerant(Database database, Detail detail) {
        Listing listing = new Listing(database, detail);
        if (!listing.miscounted.isEmpty()) {
            throw new AssertionError("two reads disagree: count of " + listing.miscounted);
        }
        return listing;
    }

    /// Reads as much of a damaged database as can be read, and finds tables whose count of entries is not the number of
    /// those that are read.
    ///
    /// @return each of them
    public static List<String> miscounted(Database database) {
        return new Listing(database, Detail.CHECKSUMS).miscounted;
    }

    /// What was read: for each fork, archive and table of one its lines.
    public Map<String, List<String>> sections() {
        return sections;
    }

    /// What could not be read, whole forks and archives or single tables, and the error.
    public Map<String, StoreException> failures() {
        return failures;
    }

    private void attempt(String section, Runnable reading) {
        try {
            reading.run();
        } catch (StoreException e) {
            sections.remove(section);
            failures.put(section, e);
        }
    }

    private void list(ForkInfo info) {
        try (Fork fork = database.fork(info.name())) {
            list(
                    "fork " + info.name(),
                    "fork " + info.name() + ", number " + info.id() + ", of " + info.parentName() + " at "
                            + info.forkPoint() + ", created " + info.createdAtMillis() + ", until "
                            + info.expiresAtMillis() + ", at " + fork.sequence(),
                    fork);
        }
    }

    private void list(ArchiveInfo info) {
        try (Snapshot snapshot = database.archive(info.name())) {
            list(
                    "archive " + info.name(),
                    "archive " + info.name() + ", of " + info.forkName() + " (" + info.forkId() + ") at "
                            + info.sequence() + ", created " + info.createdAtMillis() + ", automatic "
                            + info.automatic(),
                    snapshot);
        }
    }

    private void list(String section, String title, View view) {
        sections.put(section, List.of(title));
        for (TableIdent ident : view.tables()) {
            String name = section + ", table " + ident;
            Table table = database.primary().table(ident);
            attempt(
                    name,
                    () -> sections.put(
                            name, detail == Detail.CHECKSUMS ? checksum(name, view, table) : list(view, table)));
        }
    }

    private List<String> checksum(String name, View view, Table table) {
        CRC32C checksum = new CRC32C();
        long count = 0;
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                checksum.update(cursor.key());
                checksum.update((int) cursor.valueLength());
                checksum.update(cursor.value());
                checksum.update((int) cursor.expiresAtMillis());
                count++;
            }
        }
        if (view.count(table) != count) {
            miscounted.add(name);
        }
        return List.of(count + " entries with checksum " + Long.toHexString(checksum.getValue()));
    }

    private static List<String> list(View view, Table table) {
        List<String> lines = new ArrayList<>();
        lines.add("  table " + table.ident());
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
        return lines;
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

package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Cursor;
import dev.coppice.store.Entry;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.View;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Compares what a view answers with what the model says.
final class ReadCheck {
    private final View view;
    private final State state;
    private final long now;
    private final Function<TableIdent, Table> tables;

    ReadCheck(View view, State state, long now, Function<TableIdent, Table> tables) {
        this.view = view;
        this.state = state;
        this.now = now;
        this.tables = tables;
    }

    /// Everything there is, in both directions.
    ///
    /// @return the first difference, or null
    String firstDifference() {
        List<TableIdent> present = view.tables();
        if (!present.equals(List.copyOf(state.tables()))) {
            return "tables " + present + " instead of " + state.tables();
        }
        for (TableIdent table : present) {
            String difference = firstDifference(table);
            if (difference != null) {
                return "table " + table + ": " + difference;
            }
        }
        return null;
    }

    private String firstDifference(TableIdent ident) {
        NavigableMap<byte[], Row> rows = state.visible(ident, now);
        Table table = tables.apply(ident);
        if (view.count(table) != rows.size()) {
            return view.count(table) + " entries counted instead of " + rows.size() + firstMissing(table, rows);
        }
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            for (Map.Entry<byte[], Row> row : rows.entrySet()) {
                if (!cursor.next()) {
                    return "the end instead of " + Write.shortened(row.getKey());
                }
                String difference = difference(cursor, row);
                if (difference != null) {
                    return difference;
                }
            }
            if (cursor.next()) {
                return Write.shortened(cursor.key()) + " instead of the end";
            }
            for (Map.Entry<byte[], Row> row : rows.descendingMap().entrySet()) {
                if (!cursor.previous() || !Arrays.equals(cursor.key(), row.getKey())) {
                    return "no " + Write.shortened(row.getKey()) + " on the way back";
                }
            }
            return cursor.previous() ? "something before the first entry" : null;
        }
    }

    private String firstMissing(Table table, NavigableMap<byte[], Row> rows) {
        for (byte[] key : rows.keySet()) {
            if (!view.contains(table, key)) {
                return ", without " + Write.shortened(key);
            }
        }
        return "";
    }

    private static String difference(Cursor cursor, Map.Entry<byte[], Row> row) {
        if (!Arrays.equals(cursor.key(), row.getKey())) {
            return Write.shortened(cursor.key()) + " instead of " + Write.shortened(row.getKey());
        }
        if (cursor.expiresAtMillis() != row.getValue().expiry()
                || !Arrays.equals(cursor.value(), row.getValue().value())) {
            return "another value of " + Write.shortened(row.getKey());
        }
        return null;
    }

    /// One read of one of the forms that there are.
    void oneRead(TableIdent ident, byte[] key, RandomGenerator random) {
        Table table = tables.apply(ident);
        NavigableMap<byte[], Row> rows = state.visible(ident, now);
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> pointRead(table, key, rows.get(key), random);
            case 3 -> entry(view.first(table), rows.firstEntry());
            case 4 -> entry(view.last(table), rows.lastEntry());
            case 5 -> entry(view.floor(table, key), rows.floorEntry(key));
            case 6 -> entry(view.ceiling(table, key), rows.ceilingEntry(key));
            case 7 -> entry(view.lower(table, key), rows.lowerEntry(key));
            case 8 -> entry(view.higher(table, key), rows.higherEntry(key));
            case 9 -> assertThat(view.count(table)).isEqualTo(rows.size());
            default -> range(table, ident, key, random);
        }
    }

    private void pointRead(Table table, byte[] key, Row expected, RandomGenerator random) {
        byte[] value = expected == null ? null : expected.value();
        switch (random.nextInt(5)) {
            case 0 -> assertThat(view.contains(table, key)).isEqualTo(value != null);
            case 1 -> {
                MemorySegment segment = view.getSegment(table, key);
                assertThat(segment == null ? null : segment.toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(value);
            }
            case 2 -> assertThat(readAll(view.openValue(table, key))).isEqualTo(value);
            case 3 -> {
                byte[] target = new byte[value == null ? 1 : value.length];
                long length = view.get(table, key, MemorySegment.ofArray(target));
                assertThat(length).isEqualTo(value == null ? -1 : value.length);
                if (value != null) {
                    assertThat(target).isEqualTo(value);
                }
            }
            default -> assertThat(view.get(table, key)).isEqualTo(value);
        }
    }

    private static byte[] readAll(InputStream stream) {
        try (stream) {
            return stream == null ? null : stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void entry(Entry found, Map.Entry<byte[], Row> expected) {
        if (expected == null) {
            assertThat(found).isNull();
        } else {
            assertThat(found)
                    .isEqualTo(new Entry(
                            expected.getKey(),
                            expected.getValue().value(),
                            expected.getValue().expiry()));
        }
    }

    private void range(Table table, TableIdent ident, byte[] key, RandomGenerator random) {
        KeyRange range = range(key, random);
        NavigableMap<byte[], Row> rows = state.visible(ident, range, now);
        if (random.nextInt(3) == 0) {
            assertThat(view.count(table, range)).isEqualTo(rows.size());
            return;
        }
        List<byte[]> keys = new ArrayList<>(rows.keySet());
        int at = -1;
        try (Cursor cursor = view.cursor(table, range)) {
            boolean isNew = true;
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(8)) {
                    case 0 -> {
                        byte[] to = nearby(key, random);
                        at = lowerBound(keys, to, true);
                        step(cursor.seek(to), cursor, keys, at);
                    }
                    case 1 -> {
                        byte[] to = nearby(key, random);
                        at = lowerBound(keys, to, false) - 1;
                        step(cursor.seekFloor(to), cursor, keys, at);
                    }
                    case 2, 3 -> {
                        at = isNew ? keys.size() - 1 : Math.max(-1, at - 1);
                        step(cursor.previous(), cursor, keys, at);
                    }
                    default -> {
                        at = isNew ? 0 : Math.min(keys.size(), at + 1);
                        step(cursor.next(), cursor, keys, at);
                    }
                }
                isNew = false;
                if (at >= 0 && at < keys.size()) {
                    assertThat(difference(cursor, Map.entry(keys.get(at), rows.get(keys.get(at)))))
                            .isNull();
                }
            }
        }
    }

    private static void step(boolean moved, Cursor cursor, List<byte[]> keys, int at) {
        assertThat(moved).isEqualTo(at >= 0 && at < keys.size());
        if (moved) {
            assertThat(cursor.key()).isEqualTo(keys.get(at));
        }
    }

    /// The first key at or above another, or above it.
    private static int lowerBound(List<byte[]> keys, byte[] key, boolean inclusive) {
        int at = 0;
        while (at < keys.size()) {
            int order = Arrays.compareUnsigned(keys.get(at), key);
            if (inclusive ? order >= 0 : order > 0) {
                break;
            }
            at++;
        }
        return at;
    }

    static KeyRange range(byte[] key, RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> KeyRange.all();
            case 1 -> KeyRange.prefix(Arrays.copyOf(key, random.nextInt(key.length + 1)));
            case 2 -> KeyRange.from(key);
            case 3 -> KeyRange.until(key);
            default -> {
                byte[] other = nearby(key, random);
                boolean isBelow = Arrays.compareUnsigned(key, other) <= 0;
                yield new KeyRange(
                        isBelow ? key : other, random.nextBoolean(), isBelow ? other : key, random.nextBoolean());
            }
        };
    }

    /// A key that is often close to another.
    private static byte[] nearby(byte[] key, RandomGenerator random) {
        byte[] other = Arrays.copyOf(key, Math.max(1, Math.min(key.length, 6)));
        other[random.nextInt(other.length)] += (byte) (random.nextInt(9) - 4);
        return other;
    }
}

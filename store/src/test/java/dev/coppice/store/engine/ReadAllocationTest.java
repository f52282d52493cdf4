package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.AllocatedBytes;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import dev.coppice.store.sim.DeflateCompression;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads of what is in memory allocate nothing: entries in pages, in the delta over them, absent ones, and walks over
/// both together.
class ReadAllocationTest {
    private static final DatabaseOptions MANUAL = DatabaseOptions.DEFAULT.withBackgroundWork(false);
    private static final int COUNT = 2_000;
    private static final int PROBES = 50;

    @TempDir
    Path directory;

    private Database database;
    private Fork primary;
    private Table table;
    private final byte[][] keys = new byte[COUNT][];
    private final byte[] key = new byte[100];
    private final MemorySegment value = MemorySegment.ofArray(new byte[200]);

    @BeforeEach
    void fill() {
        open(MANUAL);
    }

    private void open(DatabaseOptions options) {
        database = Database.open(directory, options);
        primary = database.primary();
        table = primary.table("t");
        for (int i = 0; i < COUNT; i++) {
            keys[i] = ByteBuffer.allocate(12).putInt(i / 10).putLong(i).array();
        }
        primary.transact(transaction -> {
            for (int i = 0; i < COUNT; i += 2) {
                transaction.put(table, keys[i], new byte[i % 150], i % 3 == 0 ? Long.MAX_VALUE : 0);
            }
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long getSome(View view) {
        long sum = 0;
        for (int i = 0; i < PROBES; i++) {
            byte[] probe = keys[i * 37 % COUNT];
            sum += view.get(table, probe, value) + (view.contains(table, probe) ? 1 : 0);
        }
        return sum;
    }

    private long walkSome(Cursor cursor) {
        long sum = cursor.seek(keys[COUNT / 2]) ? 1 : 0;
        for (int i = 0; i < PROBES && cursor.next(); i++) {
            sum += cursor.copyKey(key) + cursor.keyLength() + cursor.copyValue(value) + cursor.valueLength();
        }
        for (int i = 0; i < PROBES && cursor.previous(); i++) {
            sum += cursor.copyKey(key) + cursor.expiresAtMillis() % 7;
        }
        return sum + (cursor.seekFloor(keys[COUNT / 3]) ? 1 : 0);
    }

    private void requireNothingAllocated() {
        assertThat(getSome(primary)).isPositive();
        assertThat(AllocatedBytes.of(() -> getSome(primary))).isZero();
        try (Snapshot snapshot = primary.snapshot();
                Cursor cursor = snapshot.cursor(table, KeyRange.between(keys[100], keys[COUNT - 100]))) {
            assertThat(walkSome(cursor)).isPositive();
            assertThat(AllocatedBytes.of(() -> getSome(snapshot))).isZero();
            assertThat(AllocatedBytes.of(() -> walkSome(cursor))).isZero();
        }
    }

    @Test
    void reads_entriesInTheDelta_allocateNothing() {
        requireNothingAllocated();
    }

    @Test
    void reads_entriesInPages_allocateNothing() {
        database.checkpoint();
        requireNothingAllocated();
    }

    @Test
    void reads_entriesInPagesThatAreDecompressed_allocateNothing(@TempDir Path other) {
        database.close();
        directory = other;
        open(MANUAL.withCompression(new DeflateCompression()));
        database.checkpoint();
        requireNothingAllocated();
        assertThat(database.statistics().pageCache().hits()).isPositive();
    }

    @Test
    void reads_valuesInValuePages_allocateNothing() {
        primary.transact(transaction -> {
            for (int i = 0; i < COUNT; i += 2) {
                transaction.put(table, keys[i], new byte[600 + i % 900]);
            }
        });
        database.checkpoint();
        requireNothingAllocated();
    }

    @Test
    void reads_deltaOverPages_allocateNothing() {
        database.checkpoint();
        primary.transact(transaction -> {
            for (int i = 0; i < COUNT; i += 3) {
                transaction.put(table, keys[i], new byte[i % 90]);
            }
            for (int i = 0; i < COUNT; i += 50) {
                transaction.delete(table, keys[i]);
            }
        });
        requireNothingAllocated();
    }

    @Test
    void reads_tableThatDoesNotExist_allocateNothing() {
        Table absent = primary.table("absent");
        assertThat(primary.get(absent, keys[0], value)).isEqualTo(-1);
        assertThat(AllocatedBytes.of(() -> primary.get(absent, keys[0], value))).isZero();
    }
}

package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.content;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tables and their partitions: creation, dropping, recreation, truncation.
class TablesTest {
    @Test
    void tables_createdByWriteAndByCall_areListedSorted() {
        try (TestDatabase test = TestDatabase.create()) {
            Fork primary = test.primary();
            assertThat(primary.tables()).isEmpty();
            put(primary, test.table("orders", 7), "a", "1");
            put(primary, test.table("orders", 0), "a", "1");
            put(primary, test.table("orders", 65_535), "a", "1");
            primary.transact(transaction -> transaction.create(test.table("customers")));
            List<TableIdent> expected = List.of(
                    TableIdent.of("customers"),
                    TableIdent.of("orders"),
                    new TableIdent("orders", 7),
                    new TableIdent("orders", 65_535));
            assertThat(primary.tables()).isEqualTo(expected);
            test.reopen();
            assertThat(test.primary().tables()).isEqualTo(expected);
            test.database().checkpoint();
            test.kill();
            assertThat(test.primary().tables()).isEqualTo(expected);
        }
    }

    @Test
    void tables_insideTransaction_showItsOwnCreationsAndDrops() {
        try (TestDatabase test = TestDatabase.create()) {
            put(test.primary(), test.table("old"), "a", "1");
            try (Transaction transaction = test.primary().begin()) {
                transaction.create(test.table("new"));
                transaction.drop(test.table("old"));
                transaction.put(test.table("written"), bytes("a"), bytes("1"));
                assertThat(transaction.tables()).containsExactly(TableIdent.of("new"), TableIdent.of("written"));
                assertThat(test.primary().tables()).containsExactly(TableIdent.of("old"));
            }
            assertThat(test.primary().tables()).containsExactly(TableIdent.of("old"));
        }
    }

    @Test
    void put_sameKeyInPartitions_areIndependent() {
        try (TestDatabase test = TestDatabase.create()) {
            Fork primary = test.primary();
            primary.transact(transaction -> {
                for (int partition = 0; partition < 5; partition++) {
                    transaction.put(test.table("t", partition), bytes("k"), bytes("of " + partition));
                }
            });
            test.database().checkpoint();
            primary.transact(transaction -> transaction.drop(test.table("t", 3)));
            test.reopen();
            for (int partition = 0; partition < 5; partition++) {
                assertThat(get(test.primary(), test.table("t", partition), "k"))
                        .isEqualTo(partition == 3 ? null : "of " + partition);
            }
        }
    }

    @Test
    void create_existingTable_throwsAlreadyExists() {
        try (TestDatabase test = TestDatabase.create();
                Transaction transaction = test.primary().begin()) {
            transaction.create(test.table("t"));
            assertThatThrownBy(() -> transaction.create(test.table("t")))
                    .isInstanceOf(StoreException.AlreadyExists.class);
        }
    }

    @Test
    void drop_absentTable_throwsNotFound() {
        try (TestDatabase test = TestDatabase.create();
                Transaction transaction = test.primary().begin()) {
            assertThatThrownBy(() -> transaction.drop(test.table("t"))).isInstanceOf(StoreException.NotFound.class);
        }
    }

    @Test
    void dropAndRecreate_inOneTransaction_leavesOnlyTheNew() {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, 500);
            test.database().checkpoint();
            test.primary().transact(transaction -> {
                Table table = test.table("t");
                transaction.drop(table);
                assertThat(transaction.get(table, key(1))).isNull();
                assertThat(transaction.count(table)).isZero();
                transaction.create(table);
                transaction.put(table, bytes("new"), bytes("1"));
                assertThat(transaction.count(table)).isEqualTo(1);
            });
            test.kill();
            assertThat(content(test.primary(), test.table("t"))).isEqualTo(Map.of("new", "1"));
        }
    }

    @Test
    void dropAndRecreate_snapshotForkAndArchiveOfEachLife_keepTheirOwn() {
        try (TestDatabase test = TestDatabase.create()) {
            for (int life = 0; life < 4; life++) {
                fill(test.primary(), test.table("t"), 1_000 * life, 1_000 * life + 700);
                if (life % 2 == 0) {
                    test.database().checkpoint();
                }
                test.primary().fork("fork-" + life).close();
                test.primary().archive("archive-" + life);
                test.primary().transact(transaction -> transaction.drop(test.table("t")));
                test.database().compact();
            }
            assertThat(test.primary().tables()).isEmpty();
            assertLives(test, 4);
            test.reopen();
            assertLives(test, 4);
            test.kill();
            test.database().compact();
            assertLives(test, 4);
        }
    }

    private static void assertLives(TestDatabase test, int lives) {
        for (int life = 0; life < lives; life++) {
            try (Fork fork = test.database().fork("fork-" + life);
                    Snapshot archive = test.database().archive("archive-" + life)) {
                assertFilled(fork, test.table("t"), 1_000 * life, 1_000 * life + 700);
                assertFilled(archive, test.table("t"), 1_000 * life, 1_000 * life + 700);
            }
        }
    }

    @Test
    void drop_checkpointedAndCompacted_leavesNoFilesOfTheTable() {
        try (TestDatabase test = TestDatabase.create()) {
            put(test.primary(), test.table("stays"), "a", "1");
            test.database().compact();
            List<String> before = tableFiles(test, "t.");
            for (int life = 0; life < 5; life++) {
                fill(test.primary(), test.table("t"), 0, 1_000);
                test.database().checkpoint();
                test.primary().transact(transaction -> transaction.drop(test.table("t")));
            }
            test.database().compact();
            assertThat(tableFiles(test, "t.")).isEqualTo(before).isEmpty();
        }
    }

    private static List<String> tableFiles(TestDatabase test, String directoryPrefix) {
        return test.machine().disk().files().stream()
                .filter(file -> file.startsWith("forks/0/" + directoryPrefix))
                .toList();
    }

    @Test
    void tableNames_thatLookLikeTheEnginesFiles_areOrdinary() {
        List<String> names = List.of(
                "wal_00000000000000000001",
                "wal_",
                "manifest_1",
                "data_1_1",
                "catalog_1",
                "forks",
                "FORMAT",
                "t",
                "t.1",
                "t.1.2",
                "x.tmp");
        try (TestDatabase test = TestDatabase.create()) {
            for (String name : names) {
                fill(test.primary(), test.table(name), 0, 200);
            }
            test.database().checkpoint();
            try (Fork fork = test.primary().fork("f")) {
                for (String name : names) {
                    fill(fork, test.table(name), 200, 300);
                }
                test.database().checkpoint();
            }
            assertThat(test.database().statistics().forks().getFirst().tables()).hasSameSizeAs(names);
            test.reopen();
            for (String name : names) {
                assertFilled(test.primary(), test.table(name), 0, 200);
            }
            test.database().drop("f", dev.coppice.store.DropMode.RESTRICT);
            test.primary().transact(transaction -> names.forEach(name -> transaction.drop(test.table(name))));
            test.database().compact();
            assertThat(test.machine().disk().files())
                    .noneMatch(file -> file.startsWith("forks/1"))
                    .noneMatch(file -> file.startsWith("forks/0/") && file.indexOf('/', 8) > 0);
        }
    }

    @Test
    void handle_ofAnotherDatabase_isInvalidEverywhere() {
        try (TestDatabase test = TestDatabase.create();
                TestDatabase other = TestDatabase.create()) {
            Table foreign = other.table("t");
            Fork primary = test.primary();
            assertInvalid(() -> primary.get(foreign, key(1)));
            assertInvalid(() -> primary.count(foreign));
            assertInvalid(() -> primary.cursor(foreign, dev.coppice.store.KeyRange.all()));
            assertInvalid(() -> primary.first(foreign));
            assertInvalid(() -> primary.load(foreign));
            assertInvalid(() -> primary.transact(transaction -> transaction.put(foreign, key(1), key(1))));
            assertInvalid(() -> primary.transact(transaction -> transaction.delete(foreign, key(1))));
            assertInvalid(() -> primary.transact(transaction -> transaction.create(foreign)));
            assertInvalid(() -> primary.diff(other.primary()));
        }
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StoreException.Invalid.class).hasMessageContaining("database");
    }
}

package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.engine.BackupToStorage;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The objects of a database: where they are, and what else touches them.
class ObjectsTest {
    private static final String PRIMARY = "id_allocator.json";
    private static final String OF_FORK = "catalog/forks/17/id_allocator.json";
    private static final String VERSION_OF_EMPTY_JSON =
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    @TempDir
    Path directory;

    private static void put(ObjectStore objects, String path, String content) throws IOException {
        objects.put(path, bytes(content), Condition.ANY);
    }

    private static String get(ObjectStore objects, String path) throws IOException {
        return objects.get(path).map(object -> text(object.content())).orElse(null);
    }

    // ---- where they are ----

    @Test
    void put_object_isAFileOfItsPathAndNothingElse() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            ObjectStore objects = test.database().objects();
            assertThat(objects.put(PRIMARY, bytes("{}"), Condition.ABSENT)).isEqualTo(VERSION_OF_EMPTY_JSON);
            put(objects, OF_FORK, "{\"next_vid_batch\":1000}");

            assertThat(test.machine().disk().contents(PRIMARY)).isEqualTo(bytes("{}"));
            assertThat(test.machine().disk().contents(OF_FORK)).isEqualTo(bytes("{\"next_vid_batch\":1000}"));
            assertThat(test.machine().disk().files()).noneMatch(file -> file.endsWith(".tmp"));
            assertThat(objects.description()).isEqualTo(test.database().description());
        }
    }

    @Test
    void put_onADirectory_isAFileOfItsPath() throws IOException {
        Path home = directory.resolve("database");
        try (Database database = Database.open(home)) {
            put(database.objects(), OF_FORK, "x");
            assertThat(home.resolve(OF_FORK)).hasContent("x");
            database.objects().delete(OF_FORK);
            assertThat(home.resolve("catalog")).doesNotExist();
        }
    }

    /// As the contract of versions says: the version follows from the content.
    @Test
    void put_contentOfBefore_hasItsVersionAgain() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            ObjectStore objects = test.database().objects();
            String first = objects.put(PRIMARY, bytes("a"), Condition.ABSENT);
            put(objects, PRIMARY, "b");
            put(objects, PRIMARY, "a");
            objects.put(PRIMARY, bytes("c"), Condition.matches(first));

            assertThat(get(objects, PRIMARY)).isEqualTo("c");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FORMAT",
                "LOCK",
                "CURRENT_TERM",
                "forks",
                "forks/0/wal_00000000000000000001",
                "forks/0/orders.0.1/x",
                "catalog_",
                "catalog_00000000000000000001_000000",
                "catalog_of/objects",
                "Format",
                "lock/x",
                "Forks/0/x",
                "CATALOG_x"
            })
    void everyCall_nameOfTheDatabaseItself_isRefused(String path) throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, 10);
            ObjectStore objects = test.database().objects();

            assertThatThrownBy(() -> objects.get(path))
                    .isInstanceOf(StoreException.Invalid.class)
                    .hasMessageContaining("names a file or directory of the database itself");
            assertThatThrownBy(() -> put(objects, path, "x")).isInstanceOf(StoreException.Invalid.class);
            assertThatThrownBy(() -> objects.delete(path)).isInstanceOf(StoreException.Invalid.class);
            assertThat(objects.list(path)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"catalog", "catalog/x", "FORMATS", "FORMAT.json", "fork", "my/forks/1", "x/FORMAT", "x/catalog_1"
            })
    void put_nameThatIsOnlySimilar_isPossible(String path) throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            put(test.database().objects(), path, "x");
            test.reopen();

            assertThat(test.database().objects().list("")).containsExactly(path);
            assertThat(get(test.database().objects(), path)).isEqualTo("x");
        }
    }

    @Test
    void list_databaseWithEverything_showsObjectsAndNothingElse() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, 500);
            try (Fork fork = test.primary().fork("f")) {
                fill(fork, test.table("t"), 500, 1_000);
            }
            test.database().checkpoint();
            test.primary().archive("a");
            ObjectStore objects = test.database().objects();
            assertThat(objects.list("")).isEmpty();
            put(objects, PRIMARY, "x");
            put(objects, OF_FORK, "y");

            assertThat(objects.list("")).containsExactly(OF_FORK, PRIMARY);
            assertThat(objects.list("F")).isEmpty();
            assertThat(objects.list("forks/")).isEmpty();
            assertThat(objects.list("forks/0/t.0.1/")).isEmpty();
            assertThat(objects.list("catalog")).containsExactly(OF_FORK);
        }
    }

    @Test
    void list_filesThatCannotBeObjects_areLeftOut() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            for (String file : new String[] {".DS_Store", "notes~", "x.tmp", "catalog/.hidden/x", "catalog/x.tmp"}) {
                test.machine().disk().replace(file, bytes("by somebody"));
            }
            put(test.database().objects(), "catalog/x", "y");

            assertThat(test.database().objects().list("")).containsExactly("catalog/x");
            assertThat(test.machine().disk().contents(".DS_Store")).isEqualTo(bytes("by somebody"));
            assertThat(test.machine().disk().contents("x.tmp")).isEqualTo(bytes("by somebody"));
        }
    }

    @Test
    void put_overWhatAnInterruptedWriteHasLeft_replacesIt() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            test.machine().disk().replace(OF_FORK + ".tmp", new byte[5_000]);
            put(test.database().objects(), OF_FORK, "x");

            assertThat(get(test.database().objects(), OF_FORK)).isEqualTo("x");
            assertThat(test.machine().disk().files()).contains(OF_FORK).doesNotContain(OF_FORK + ".tmp");
        }
    }

    @Test
    void delete_lastOfADirectory_leavesNothing() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            ObjectStore objects = test.database().objects();
            put(objects, OF_FORK, "x");
            put(objects, "catalog/forks/18/id_allocator.json", "y");
            test.machine().disk().replace(OF_FORK + ".tmp", bytes("left by a crash"));
            objects.delete(OF_FORK);

            assertThat(test.machine().disk().list("catalog/forks")).containsExactly("18");
            objects.delete("catalog/forks/18/id_allocator.json");
            assertThat(test.machine().disk().exists("catalog")).isFalse();
            assertThat(get(objects, OF_FORK)).isNull();
        }
    }

    @Test
    void get_fileThatNoObjectCanBe_isAnErrorAndNotAbsent() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            ObjectStore objects = test.database().objects();
            test.machine().disk().replace("large", new byte[ObjectStore.MAX_CONTENT_LENGTH + 1]);
            put(objects, OF_FORK, "x");

            assertThatThrownBy(() -> objects.get("large"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("large: has 1048577 bytes, and an object has at most 1048576");
            assertThatThrownBy(() -> objects.put("large", bytes("x"), Condition.ABSENT))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> objects.get("catalog/forks")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> put(objects, "catalog/forks", "x")).isInstanceOf(IOException.class);
            objects.delete("catalog/forks");
            assertThat(get(objects, OF_FORK)).isEqualTo("x");
            assertThat(objects.list("catalog")).containsExactly(OF_FORK);
        }
    }

    // ---- what else happens ----

    @Test
    void objects_killedAndCrashed_areStillThere() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            put(test.database().objects(), PRIMARY, "1");
            put(test.database().objects(), OF_FORK, "2");
            test.kill();
            assertThat(get(test.database().objects(), PRIMARY)).isEqualTo("1");
            test.crash();
            assertThat(get(test.database().objects(), OF_FORK)).isEqualTo("2");
            test.database().objects().delete(OF_FORK);
            test.crash();
            assertThat(test.database().objects().list("")).containsExactly(PRIMARY);
        }
    }

    @Test
    void everythingElse_checkpointsCompactionsDropsAndCrashes_leavesThemAlone() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            put(test.database().objects(), PRIMARY, "1");
            put(test.database().objects(), "catalog/forks/1/id_allocator.json", "2");
            for (int round = 0; round < 5; round++) {
                fill(test.primary(), test.table("t"), round, round + 500);
                test.primary().fork("f").close();
                test.database().checkpoint();
                test.database().drop("f", DropMode.RESTRICT);
                test.database().compact();
                test.reopen();
            }
            assertThat(test.database().check().problems()).isEmpty();
            test.database().statistics();

            assertThat(test.database().objects().list(""))
                    .containsExactly("catalog/forks/1/id_allocator.json", PRIMARY);
            assertThat(get(test.database().objects(), PRIMARY)).isEqualTo("1");
        }
    }

    @Test
    void readOnly_changesAreRefusedAndReadsAreNot() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            put(test.database().objects(), PRIMARY, "1");
            try (Database follower = Database.open(
                    test.machine().restartOn(test.machine().disk()).host(), SMALL.asReadOnly())) {
                ObjectStore objects = follower.objects();
                assertThat(get(objects, PRIMARY)).isEqualTo("1");
                assertThatThrownBy(() -> put(objects, PRIMARY, "2")).isInstanceOf(StoreException.ReadOnly.class);
                assertThatThrownBy(() -> put(objects, "new", "2")).isInstanceOf(StoreException.ReadOnly.class);
                assertThatThrownBy(() -> objects.delete(PRIMARY)).isInstanceOf(StoreException.ReadOnly.class);
                assertThatThrownBy(() -> objects.delete("new")).isInstanceOf(StoreException.ReadOnly.class);

                long writes = test.machine().disk().statistics().writes();
                long syncs = test.machine().disk().statistics().directorySyncs();
                assertThat(objects.list("")).containsExactly(PRIMARY);
                assertThat(objects.get("absent/too")).isEmpty();
                assertThat(test.machine().disk().statistics().writes()).isEqualTo(writes);
                assertThat(test.machine().disk().statistics().directorySyncs()).isEqualTo(syncs);

                put(test.database().objects(), PRIMARY, "3");
                assertThat(get(objects, PRIMARY)).isEqualTo("3");
            }
            assertThat(get(test.database().objects(), PRIMARY)).isEqualTo("3");
        }
    }

    @Test
    void closedDatabase_everyCallSaysSo() throws IOException {
        Database database = Database.open(SimulatedHost.create(1).host(), SMALL);
        ObjectStore objects = database.objects();
        put(objects, PRIMARY, "1");
        database.close();

        assertThatThrownBy(database::objects).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> objects.get(PRIMARY)).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> put(objects, PRIMARY, "2")).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> objects.delete(PRIMARY)).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> objects.list("")).isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void open_directoryThatHoldsObjectsOnly_isRefusedAndLeftAlone() throws IOException {
        Files.writeString(directory.resolve(PRIMARY), "{}");

        assertThatThrownBy(() -> Database.open(directory).close())
                .isInstanceOf(StoreException.NotADatabase.class)
                .hasMessageContaining("holds '" + PRIMARY + "'");
        assertThat(directory.resolve(PRIMARY)).hasContent("{}");
        assertThat(directory.resolve("FORMAT")).doesNotExist();
    }

    // ---- backups ----

    @Test
    void backup_database_copiesObjectsWithTheirVersions() throws IOException {
        Path copy = directory.resolve("copy");
        try (TestDatabase test = TestDatabase.create()) {
            ObjectStore objects = test.database().objects();
            String version = objects.put(PRIMARY, bytes("1"), Condition.ABSENT);
            put(objects, OF_FORK, "2");
            put(objects, "empty", "");
            objects.put("zeros", new byte[ObjectStore.MAX_CONTENT_LENGTH], Condition.ABSENT);
            test.machine().disk().replace("catalog/x.tmp", bytes("left by a crash"));
            test.database().backup(copy);
            put(objects, PRIMARY, "later");

            try (Database copied = Database.open(copy)) {
                ObjectStore copies = copied.objects();
                assertThat(copies.list("")).isEqualTo(objects.list(""));
                assertThat(get(copies, OF_FORK)).isEqualTo("2");
                assertThat(get(copies, "empty")).isEmpty();
                assertThat(copies.get("zeros").orElseThrow().content())
                        .isEqualTo(new byte[ObjectStore.MAX_CONTENT_LENGTH]);
                copies.put(PRIMARY, bytes("goes on"), Condition.matches(version));
            }
            assertThat(copy.resolve("catalog/x.tmp")).doesNotExist();
            assertThat(get(objects, PRIMARY)).isEqualTo("later");
        }
    }

    /// An object may be named by the number of a fork that is gone.
    @Test
    void backup_afterADrop_givesNoForkItsNumberAgain() throws IOException {
        Path copy = directory.resolve("copy");
        try (TestDatabase test = TestDatabase.create()) {
            long dropped;
            try (Fork fork = test.primary().fork("f")) {
                dropped = fork.id();
            }
            test.database().drop("f", DropMode.RESTRICT);
            test.database().backup(copy);

            try (Database copied = Database.open(copy);
                    Fork fork = copied.primary().fork("g")) {
                assertThat(fork.id()).isGreaterThan(dropped);
            }
        }
    }

    @Test
    void backup_powerCutAfterIt_losesNoObject() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            SimulatedHost target = SimulatedHost.create(2);
            put(test.database().objects(), PRIMARY, "1");
            put(test.database().objects(), OF_FORK, "2");
            BackupToStorage.backup(test.database(), target.host().storage());

            SimulatedHost restarted = target.crash(Loss.DROP_UNSYNCED);
            try (Database copied = Database.open(restarted.host(), SMALL.mustExist())) {
                assertThat(get(copied.objects(), PRIMARY)).isEqualTo("1");
                assertThat(get(copied.objects(), OF_FORK)).isEqualTo("2");
            }
        }
    }
}

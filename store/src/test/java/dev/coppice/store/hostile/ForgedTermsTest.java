package dev.coppice.store.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import org.junit.jupiter.api.Test;

/// A manifest with good checksums maps pages into a file whose term it does not name. Such a table was opened, and when
/// its manifest was written next, by a checkpoint or by an opening after a kill, that failed with what looked like a
/// bug of the store.
class ForgedTermsTest {
    private final Surgeon surgeon = new Surgeon();

    @Test
    void open_fileHasNoTermAndIsNotThere_isCorruptAndNamesFileAndRemedy() {
        surgeon.forgeTerms();
        try (Database database = surgeon.open()) {
            assertRefused(database);
        }
        try (Database database = surgeon.openToWrite()) {
            assertRefused(database);
            assertThat(database.check().problems())
                    .anySatisfy(problem -> assertThat(problem).contains("data_0_0"));
        }
    }

    private static void assertRefused(Database database) {
        Fork primary = database.primary();
        Table table = primary.table("t");
        assertThatThrownBy(() -> primary.get(table, Surgeon.key(1)))
                .isInstanceOfSatisfying(
                        StoreException.Corrupt.class,
                        corrupt -> assertThat(corrupt.file()).isEqualTo("forks/0/t.0.1/manifest_1_1"))
                .hasMessageContaining("expected the term of data file 0, in which pages are, or the file data_0_0")
                .hasMessageContaining("found neither")
                .hasMessageContaining("fork an archive, restore a backup");
    }

    @Test
    void open_fileHasNoTermAndIsThere_takesItForOneOfTerm0() {
        surgeon.forgeTerms();
        surgeon.addFileOfTerm0();
        try (Database database = surgeon.openToWrite()) {
            Fork primary = database.primary();
            Table table = primary.table("another");
            primary.transact(transaction -> transaction.put(table, Surgeon.key(1), new byte[1]));
            database.checkpoint();
            assertThat(primary.contains(table, Surgeon.key(1))).isTrue();
            // The copy says that it is the file of term 1.
            assertThatThrownBy(() -> primary.get(primary.table("t"), Surgeon.key(1)))
                    .isInstanceOfSatisfying(
                            StoreException.Corrupt.class,
                            corrupt -> assertThat(corrupt.file()).isEqualTo("forks/0/t.0.1/data_0_0"));
        }
    }
}

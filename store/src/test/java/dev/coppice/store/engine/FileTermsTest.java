package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import dev.coppice.store.partition.FileIdTermMapping;
import dev.coppice.store.partition.FileIdTermMappings;
import dev.coppice.store.partition.PartitionDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who works on a partition sees one mapping of file terms, whichever way it came into being.
class FileTermsTest {
    @TempDir
    Path directory;

    private static void write(Fork fork, int value) {
        Table table = fork.table("t");
        fork.transact(tx -> tx.put(table, new byte[] {1}, new byte[] {(byte) value}));
    }

    private static PartitionDirectory partitionOf(Database database, Fork fork) {
        ForkCore core = ((DatabaseCore) database)
                .core(((DatabaseCore) database).catalog().content().require(fork.name()));
        return core.state().table(0).partition().directory();
    }

    private static FileIdTermMappings registry(Database database) {
        return ((DatabaseCore) database).context().fileTerms;
    }

    @Test
    void checkpoint_newFile_isRecordedInTheSharedMapping() {
        try (Database database = Database.open(directory)) {
            write(database.primary(), 1);
            PartitionDirectory own = partitionOf(database, database.primary());
            FileIdTermMapping shared = registry(database).getOrCreate(own);
            assertThat(shared.size()).isZero();

            database.checkpoint();

            assertThat(registry(database).getOrCreate(own)).isSameAs(shared).hasToString("{0=1}");
        }
    }

    @Test
    void open_filesOfAnEarlierTerm_areReplayedIntoTheSharedMapping() {
        try (Database database = Database.open(directory)) {
            write(database.primary(), 1);
            database.checkpoint();
        }
        try (Database database = Database.open(directory)) {
            PartitionDirectory own = partitionOf(database, database.primary());
            FileIdTermMapping shared = registry(database).getOrCreate(own);
            assertThat(shared).hasToString("{0=1}");

            write(database.primary(), 2);
            database.checkpoint();

            assertThat(shared.term(1)).isEqualTo(2);
        }
    }

    @Test
    void fork_inheritedTerms_goOnApartFromTheParents() {
        try (Database database = Database.open(directory)) {
            write(database.primary(), 1);
            database.checkpoint();
            PartitionDirectory parents;
            PartitionDirectory childs;
            try (Fork child = database.primary().fork("child")) {
                parents = partitionOf(database, database.primary());
                childs = partitionOf(database, child);
                assertThat(registry(database).getOrCreate(childs)).hasToString("{0=1}");

                write(child, 2);
                database.checkpoint();

                assertThat(registry(database).getOrCreate(childs)).hasToString("{0=1, 1=1}");
                assertThat(registry(database).getOrCreate(parents)).hasToString("{0=1}");
            }
            database.drop("child", DropMode.RESTRICT);
            assertThat(registry(database).term(childs, 0)).isZero();
            assertThat(registry(database).term(parents, 0)).isEqualTo(1);
        }
    }

    @Test
    void archive_openedBesideTheWriter_changesNothingThatTheWriterSees() {
        try (Database database = Database.open(directory)) {
            write(database.primary(), 1);
            database.checkpoint();
            database.primary().archive("before");
            write(database.primary(), 2);
            database.checkpoint();
            PartitionDirectory own = partitionOf(database, database.primary());
            String terms = registry(database).getOrCreate(own).toString();

            try (var then = database.archive("before")) {
                assertThat(then.get(database.primary().table("t"), new byte[] {1}))
                        .containsExactly(1);
            }

            assertThat(registry(database).getOrCreate(own)).hasToString(terms);
        }
    }
}

package dev.coppice.store.engine;

import static dev.coppice.store.log.RecordFormat.HEADER_LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.TableIdent;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.tree.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitRecordTest {
    private static final TableIdent TABLE = new TableIdent("orders", 0);

    @Test
    void put_recordAsLongAsUsual_growsOnceAndIsNotCopied() {
        CommitRecord usual = filled(new CommitRecord(), 1_000);
        CommitRecord record = filled(new CommitRecord(usual.length()), 200);
        byte[] array = record.array();

        fill(record, 200, 1_000);

        assertThat(record.array()).isSameAs(array);
        assertThat(record.toRecord()).isSameAs(array);
    }

    @Test
    void put_shortRecordAfterLongOnes_takesNoMoreThanItsOwn() {
        CommitRecord record = filled(new CommitRecord(1 << 20), 20);

        assertThat(record.array().length).isLessThan(4 << 10);
        assertThat(record.toRecord().length).isLessThanOrEqualTo(record.length() * 9 / 8);
    }

    @Test
    void toRecord_muchLongerUsually_isCut() {
        CommitRecord record = filled(new CommitRecord(1 << 20), 200);

        assertThat(record.toRecord()).hasSize(record.length());
    }

    @Test
    void toRecord_whateverIsUsual_holdsEveryMutation() {
        for (int usual : new int[] {0, 1, 5_000, 20_000, 1 << 20}) {
            CommitRecord record = filled(new CommitRecord(usual), 500);

            assertThat(keysIn(record.toRecord(), record.length()))
                    .describedAs("usual length %s", usual)
                    .isEqualTo(keys(500));
        }
    }

    @Test
    void put_manyTablesInTurn_namesEachOnceAndFindsItQuickly() {
        int count = 30_000;
        CommitRecord record = new CommitRecord();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < count; i++) {
                record.put(new TableIdent("orders", i), key(i), 0, new byte[0]);
            }
        }

        // A search through all tables for each entry would take minutes.
        assertThat(record.length()).isLessThan(2 * count * 40);
        assertThat(keysIn(record.toRecord(), record.length())).hasSize(2 * count);
    }

    private static CommitRecord filled(CommitRecord record, int count) {
        fill(record, 0, count);
        return record;
    }

    private static void fill(CommitRecord record, int from, int to) {
        for (int i = from; i < to; i++) {
            record.put(TABLE, key(i), 0, new byte[20]);
        }
    }

    private static byte[] key(int i) {
        return new byte[] {(byte) (i >>> 8), (byte) i};
    }

    private static List<String> keys(int count) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(Arrays.toString(key(i)));
        }
        return keys;
    }

    private static List<String> keysIn(byte[] bytes, int length) {
        List<String> found = new ArrayList<>();
        CommitRecord.visit(bytes, HEADER_LENGTH, length - HEADER_LENGTH, new CommitOperations() {
            @Override
            public void mutate(TableIdent table, byte[] record, int at) {
                byte[] key = new byte[2];
                Mutation.copyKey(record, at, key);
                found.add(Arrays.toString(key));
            }

            @Override
            public void truncate(TableIdent table, byte[] fromKey) {
                throw new AssertionError("nothing was truncated");
            }

            @Override
            public void create(TableIdent table) {
                throw new AssertionError("nothing was created");
            }

            @Override
            public void drop(TableIdent table) {
                throw new AssertionError("nothing was dropped");
            }

            @Override
            public void mapPages(TableIdent table, long firstPage, long[] filePages) {
                throw new AssertionError("nothing was mapped");
            }

            @Override
            public void mapValuePages(TableIdent table, long firstPage, long firstFilePage, long count) {
                throw new AssertionError("nothing was mapped");
            }

            @Override
            public void unmapPages(TableIdent table, long firstLogicalPage, long count) {
                throw new AssertionError("nothing was unmapped");
            }

            @Override
            public void replaceTrees(TableIdent table, Tree entries, Tree expiries) {
                throw new AssertionError("nothing was replaced");
            }
        });
        return found;
    }
}

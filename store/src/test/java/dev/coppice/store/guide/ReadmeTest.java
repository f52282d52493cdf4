package dev.coppice.store.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.Diff;
import dev.coppice.store.Fork;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Table;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README. [DocumentedExamplesTest] compares the text.
class ReadmeTest {
    @TempDir
    Path directory;

    @Test
    void example_run_promotesTheDelete() {
        byte[] key = "42".getBytes(UTF_8);
        byte[] value = "three".getBytes(UTF_8);

        try (Database database = Database.open(directory)) {
            Fork primary = database.primary();
            Table orders = primary.table("orders");
            primary.transact(tx -> tx.put(orders, key, value)); // atomic, durable, run again on conflict

            try (Fork whatIf = primary.fork("what-if")) {
                whatIf.transact(tx -> tx.delete(orders, key));
                try (Diff diff = whatIf.diff(primary)) { // streams only what differs
                    diff.forEach(System.out::println);
                }
                whatIf.promote(PromotionOptions.onConflict(ConflictPolicy.FAIL));
            }
        }

        try (Database database = Database.open(directory)) {
            Fork primary = database.primary();
            assertThat(primary.contains(primary.table("orders"), key)).isFalse();
            assertThat(primary.sequence()).isEqualTo(2);
        }
    }
}

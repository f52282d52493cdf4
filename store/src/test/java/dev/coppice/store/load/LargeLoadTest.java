package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values that are larger than the heap, loaded from streams.
class LargeLoadTest {
    @TempDir
    private Path directory;

    @Test
    void load_valueOfThreeHeaps_isRead() throws Exception {
        load(100_000_000, "32m");
    }

    @Tag("long")
    @Test
    void load_valueAboveAGibibyte_isRead() throws Exception {
        load((1L << 30) + 12_345, "64m");
    }

    private void load(long length, String heap) throws Exception {
        try (ChildProcess child =
                ChildProcess.start(heap, LoadingProcess.class, directory.toString(), Long.toString(length))) {
            assertThat(child.awaitEnd()).as("%s", child.lines()).isZero();
            assertThat(child.lines()).contains("read " + length);
        }
    }
}

package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two threads in the engine at once, one of which is held at a place where the other must not come between; or that
/// meet so often that one comes between the other's steps.
class RacesTest {
    private static final DatabaseOptions MANUAL = DatabaseOptions.DEFAULT.withBackgroundWork(false);
    private static final int MEETINGS = 5_000;
    private static final int LOOKS_BEFORE_YIELD = 1_000;

    @TempDir
    Path directory;

    /// A handle that was given back twice would let its fork be dropped beneath another one.
    @Test
    void close_ofAHandleByTwoThreads_givesItBackOnce() throws Exception {
        try (DatabaseCore database = (DatabaseCore) Database.open(directory, MANUAL);
                Fork other = database.primary().fork("f")) {
            ForkCore core = database.coreIfOpen(other.id());
            Fork[] handles = new Fork[MEETINGS];
            for (int i = 0; i < MEETINGS; i++) {
                handles[i] = database.fork("f");
            }
            AtomicIntegerArray closing = new AtomicIntegerArray(2);
            try (ExecutorService second = Executors.newSingleThreadExecutor()) {
                Future<?> closed = second.submit(() -> closeAll(handles, closing, 1));
                closeAll(handles, closing, 0);
                closed.get();
            }
            assertThat(core.handles()).hasValue(1);
        }
    }

    /// Closes handle after handle, each at the moment when the other thread does.
    private static void closeAll(Fork[] handles, AtomicIntegerArray closing, int self) {
        for (int i = 0; i < handles.length; i++) {
            closing.set(self, i + 1);
            for (int looks = 0; closing.get(1 - self) <= i; looks++) {
                if (looks < LOOKS_BEFORE_YIELD) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            handles[i].close();
        }
    }
}

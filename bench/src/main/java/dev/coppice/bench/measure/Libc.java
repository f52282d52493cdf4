package dev.coppice.bench.measure;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The few calls of the C library that the JDK has no name for. Linux only.
public final class Libc {
    private static final int O_RDONLY = 0;
    private static final int POSIX_FADV_DONTNEED = 4;

    private static final MethodHandle SYNC = function("sync", FunctionDescriptor.ofVoid());
    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle ADVISE =
            function("posix_fadvise", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Libc() {}

    @SuppressWarnings("restricted") // the signatures above are those of the C library
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    /// Writes everything that any process has written to its device.
    public static void sync() {
        call(() -> {
            SYNC.invokeExact();
            return 0;
        });
    }

    /// Drops the pages of all files below a directory from the page cache. No process may have them mapped, and all
    /// must have been synced.
    public static void evict(Path directory) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            evictFile(file);
        }
    }

    private static void evictFile(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(file.toString());
            int descriptor = call(() -> (int) OPEN.invokeExact(path, O_RDONLY));
            if (descriptor < 0) {
                throw new IOException("cannot open " + file);
            }
            int error = call(() -> (int) ADVISE.invokeExact(descriptor, 0L, 0L, POSIX_FADV_DONTNEED));
            call(() -> (int) CLOSE.invokeExact(descriptor));
            if (error != 0) {
                throw new IOException("cannot drop " + file + " from the page cache: error " + error);
            }
        }
    }

    private static int call(Call call) {
        try {
            return call.invoke();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a C function throws nothing", impossible);
        }
    }

    @FunctionalInterface
    private interface Call {
        int invoke() throws Throwable;
    }
}

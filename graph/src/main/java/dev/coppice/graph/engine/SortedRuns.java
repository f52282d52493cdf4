package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/// Entries that come in any order and leave in that of their keys: gathered in memory, written sorted to a temporary
/// file whenever they are many, and merged at the end. Confined to one thread. Must be closed, which deletes the files.
///
/// A file has, for each entry, the length of its key (2 bytes), that of its value (2 bytes), key and value.
final class SortedRuns implements AutoCloseable {
    private static final int FILE_BUFFER_BYTES = 1 << 18;

    private final int bytesMax;
    private final EntryBuffer gathered = new EntryBuffer();
    private final List<Path> files = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();

    /// @param bytesMax how much may gather in memory
    SortedRuns(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// Adds an entry.
    ///
    /// @param value up to 65,535 bytes, and so is the key
    void add(byte[] key, byte[] value) {
        gathered.add(key, value);
        if (gathered.bytes() >= bytesMax || gathered.isFull()) {
            spill();
        }
    }

    /// Hands out all entries in the order of their keys; those with equal keys one after the other.
    void forEach(BiConsumer<byte[], byte[]> action) {
        if (files.isEmpty()) {
            gathered.sort();
            for (int i = 0; i < gathered.count(); i++) {
                action.accept(gathered.key(i), gathered.value(i));
            }
            return;
        }
        if (gathered.count() > 0) {
            spill();
        }
        merge(action);
    }

    private void merge(BiConsumer<byte[], byte[]> action) {
        try {
            PriorityQueue<Run> runs = new PriorityQueue<>((one, other) -> Arrays.compareUnsigned(one.key, other.key));
            for (Path file : files) {
                Run run = new Run(file);
                open.add(run);
                if (run.next()) {
                    runs.add(run);
                }
            }
            while (!runs.isEmpty()) {
                Run first = runs.poll();
                action.accept(first.key, first.value);
                if (first.next()) {
                    runs.add(first);
                }
            }
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    private void spill() {
        gathered.sort();
        try {
            Path file = Files.createTempFile("coppice-load-", ".run");
            files.add(file);
            try (DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), FILE_BUFFER_BYTES))) {
                for (int i = 0; i < gathered.count(); i++) {
                    gathered.write(i, out);
                }
            }
        } catch (IOException e) {
            throw failed("written", e);
        }
        gathered.clear();
    }

    private static GraphException.Io failed(String what, IOException cause) {
        return new GraphException.Io(
                "a temporary file of a load could not be " + what + ": " + cause.getMessage()
                        + "; give java.io.tmpdir more room, and load again",
                cause);
    }

    @Override
    public void close() {
        open.forEach(run -> attempt(run.in::close));
        files.forEach(file -> attempt(() -> Files.deleteIfExists(file)));
        gathered.clear();
    }

    private interface Cleaning {
        void run() throws IOException;
    }

    private static void attempt(Cleaning cleaning) {
        try {
            cleaning.run();
        } catch (IOException e) {
            System.getLogger(SortedRuns.class.getName())
                    .log(System.Logger.Level.WARNING, "a temporary file of a load is left behind: " + e.getMessage());
        }
    }

    /// A file that is being read.
    private static final class Run {
        final DataInputStream in;
        byte[] key;
        byte[] value;

        Run(Path file) throws IOException {
            in = new DataInputStream(
                    new BufferedInputStream(Files.newInputStream(file, StandardOpenOption.READ), FILE_BUFFER_BYTES));
        }

        boolean next() throws IOException {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            key = new byte[first << Byte.SIZE | in.readUnsignedByte()];
            value = new byte[in.readUnsignedShort()];
            in.readFully(key);
            in.readFully(value);
            return true;
        }
    }
}

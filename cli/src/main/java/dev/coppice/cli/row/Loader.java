package dev.coppice.cli.row;

import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.store.BulkLoader;
import dev.coppice.store.Durability;
import dev.coppice.store.Entry;
import dev.coppice.store.Fork;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Brings rows into a table, in chunks that fit in memory.
///
/// A chunk is sorted and goes straight into pages, in one commit, when the table was empty at the beginning or the
/// chunk lies wholly above what is there. Otherwise it goes through transactions of 1,000 rows in the order of the
/// file, synced once at its end. Either way everything up to a line of the file is durable when the next chunk begins,
/// so that an error can say exactly what was imported. Of rows with the same key the last one wins.
public final class Loader {
    /// Bytes of keys and values in a chunk, with an allowance for each row.
    public static final long CHUNK_BYTES = 64L << 20;

    private static final int ROW_OVERHEAD_BYTES = 96;
    private static final int ROWS_PER_TRANSACTION = 1_000;
    private static final long BYTES_PER_TRANSACTION = 8L << 20;
    private static final int REPORTED_ERRORS = 20;

    private final Fork fork;
    private final Table table;
    private final RowSource source;
    private final Options options;
    private final Progress progress;
    private final boolean tableWasEmpty;
    private final List<Row> chunk = new ArrayList<>();
    private long chunkBytes;
    private boolean chunkIsSorted = true;
    private long skipped;
    private long importedRows;
    private long importedThrough;
    private boolean committed;

    /// Begins an import.
    public Loader(Fork fork, Table table, RowSource source, Options options, Progress progress) {
        this.fork = fork;
        this.table = table;
        this.source = source;
        this.options = options;
        this.progress = progress;
        this.tableWasEmpty = fork.first(table) == null;
    }

    /// How an import goes about errors, restarts and memory.
    ///
    /// @param skipErrors whether rows that cannot be used are reported and left out; otherwise the first one ends it
    /// @param fromLine rows before this line are left out
    /// @param chunkBytes bytes of rows held in memory at a time
    public record Options(boolean skipErrors, long fromLine, long chunkBytes) {}

    /// What an import did.
    ///
    /// @param rows rows imported
    /// @param skipped rows left out because they could not be used
    /// @param bytes bytes of keys and values
    public record Result(long rows, long skipped, long bytes) {}

    /// Imports every row. All is durable when this returns.
    ///
    /// @throws Failure that says what went wrong, what is in the table now and how to go on
    public Result load() {
        try {
            loadAll();
        } catch (StoreException e) {
            throw new Failure(ExitCode.of(e), e.getMessage() + "; " + standingWithinChunk(), e);
        } catch (IOException e) {
            String file = e instanceof FileSystemException ofFile ? ofFile.getFile() : null;
            Failure failure = Failure.ofFile("read", Path.of(file == null ? source.name() : file), e);
            throw new Failure(failure.exitCode(), failure.getMessage() + "; " + standing(), e);
        }
        if (skipped > REPORTED_ERRORS) {
            progress.note("coppice: " + Numbers.grouped(skipped - REPORTED_ERRORS) + " more rows were skipped");
        }
        return new Result(importedRows, skipped, progress.bytes());
    }

    private void loadAll() throws IOException {
        for (Row row = next(); row != null; row = next()) {
            if (row.line() < options.fromLine) {
                continue;
            }
            add(row);
            if (chunkBytes >= options.chunkBytes) {
                flush();
            }
        }
        flush();
    }

    private Row next() throws IOException {
        while (true) {
            try {
                Row row = source.next();
                if (row != null && row.key().length > Limits.MAX_KEY_LENGTH) {
                    throw new BadRow(
                            row.line(),
                            "has a key of " + row.key().length + " bytes; at most " + Limits.MAX_KEY_LENGTH
                                    + " are allowed");
                }
                return row;
            } catch (BadRow e) {
                reject(e);
            } catch (Failure e) {
                throw new Failure(e.exitCode(), e.getMessage() + "; " + standing(), e);
            }
        }
    }

    private void reject(BadRow row) {
        String message = source.name() + ", " + source.positionName() + " " + row.line() + ": " + row.getMessage();
        if (!options.skipErrors) {
            throw new Failure(
                    ExitCode.DATA, message + "; " + standing() + ", or leave such rows out with --skip-errors");
        }
        skipped++;
        if (skipped <= REPORTED_ERRORS) {
            progress.note("coppice: skipped " + message);
        }
    }

    /// What is in the table now and how to go on.
    private String standing() {
        if (importedRows == 0) {
            return "nothing was imported; correct it and run the command again";
        }
        return Numbers.counted(importedRows, "row", "rows") + ", up to " + source.positionName() + " " + importedThrough
                + ", are imported; correct it and go on with --from-line " + (importedThrough + 1);
    }

    /// The same when a chunk failed half-way: of its transactions some may have been committed.
    private String standingWithinChunk() {
        if (importedRows > 0) {
            return "at least " + standing();
        }
        return committed ? "some rows are in the table; correct it and run the command again" : standing();
    }

    private void add(Row row) {
        if (!chunk.isEmpty() && Arrays.compareUnsigned(chunk.getLast().key(), row.key()) >= 0) {
            chunkIsSorted = false;
        }
        chunk.add(row);
        chunkBytes += row.size() + ROW_OVERHEAD_BYTES;
        progress.advance(row.size());
    }

    private void flush() throws IOException {
        if (chunk.isEmpty()) {
            return;
        }
        long lastLine = chunk.getLast().line();
        int rows = chunk.size();
        if (goesIntoPages()) {
            loadIntoPages();
        } else {
            transact();
        }
        importedThrough = lastLine;
        importedRows += rows;
        chunk.clear();
        chunkBytes = 0;
        chunkIsSorted = true;
    }

    private boolean goesIntoPages() {
        if (tableWasEmpty) {
            return true;
        }
        Entry last = fork.last(table);
        return chunkIsSorted
                && (last == null
                        || Arrays.compareUnsigned(last.key(), chunk.getFirst().key()) < 0);
    }

    private void loadIntoPages() throws IOException {
        List<Row> sorted = chunk;
        if (!chunkIsSorted) {
            sorted = new ArrayList<>(chunk);
            sorted.sort(Comparator.comparing(Row::key, Arrays::compareUnsigned)); // stable: the last of equals is last
        }
        try (BulkLoader loader = fork.load(table)) {
            for (int i = 0; i < sorted.size(); i++) {
                Row row = sorted.get(i);
                if (i + 1 == sorted.size()
                        || !Arrays.equals(row.key(), sorted.get(i + 1).key())) {
                    put(row, loader::put, loader::put);
                }
            }
            loader.commit();
        }
    }

    private void transact() throws IOException {
        int begin = 0;
        while (begin < chunk.size()) {
            int end = begin;
            long bytes = 0;
            try (Transaction transaction = fork.begin()) {
                while (end < chunk.size() && end - begin < ROWS_PER_TRANSACTION && bytes < BYTES_PER_TRANSACTION) {
                    Row row = chunk.get(end++);
                    put(
                            row,
                            (key, value, expiry) -> transaction.put(table, key, value, expiry),
                            (key, value, length, expiry) -> transaction.put(table, key, value, length, expiry));
                    bytes += row.size();
                }
                transaction.commit(Durability.BUFFERED);
                committed = true;
            }
            begin = end;
        }
        fork.sync();
    }

    /// Puts a row, as bytes or, when its value is still in a file, as a stream.
    private void put(Row row, BytesTarget bytes, StreamTarget stream) throws IOException {
        if (row.file() == null) {
            bytes.put(row.key(), row.value(), row.expiresAtMillis());
            return;
        }
        long length = Files.size(row.file());
        try (InputStream value = new BufferedInputStream(Files.newInputStream(row.file()))) {
            stream.put(row.key(), value, length, row.expiresAtMillis());
        }
        progress.advance(length);
    }

    /// Where values in memory go.
    private interface BytesTarget {
        void put(byte[] key, byte[] value, long expiresAtMillis);
    }

    /// Where values in files go.
    private interface StreamTarget {
        void put(byte[] key, InputStream value, long length, long expiresAtMillis);
    }
}

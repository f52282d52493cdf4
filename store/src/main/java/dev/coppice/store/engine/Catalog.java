package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.log.LogPolicy;
import dev.coppice.store.log.LogTag;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.RecordReader;
import dev.coppice.store.log.RecordWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The database's list of forks and archives: a log `catalog_<term>` whose first record holds all of them and whose
/// further records each change some. A change is one record, so it happens wholly or not at all, and it is durable when
/// [#change] returns: numbers of forks are never given twice.
///
/// The first change in a term writes a new file under a temporary name and renames it, so that no term appends to the
/// file of another. Thread-safe; readers see an immutable [#content()].
final class Catalog implements AutoCloseable {
    static final String PREFIX = "catalog_";
    private static final String TEMPORARY = ".tmp";
    private static final int TERM_DIGITS = 20;
    private static final int GENERATION_DIGITS = 6;
    private static final int NAME_LENGTH = PREFIX.length() + TERM_DIGITS + 1 + GENERATION_DIGITS;
    private static final int ATTEMPTS = 9;

    private final Storage storage;
    private final long databaseId;
    private final long term;
    private final long rewriteBytes;
    private volatile CatalogContent content;
    /// Whether all that was read is surely durable.
    private boolean isProven;
    private String fileName;
    private StorageFile file;
    private RecordWriter writer;
    private long snapshotLength;
    private int generation;
    private StoreException poison;

    private Catalog(Storage storage, StoreContext context, CatalogContent content, boolean isProven) {
        this.storage = storage;
        this.databaseId = context.databaseId();
        this.term = context.term;
        this.rewriteBytes = context.logSizes.catalogBytes();
        this.content = content;
        this.isProven = isProven;
    }

    /// The catalog of a database that has none yet.
    static Catalog begin(Storage storage, StoreContext context) {
        return begin(storage, context, 0);
    }

    /// The catalog of a copy that has none yet.
    ///
    /// @param nextForkId the lowest number that it may give to a fork
    static Catalog begin(Storage storage, StoreContext context, long nextForkId) {
        return new Catalog(storage, context, CatalogContent.EMPTY.withNextForkId(nextForkId), true);
    }

    /// Reads the newest catalog.
    ///
    /// @param storage where it is
    /// @param context of the database; its term is that of this writer, and not used by a reader, which makes no
    ///     changes
    /// @throws StoreException.Corrupt when it is damaged, or there is none
    static Catalog open(Storage storage, StoreContext context) {
        try {
            for (int attempt = 1; ; attempt++) {
                String newest = newest(storage.list(""));
                String missing = "none";
                try {
                    Catalog catalog = newest == null ? null : read(storage, context, newest);
                    missing = catalog == null ? missing : catalog.missingFork();
                    if (missing == null) {
                        return catalog;
                    }
                } catch (java.nio.file.NoSuchFileException replaced) {
                    if (attempt == ATTEMPTS) {
                        throw replaced;
                    }
                }
                // A writer elsewhere has changed it since, or while, it was listed or read. But what is in the
                // directory of the forks has been in the catalog before.
                if (attempt == ATTEMPTS) {
                    throw new StoreException.Corrupt(
                            newest == null ? storage.description() : newest,
                            0,
                            "a catalog of all that is in the directory '" + StoreContext.FORKS + "'",
                            missing);
                }
            }
        } catch (IOException e) {
            throw IoErrors.wrap("reading the catalog", e);
        }
    }

    /// Looks whether a catalog that nobody closed, and that may thus have lost its end, has had all forks that there
    /// are files of.
    ///
    /// @return null when it has, else what is missing
    private String missingFork() throws IOException {
        if (!isProven) {
            for (String name :
                    storage.exists(StoreContext.FORKS) ? storage.list(StoreContext.FORKS) : List.<String>of()) {
                if (name.matches("\\d{1,18}") && Long.parseLong(name) >= content.nextForkId()) {
                    return "no fork number " + name;
                }
            }
        }
        return null;
    }

    CatalogContent content() {
        return content;
    }

    /// Writes the catalog again if the process that wrote it did not close it: what was read of it may not be durable,
    /// and must be before anything is built upon it.
    synchronized void makeDurable() {
        if (!isProven) {
            rewrite(content);
            isProven = true;
        }
    }

    /// Whether a sync or a switch of files has failed, so that the catalog may or may not have the last change, and
    /// every other one fails.
    synchronized boolean isInDoubt() {
        return poison != null || (writer != null && writer.hasFailed());
    }

    /// Makes a change durable and visible.
    synchronized void change(CatalogChange change) {
        if (poison != null) {
            throw poison;
        }
        CatalogContent next = content.apply(change);
        if (writer == null || writer.position() - snapshotLength > Math.max(rewriteBytes, 2 * snapshotLength)) {
            rewrite(next);
        } else {
            BodyWriter body = new BodyWriter(RecordFormat.HEADER_LENGTH);
            CatalogFormat.encode(body, next.nextForkId(), change);
            writer.append(CatalogFormat.KIND_CHANGE, body.array(), body.end());
            writer.sync();
        }
        content = next;
    }

    private void rewrite(CatalogContent next) {
        BodyWriter body = new BodyWriter(RecordFormat.HEADER_LENGTH);
        CatalogFormat.encode(
                body,
                next.nextForkId(),
                new CatalogChange(
                        List.copyOf(next.forks().values()),
                        List.of(),
                        List.copyOf(next.archives().values()),
                        List.of()));
        String name = name(term, generation);
        long tag = tag(databaseId, term, generation);
        try {
            writeTemporary(name + TEMPORARY, tag, body);
        } catch (IOException e) {
            throw IoErrors.wrap("writing " + name + TEMPORARY, e);
        }
        rename(name + TEMPORARY, name);
        try {
            storage.syncDirectory("");
            StorageFile opened = storage.open(name, Storage.Access.READ_WRITE);
            closeFile();
            file = opened;
            snapshotLength = RecordFormat.paddedLength(body.end());
            writer = new RecordWriter(opened, name, tag, snapshotLength, 0);
            fileName = name;
            generation++;
        } catch (IOException e) {
            poison = IoErrors.wrap("switching to " + name, e);
            throw poison;
        }
        deleteOthers(name);
    }

    /// A disk that is full has changed no name, so the next change may try again.
    private void rename(String from, String to) {
        try {
            storage.rename(from, to);
        } catch (IOException e) {
            StoreException failure = IoErrors.wrap("renaming " + from, e);
            if (!(failure instanceof StoreException.Full)) {
                poison = failure;
            }
            throw failure;
        }
    }

    private void writeTemporary(String name, long tag, BodyWriter body) throws IOException {
        storage.delete(name);
        try (StorageFile temporary = storage.create(name)) {
            RecordWriter records = new RecordWriter(temporary, name, tag, 0, -1);
            records.append(CatalogFormat.KIND_SNAPSHOT, body.array(), body.end());
            records.write();
            records.cutExtension();
            records.sync();
        }
    }

    /// Old catalogs do no harm, so what fails here is left to the next rewrite.
    private void deleteOthers(String keep) {
        try {
            for (String other : storage.list("")) {
                if (other.startsWith(PREFIX) && !other.equals(keep)) {
                    storage.delete(other);
                }
            }
        } catch (IOException e) {
            Loggers.of(Catalog.class)
                    .log(System.Logger.Level.WARNING, "deleting catalogs older than " + keep + " failed", e);
        }
    }

    private void closeFile() throws IOException {
        if (file != null) {
            file.close();
            file = null;
            writer = null;
        }
    }

    @Override
    public synchronized void close() {
        if (file == null) {
            return;
        }
        try {
            compact();
        } catch (StoreException e) {
            Loggers.of(Catalog.class)
                    .log(System.Logger.Level.WARNING, fileName + " is closed with its changes one by one", e);
        }
        StorageFile closing = file;
        file = null;
        try {
            end();
        } finally {
            close(closing);
        }
    }

    /// Puts all changes into one record, so that none of them can be cut off unnoticed later.
    private void compact() {
        if (poison == null && !writer.hasFailed() && writer.position() > snapshotLength) {
            rewrite(content);
        }
    }

    /// Marks the end of the catalog, so that damage to its last record can be told from an interrupted write.
    private void end() {
        if (poison == null && !writer.hasFailed()) {
            BodyWriter body = new BodyWriter(RecordFormat.HEADER_LENGTH);
            writer.append(CatalogFormat.KIND_END, body.array(), body.end());
            writer.cutExtension();
            writer.sync();
        }
    }

    private void close(StorageFile closing) {
        try {
            closing.close();
        } catch (IOException e) {
            throw IoErrors.wrap("closing " + fileName, e);
        }
    }

    /// The catalogs among the names in a database's directory, oldest first.
    static List<String> names(List<String> names) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            if (name.length() == NAME_LENGTH && name.startsWith(PREFIX) && term(name) >= 0 && generation(name) >= 0) {
                found.add(name);
            }
        }
        return found;
    }

    /// The highest term in the name of a catalog, -1 when there is none.
    static long highestTerm(Storage storage) throws IOException {
        String newest = newest(storage.list(""));
        return newest == null ? -1 : term(newest);
    }

    private static String newest(List<String> names) {
        List<String> found = names(names);
        return found.isEmpty() ? null : found.getLast();
    }

    private static String name(long term, int generation) {
        return PREFIX + padded(term, TERM_DIGITS) + "_" + padded(generation, GENERATION_DIGITS);
    }

    private static long term(String name) {
        return DecimalNumbers.parse(name, PREFIX.length(), PREFIX.length() + TERM_DIGITS);
    }

    private static long generation(String name) {
        int at = PREFIX.length() + TERM_DIGITS;
        return name.charAt(at) == '_' ? DecimalNumbers.parse(name, at + 1, name.length()) : -1;
    }

    // Not String.format, which takes milliseconds when it is first used: here, at the first fork of a process.
    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static long tag(long databaseId, long term, long generation) {
        return LogTag.of(databaseId, 0, "catalog", term, generation);
    }

    private static Catalog read(Storage storage, StoreContext context, String name) throws IOException {
        long term = term(name);
        long generation = generation(name);
        CatalogContent content = CatalogContent.EMPTY;
        boolean hasSnapshot = false;
        boolean isEnded = false;
        try (StorageFile file = storage.open(name, Storage.Access.READ)) {
            RecordReader reader = new RecordReader(
                    file, name, tag(context.databaseId(), term, generation), LogPolicy.EACH_RECORD_SYNCED, -1);
            while (reader.next()) {
                isEnded = reader.kind() == CatalogFormat.KIND_END;
                if (isEnded) {
                    continue;
                }
                boolean isSnapshot = reader.kind() == CatalogFormat.KIND_SNAPSHOT;
                if (isSnapshot == hasSnapshot || (!isSnapshot && reader.kind() != CatalogFormat.KIND_CHANGE)) {
                    throw new StoreException.Corrupt(
                            name, reader.position(), "a snapshot, then changes", "kind " + reader.kind());
                }
                hasSnapshot = true;
                BodyReader body = new BodyReader(
                        name,
                        reader.position() + RecordFormat.HEADER_LENGTH,
                        reader.record(),
                        reader.recordOffset() + RecordFormat.HEADER_LENGTH,
                        reader.bodyLength());
                content = CatalogFormat.decode(body, content);
            }
            if (!hasSnapshot) {
                throw reader.missing("a snapshot record, with which every catalog begins");
            }
        }
        return new Catalog(storage, context, content, isEnded);
    }
}

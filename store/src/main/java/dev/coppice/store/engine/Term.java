package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.WriteAheadLog;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.ManifestName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// The term of the database's writer: the file `CURRENT_TERM`, see `docs/format.md`. It grows by one, durably, each
/// time that a writer opens the database, before anything that carries the new term is written.
///
/// When the file is lost or damaged, the highest term that any other file carries takes its place: what is above that
/// is carried by nothing, so it is as good as new.
final class Term {
    static final String FILE_NAME = "CURRENT_TERM";
    private static final String TEMPORARY_NAME = "CURRENT_TERM.tmp";
    private static final int MAX_LENGTH = 64;
    private static final Pattern CONTENT = Pattern.compile("(\\d{1,18}) ([0-9a-f]{8})\n");

    private Term() {}

    /// The term of the last writer, 0 when there was none.
    static long read(Storage storage, long databaseId) {
        try {
            long recorded = recorded(storage, databaseId);
            requireAbove(Catalog.highestTerm(storage), recorded);
            return recorded;
        } catch (StoreException.Corrupt damage) {
            long term = highestCarried(storage, databaseId);
            Loggers.of(Term.class)
                    .log(
                            System.Logger.Level.WARNING,
                            damage.getMessage() + "; the last term is taken to be " + term
                                    + ", the highest that any other file carries");
            return term;
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + FILE_NAME, e);
        }
    }

    /// What is wrong with the file, null when nothing is.
    static StoreException.Corrupt damage(Storage storage, long databaseId) {
        try {
            requireAbove(Catalog.highestTerm(storage), recorded(storage, databaseId));
            return null;
        } catch (StoreException.Corrupt damage) {
            return damage;
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + FILE_NAME, e);
        }
    }

    /// A file that was put back from an older copy has a good checksum.
    private static void requireAbove(long carried, long recorded) {
        if (carried > recorded) {
            throw new StoreException.Corrupt(
                    FILE_NAME, 0, "term " + carried + " or above, because a catalog carries it", "term " + recorded);
        }
    }

    private static long recorded(Storage storage, long databaseId) throws IOException {
        if (!storage.exists(FILE_NAME)) {
            throw new StoreException.Corrupt(FILE_NAME, 0, "the term of the last writer", "no such file");
        }
        ByteBuffer buffer = ByteBuffer.allocate(MAX_LENGTH);
        try (StorageFile file = storage.open(FILE_NAME, Storage.Access.READ)) {
            file.read(buffer, 0);
        }
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        Matcher content = CONTENT.matcher(text);
        if (!content.matches()) {
            throw new StoreException.Corrupt(FILE_NAME, 0, "a decimal number and a checksum", "'" + text.strip() + "'");
        }
        long term = Long.parseLong(content.group(1));
        if (!text.equals(text(databaseId, term))) {
            throw new StoreException.Corrupt(
                    FILE_NAME, 0, "'" + text(databaseId, term).strip() + "'", "'" + text.strip() + "'");
        }
        return term;
    }

    static String text(long databaseId, long term) {
        String digits = Long.toString(term);
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(databaseId)
                .flip());
        checksum.update(digits.getBytes(StandardCharsets.US_ASCII));
        return String.format("%s %08x\n", digits, checksum.getValue());
    }

    /// The highest term that the name of a catalog, manifest or data file or the beginning of a log segment carries.
    /// Nothing that is in one of these files carries a higher one than its name, because it was written by that term or
    /// taken over from an earlier one.
    private static long highestCarried(Storage storage, long databaseId) {
        try {
            long highest = Math.max(0, Catalog.highestTerm(storage));
            for (long fork : StoreContext.forkNumbers(storage)) {
                highest = Math.max(highest, WriteAheadLog.highestTerm(storage, databaseId, fork));
                String directory = StoreContext.forkDirectory(fork);
                for (String table : storage.list(directory)) {
                    if (!StoreContext.isLog(table)) {
                        highest = Math.max(highest, highestTermOfNames(storage, directory + "/" + table));
                    }
                }
            }
            return highest;
        } catch (IOException e) {
            throw IoErrors.wrap("looking for the last term", e);
        }
    }

    private static long highestTermOfNames(Storage storage, String directory) throws IOException {
        long highest = 0;
        for (String name : storage.list(directory)) {
            DataFileName data = DataFileName.parse(name);
            ManifestName manifest = ManifestName.parse(name);
            highest = Math.max(highest, data == null ? 0 : data.term());
            highest = Math.max(highest, manifest == null ? 0 : manifest.term());
        }
        return highest;
    }

    /// Takes the next term.
    static long next(Storage storage, long databaseId) {
        long term = read(storage, databaseId) + 1;
        write(storage, databaseId, term);
        return term;
    }

    /// Makes a term the last.
    static void write(Storage storage, long databaseId, long term) {
        try {
            storage.delete(TEMPORARY_NAME);
            try (StorageFile file = storage.create(TEMPORARY_NAME)) {
                file.write(ByteBuffer.wrap(text(databaseId, term).getBytes(StandardCharsets.US_ASCII)), 0);
                file.sync();
            }
            storage.rename(TEMPORARY_NAME, FILE_NAME);
            storage.syncDirectory("");
        } catch (IOException e) {
            throw IoErrors.wrap("writing " + FILE_NAME, e);
        }
    }
}

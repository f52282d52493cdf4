package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The term of the database's writer: the file `CURRENT_TERM`, a decimal number in ASCII. It grows by one, durably,
/// each time that a writer opens the database, before anything that carries the new term is written.
final class Term {
    static final String FILE_NAME = "CURRENT_TERM";
    private static final String TEMPORARY_NAME = "CURRENT_TERM.tmp";
    private static final int MAX_LENGTH = 64;

    private Term() {}

    /// The term of the last writer, 0 when there was none.
    static long read(Storage storage) {
        try {
            if (!storage.exists(FILE_NAME)) {
                return 0;
            }
            ByteBuffer buffer = ByteBuffer.allocate(MAX_LENGTH);
            try (StorageFile file = storage.open(FILE_NAME, Storage.Access.READ)) {
                file.read(buffer, 0);
            }
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).trim();
            if (!text.matches("\\d{1,18}")) {
                throw new StoreException.Corrupt(FILE_NAME, 0, "a decimal number", "'" + text + "'");
            }
            return Long.parseLong(text);
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + FILE_NAME, e);
        }
    }

    /// Takes the next term.
    static long next(Storage storage) {
        long term = read(storage) + 1;
        try {
            storage.delete(TEMPORARY_NAME);
            try (StorageFile file = storage.create(TEMPORARY_NAME)) {
                file.write(ByteBuffer.wrap((term + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
                file.sync();
            }
            storage.rename(TEMPORARY_NAME, FILE_NAME);
            storage.syncDirectory("");
        } catch (IOException e) {
            throw IoErrors.wrap("writing " + FILE_NAME, e);
        }
        return term;
    }
}

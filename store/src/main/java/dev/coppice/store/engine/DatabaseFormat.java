package dev.coppice.store.engine;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Host;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.page.DataFileHeader;
import dev.coppice.store.page.PageFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/// What is fixed when a database is created: the file `FORMAT`, 64 bytes. See the package page.
///
/// @param databaseId a random number that every file of the database carries
/// @param pageSize bytes in a page
/// @param pagesPerFileShift a data file holds `2^pagesPerFileShift` pages
/// @param compression the name of what compresses the pages; empty when nothing does
record DatabaseFormat(long databaseId, int pageSize, int pagesPerFileShift, String compression) {
    static final String FILE_NAME = "FORMAT";
    private static final String TEMPORARY_NAME = "FORMAT.tmp";
    static final int LENGTH = 64;
    static final int VERSION = 1;
    private static final int COMPRESSION_AT = 40;
    private static final int COMPRESSION_LENGTH = 16;
    private static final int INCOMPATIBLE_FEATURES = 28;
    private static final int READ_ONLY_COMPATIBLE_FEATURES = 56;
    private static final byte[] MAGIC = "Coppice store\n\u001a\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DEFAULT_PAGE_SIZE = 4_096;
    private static final int DEFAULT_PAGES_PER_FILE = 1 << 14;

    /// Reads the format of a database, or creates one where there is nothing.
    static DatabaseFormat openOrCreate(Host host, DatabaseOptions options) {
        Storage storage = host.storage();
        try {
            if (storage.exists(FILE_NAME)) {
                return read(storage, options.readOnly()).agreeingWith(options, storage);
            }
            refuseForeign(storage);
            requireCreation(storage, options);
            return create(host, options);
        } catch (IOException e) {
            throw IoErrors.wrap("opening " + storage.description(), e);
        }
    }

    /// Refuses to make a database where one must exist.
    static void requireCreation(Storage storage, DatabaseOptions options) {
        if (!options.create()) {
            throw new StoreException.NotFound(
                    "there is no Coppice database in " + storage.description() + "; name its directory, or create one");
        }
    }

    /// Refuses a directory that holds something and is not a database, or one that has lost its format.
    static void refuseForeign(Storage storage) throws IOException {
        List<String> names = storage.list("");
        if (names.contains(Term.FILE_NAME) || !Catalog.names(names).isEmpty()) {
            throw new StoreException.NotADatabase(storage.description() + " has files of a Coppice database and no "
                    + FILE_NAME + ": a backup that was cut short, to be deleted, or a database that has lost it; "
                    + FILE_NAME + " never changes, so that of a backup can be put back");
        }
        for (String name : names) {
            if (!isOurs(name)) {
                throw new StoreException.NotADatabase(storage.description() + " holds '" + name
                        + "' and is not a Coppice database; name an empty or new directory");
            }
        }
    }

    /// Names that may be there before the format is: what a creation that was cut off leaves.
    private static boolean isOurs(String name) {
        return name.equals(TEMPORARY_NAME) || name.equals(Databases.LOCK);
    }

    private static DatabaseFormat create(Host host, DatabaseOptions options) throws IOException {
        Storage storage = host.storage();
        int pageSize = options.pageSize() == 0 ? DEFAULT_PAGE_SIZE : options.pageSize();
        int pagesPerFile = options.pagesPerFile() == 0 ? DEFAULT_PAGES_PER_FILE : options.pagesPerFile();
        DatabaseFormat format = new DatabaseFormat(
                host.entropy().nextLong(),
                pageSize,
                Integer.numberOfTrailingZeros(pagesPerFile),
                options.compression() == null ? "" : options.compression().name());
        storage.delete(TEMPORARY_NAME);
        try (StorageFile file = storage.create(TEMPORARY_NAME)) {
            file.write(ByteBuffer.wrap(format.encode()), 0);
            file.sync();
        }
        storage.rename(TEMPORARY_NAME, FILE_NAME);
        storage.syncDirectory("");
        return format;
    }

    private DatabaseFormat agreeingWith(DatabaseOptions options, Storage storage) {
        require(options.pageSize() == 0 || options.pageSize() == pageSize, storage, "pageSize", pageSize);
        int pagesPerFile = 1 << pagesPerFileShift;
        require(
                options.pagesPerFile() == 0 || options.pagesPerFile() == pagesPerFile,
                storage,
                "pagesPerFile",
                pagesPerFile);
        if (options.compression() != null && !options.compression().name().equals(compression)) {
            throw new StoreException.Invalid("the database in " + storage.description() + " was created "
                    + (compression.isEmpty() ? "without compression" : "with compression " + compression)
                    + ", which cannot be changed; open it without naming one");
        }
        return this;
    }

    private static void require(boolean agrees, Storage storage, String option, int recorded) {
        if (!agrees) {
            throw new StoreException.Invalid("the database in " + storage.description() + " was created with " + option
                    + " " + recorded + "; open it with that, or with 0");
        }
    }

    byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC)
                .putInt(VERSION)
                .putInt(pageSize)
                .putInt(pagesPerFileShift)
                .putInt(0)
                .putLong(databaseId)
                .put(compression.getBytes(StandardCharsets.US_ASCII));
        buffer.putInt(LENGTH - Integer.BYTES, checksum(buffer.array()));
        return buffer.array();
    }

    private static DatabaseFormat read(Storage storage, boolean readOnly) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (StorageFile file = storage.open(FILE_NAME, Storage.Access.READ)) {
            file.read(buffer, 0);
        }
        buffer.clear();
        byte[] magic = new byte[MAGIC.length];
        buffer.get(magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new StoreException.NotADatabase(
                    storage.description() + "/" + FILE_NAME + " does not begin as that of a Coppice database");
        }
        if (buffer.getInt(LENGTH - Integer.BYTES) != checksum(buffer.array())) {
            throw new StoreException.Corrupt(FILE_NAME, 0, "64 bytes with their checksum", "another checksum");
        }
        int version = buffer.getInt();
        if (version != VERSION) {
            throw new StoreException.NotADatabase(storage.description() + " has format " + version
                    + ", and this release knows format " + VERSION + " only; use a newer release");
        }
        requireKnownFeatures(buffer, storage, readOnly);
        int pageSize = buffer.getInt();
        int shift = buffer.getInt();
        buffer.getInt();
        if (!PageFormat.isPageSize(pageSize) || shift < 1 || shift > DataFileHeader.MAX_PAGES_PER_FILE_SHIFT) {
            throw new StoreException.Corrupt(
                    FILE_NAME,
                    20,
                    "a page size and a number of pages",
                    "pages of " + pageSize + " bytes, 2 to the power of " + shift + " of them");
        }
        long databaseId = buffer.getLong();
        byte[] name = new byte[COMPRESSION_LENGTH];
        buffer.get(name);
        return new DatabaseFormat(databaseId, pageSize, shift, compression(name));
    }

    private static String compression(byte[] field) {
        String name = new String(field, StandardCharsets.ISO_8859_1);
        int length = name.indexOf(0) < 0 ? name.length() : name.indexOf(0);
        if (!name.matches("[a-z0-9]*\u0000*")) {
            throw new StoreException.Corrupt(FILE_NAME, COMPRESSION_AT, "the name of a compression, or zeros", name);
        }
        return name.substring(0, length);
    }

    /// This release knows of no features, so each one that is used is unknown.
    private static void requireKnownFeatures(ByteBuffer buffer, Storage storage, boolean readOnly) {
        int incompatible = buffer.getInt(INCOMPATIBLE_FEATURES);
        if (incompatible != 0) {
            throw new StoreException.NotADatabase(storage.description() + " uses features that this release does not"
                    + " know (incompatible, bits 0x" + Integer.toHexString(incompatible) + "); use a newer release");
        }
        int readable = Short.toUnsignedInt(buffer.getShort(READ_ONLY_COMPATIBLE_FEATURES));
        if (readable != 0 && !readOnly) {
            throw new StoreException.ReadOnly(storage.description() + " uses features that this release can read and"
                    + " not write (bits 0x" + Integer.toHexString(readable)
                    + "); open it read-only, or use a newer release");
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, LENGTH - Integer.BYTES);
        return (int) checksum.getValue();
    }
}

package dev.coppice.store.errors;

import static dev.coppice.store.feature.TestDatabase.SMALL;

import dev.coppice.store.Database;
import dev.coppice.store.StoreException;
import dev.coppice.store.StoreException.AlreadyExists;
import dev.coppice.store.StoreException.Io;
import dev.coppice.store.StoreException.NotADatabase;
import dev.coppice.store.StoreException.ReadOnly;
import dev.coppice.store.TableIdent;
import dev.coppice.store.host.Host;
import dev.coppice.store.host.Storage;
import dev.coppice.store.page.DataFileHeader;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/// What files hold and what the operating system answers, and the errors that it leads to.
final class FileCauses {
    private static final int FORMAT_CHECKSUM = 60;
    private static final DataFileHeader HEADER = new DataFileHeader(4_096, 4, 1, 0, TableIdent.of("t"), 1, 0, 1);
    private static final int VERSION_OF_DATA_FILE = PageFormat.HEADER_SIZE + 12;

    private FileCauses() {}

    static List<Cause> all() {
        return List.of(
                new Cause(
                        NotADatabase.class,
                        "has format 2, and this release knows format 1 only; use a newer release",
                        (test, _, _) -> openWithFormat(test.machine(), 16, 2)),
                new Cause(
                        NotADatabase.class,
                        "(incompatible, bits 0x1); use a newer release",
                        (test, _, _) -> openWithFormat(test.machine(), 28, 1)),
                new Cause(
                        ReadOnly.class,
                        "(bits 0x1); open it read-only, or use a newer release",
                        (test, _, _) -> openWithFormat(test.machine(), 56, 1)),
                new Cause(
                        NotADatabase.class,
                        "data_0_1 does not start as a data file of Coppice does",
                        (_, _, _) -> DataFileHeader.decode("data_0_1", ByteBuffer.allocate(4_096))),
                new Cause(NotADatabase.class, "has format version 9; this release knows version 1 only", (_, _, _) -> {
                    byte[] page = HEADER.encode();
                    page[VERSION_OF_DATA_FILE] = 9;
                    PageHeader.seal(page, 0, page.length, HEADER.fileTag(), HEADER.filePage(), PageFormat.NO_PAGE);
                    DataFileHeader.decode("data_0_1", ByteBuffer.wrap(page));
                }),
                new Cause(
                        AlreadyExists.class,
                        "is not empty; name a new or empty directory for the copy",
                        (test, _, _) -> {
                            Path directory = Files.createTempDirectory("not-empty");
                            Path file = Files.createFile(directory.resolve("file"));
                            try {
                                test.database().backup(directory);
                            } finally {
                                Files.delete(file);
                                Files.delete(directory);
                            }
                        }));
    }

    static List<Cause> ofTheSystem() {
        return List.of(
                new Cause(
                        ReadOnly.class,
                        "open the database read-only, or make the disk writable",
                        (_, _, _) -> openWhere("list", new FileSystemException("db", null, "Read-only file system"))),
                new Cause(
                        NotADatabase.class,
                        "a Coppice database is a directory, name that",
                        (_, _, _) -> openWhere("list", new NotDirectoryException("db"))),
                new Cause(
                        Io.class,
                        "no permission for db; give this user the right to read and write it",
                        (_, _, _) ->
                                Database.open(host("exists", new AccessDeniedException("db")), SMALL.asReadOnly())),
                new Cause(
                        ReadOnly.class,
                        "(db/LOCK); open it read-only, or give the permission",
                        (_, _, _) -> openWhere("tryLock", new AccessDeniedException("db/LOCK"))),
                new Cause(Io.class, "releasing the lock failed: no route", (_, _, _) -> {
                    AutoCloseable lock = () -> {
                        throw new IOException("no route");
                    };
                    Database.open(host("tryLock", lock), SMALL).close();
                }));
    }

    /// Opens a database after a field of its format was changed.
    private static void openWithFormat(SimulatedHost machine, int offset, int value) throws IOException {
        byte[] format = machine.disk().contents("FORMAT");
        format[offset] = (byte) value;
        CRC32C checksum = new CRC32C();
        checksum.update(format, 0, FORMAT_CHECKSUM);
        ByteBuffer.wrap(format).order(ByteOrder.LITTLE_ENDIAN).putInt(FORMAT_CHECKSUM, (int) checksum.getValue());
        SimulatedHost other = SimulatedHost.create(2);
        other.disk().replace("FORMAT", format);
        Database.open(other.host(), SMALL);
    }

    private static void openWhere(String call, IOException answer) throws StoreException {
        Database.open(host(call, answer), SMALL);
    }

    /// A machine on which one call of the storage is answered in its own way.
    private static Host host(String call, Object answer) {
        Host host = SimulatedHost.create(2).host();
        Storage storage = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (_, method, arguments) -> {
                    if (method.getName().equals(call)) {
                        if (answer instanceof IOException failure) {
                            throw failure;
                        }
                        return answer;
                    }
                    try {
                        return method.invoke(host.storage(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new Host(storage, host.clock(), host.entropy(), host.scheduler());
    }
}

package dev.coppice.store.host;

import java.io.IOException;
import java.util.List;

/// The files of one database: the only way in which the engine reaches a disk.
///
/// Names are paths relative to the database's directory, with `/` between parts and no `.` or `..`. Every change of
/// the name space (create, rename, delete) is durable only after [#syncDirectory(String)] of the directory that holds
/// the name, and the bytes of a file only after [StorageFile#sync()]. All methods are thread-safe.
///
/// An implementation may be a directory ([DirectoryStorage]), or a simulated disk that loses, reorders and tears what
/// was not synced. The shape follows Lucene's `Directory` and redb's `StorageBackend`: few methods, so that whatever
/// stands below can be exchanged in a test.
public interface Storage extends AutoCloseable {
    /// Creates an empty file and the directories above it, opened for reading and writing.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when the name is taken
    StorageFile create(String name) throws IOException;

    /// Opens an existing file.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is none of this name
    StorageFile open(String name, Access access) throws IOException;

    /// The names (last parts only) of files and directories in a directory, sorted; empty when it does not exist.
    ///
    /// @throws java.nio.file.NotDirectoryException when there is a file of this name
    List<String> list(String directory) throws IOException;

    /// Whether a file or directory of this name exists.
    boolean exists(String name) throws IOException;

    /// Renames a file, replacing the target if there is one. Atomic: whoever looks, also after a crash, sees the old
    /// target or the new one.
    void rename(String from, String to) throws IOException;

    /// Deletes a file, or an empty directory; nothing happens when there is none. A mapping of the file stays valid.
    void delete(String name) throws IOException;

    /// Makes creations, renames and deletions in a directory durable; the directories above are made durable as well
    /// if this storage created them. The empty string names the database's own directory.
    void syncDirectory(String directory) throws IOException;

    /// Takes the exclusive lock of the database, held until the returned handle is closed or the process ends.
    ///
    /// @return the held lock, or null when another process, or another handle in this one, holds it
    AutoCloseable tryLock(String name) throws IOException;

    /// Where this storage is, for messages to a person.
    String description();

    /// The bytes that can still be written before the storage is full, or [Long#MAX_VALUE] when unknown.
    long usableBytes() throws IOException;

    /// Closes what the storage itself holds. Open files are closed by their users.
    @Override
    void close() throws IOException;

    /// What an opened file is for.
    enum Access {
        /// Reads and mappings.
        READ,
        /// Reads, writes, mappings and truncation.
        READ_WRITE
    }
}

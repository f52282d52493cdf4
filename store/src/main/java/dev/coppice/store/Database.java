package dev.coppice.store;

import dev.coppice.store.host.Host;
import dev.coppice.store.object.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/// A database: a directory with tables of ordered entries, and any number of forks of them.
///
/// One process at a time has it open for writing; any number may have it open read-only and follow ([#refresh()]).
/// Thread-safe. Closing waits for background work, and keeps what was committed.
///
/// Each method, those of the handles too, throws [StoreException.Closed] after close, and each that changes something
/// [StoreException.ReadOnly] in a database that is open read-only. What changes the database may throw
/// [StoreException.Full] or [StoreException.Io] when the storage does not take it.
public interface Database extends AutoCloseable {
    /// Opens a database for writing, and creates it when the directory is absent or empty.
    ///
    /// A fork that is damaged, primary too, does not keep the others from being opened: it is named by [#forks()], and
    /// each use of it fails with [StoreException.Corrupt]. A damaged page makes the entries in it unreadable and
    /// nothing else.
    ///
    /// @throws StoreException.Locked when another process has it open for writing
    /// @throws StoreException.NotADatabase when the directory holds something else or a newer format
    /// @throws StoreException.Corrupt when it cannot be told which forks there are
    static Database open(Path directory) {
        return open(directory, DatabaseOptions.DEFAULT);
    }

    /// Opens a database. See [#open(Path)].
    static Database open(Path directory, DatabaseOptions options) {
        return dev.coppice.store.engine.Databases.open(directory, options);
    }

    /// Opens a database on a host of the caller's making, such as a simulated one.
    static Database open(Host host, DatabaseOptions options) {
        return dev.coppice.store.engine.Databases.open(host, options);
    }

    /// The first fork, which is never dropped. The handle lives as long as the database.
    Fork primary();

    /// Opens a handle of an existing fork.
    ///
    /// @throws StoreException.NotFound when there is none of the name
    Fork fork(String name);

    /// All forks, primary first, then by number.
    List<ForkInfo> forks();

    /// Drops a fork: it is gone at once and for ever, its space is given back in the background. One that is damaged
    /// can be dropped as any other.
    ///
    /// @throws StoreException.ForkInUse naming every blocker, before anything was changed
    void drop(String fork, DropMode mode);

    /// From now on calls an action with the number of each fork that is gone: dropped by a call, or because its time
    /// has passed, or with another one in its place after a rebase or a reset. For what is built upon the database and
    /// keeps something for each fork; a fork whose end a crash came after is told to nobody. Called on the thread that
    /// has done it, after it is durable; must be thread-safe. What is thrown changes nothing; it is logged once.
    void whenGone(LongConsumer action);

    /// All archives, oldest first.
    List<ArchiveInfo> archives();

    /// Opens the state that an archive keeps.
    ///
    /// @throws StoreException.NotFound when there is none of the name
    Snapshot archive(String name);

    /// Deletes an archive; forks made from it keep what they share.
    void deleteArchive(String name);

    /// The database's small objects, which belong to no fork and to no transaction. Each is a file in the database's
    /// directory that has the object's path as its name, so the first part of a path is none of the names that the
    /// database itself uses there: `FORMAT`, `LOCK`, `CURRENT_TERM`, `forks`, and whatever begins with `catalog_`. The
    /// version of an object is the SHA-256 of its content, in hexadecimal digits.
    ///
    /// It is closed with the database.
    ObjectStore objects();

    /// Copies the database, with all forks, archives and objects as they are at this moment, to an empty or absent
    /// directory while writes go on; changes of objects wait until these are copied. The copy is itself a database.
    ///
    /// @throws StoreException.Corrupt when a fork cannot be read; nothing was copied. A damaged page is copied as it is
    void backup(Path target);

    /// Merges what is only in the log of every fork into its tables. A fork for which that fails does not keep the
    /// others from it; the first failure is thrown at the end.
    void checkpoint();

    /// Rewrites data files in which little is still reachable, and deletes files that nothing can reach: surely not, so
    /// what a damaged fork or archive may still reach stays. A fork for which that fails does not keep the others from
    /// it; the first failure is thrown at the end.
    void compact();

    /// In a read-only database: takes up what the writer has committed since. In others nothing happens.
    ///
    /// @throws StoreException.Corrupt when a fork in use cannot be read any more; it stays as it was, all others are
    ///     brought up
    void refresh();

    /// Proves the whole database sound: every page reachable exactly once, checksums, order, counts, file terms, free
    /// lists and allocators, of every fork and archive.
    CheckReport check();

    /// Sizes and counts of every fork and table.
    Statistics statistics();

    /// Where the database is, for messages to a person.
    String description();

    @Override
    void close();
}

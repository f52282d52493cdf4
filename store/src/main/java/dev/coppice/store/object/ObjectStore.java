package dev.coppice.store.object;

import dev.coppice.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Small objects under paths, such as `id_allocator.json` or `catalog/forks/17/id_allocator.json`.
///
/// A path has 1 to [ObjectPaths#MAX_LENGTH] characters, parts of 1 to [ObjectPaths#MAX_PART_LENGTH] of ASCII letters,
/// digits, `_`, `-` and `.` with `/` between them; no part begins with a dot or ends in `.tmp`. An object has 0 to
/// [#MAX_CONTENT_LENGTH] bytes. A path that is also a folder of another one (`a` and `a/b`) may be refused with an
/// [IOException], because not every home of objects can hold both.
///
/// **Atomic.** An object is replaced as a whole: whoever reads, also after a crash, gets one that was put, and never a
/// part. All calls on one store, from any number of threads, take effect one after the other, so of two that put on the
/// same condition one wins.
///
/// **Durable.** What a call has put or deleted is durable when it returns, and what [#get] returns is durable too, but
/// for a reader beside the writer, who may see it a moment earlier.
///
/// **After an error.** When [#put] or [#delete] throws an [IOException] other than [ConditionFailedException], nobody
/// knows whether the object is the old one or the new one; it is one of both. Read it, then try again. The other errors
/// have changed nothing.
///
/// **Versions.** A version is an entity tag: objects of different content have different ones. It may be made of
/// nothing but the content, and is then the same again when an older content is put back. So a condition on a version
/// says that the content is what was read, not that nobody has written in between (the ABA problem). It makes no
/// difference to contents that are never repeated, such as a number that only grows; others carry a counter of their
/// own. Nothing but a store itself may interpret a version, or compare those of two stores.
///
/// A store returns the bytes that it was given and need not detect that they were damaged where they lie. A content
/// that matters carries a checksum of its own.
///
/// All methods throw [StoreException.Invalid] for a path that is none, and [StoreException.Closed] after the database
/// was closed. Thread-safe.
public interface ObjectStore {
    /// The largest object, in bytes: 1 MiB.
    int MAX_CONTENT_LENGTH = 1 << 20;

    /// Reads an object.
    ///
    /// @return the object, or empty when there surely is none
    /// @throws IOException when it cannot be told whether there is one, or what it holds
    Optional<StoredObject> get(String path) throws IOException;

    /// Makes or replaces an object, if a condition holds, and makes that durable.
    ///
    /// @param content what it is to hold; not kept
    /// @param condition what must be true of the object that is there
    /// @return the new version
    /// @throws ConditionFailedException when the condition does not hold; nothing was changed
    /// @throws IOException when it is unknown whether the object is the old or the new one
    /// @throws StoreException.Invalid when the content is longer than [#MAX_CONTENT_LENGTH]
    /// @throws StoreException.ReadOnly when the database was opened read-only
    String put(String path, byte[] content, Condition condition) throws IOException;

    /// Deletes an object, durably; nothing happens when there is none.
    ///
    /// @throws IOException when it is unknown whether the object is still there
    /// @throws StoreException.ReadOnly when the database was opened read-only
    void delete(String path) throws IOException;

    /// The paths of all objects that begin with a prefix, sorted. The prefix may end within a part: `catalog/forks/1`
    /// begins `catalog/forks/17/id_allocator.json` as well. The empty one begins all; one that no path can begin with
    /// finds nothing.
    List<String> list(String prefix) throws IOException;

    /// Where the objects are, for messages to a person.
    String description();
}

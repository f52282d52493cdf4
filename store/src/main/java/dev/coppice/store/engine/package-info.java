/// The engine: what makes of trees and logs a database with transactions and forks.
///
/// ## Who does what
///
/// [Databases] opens a database: lock, [DatabaseFormat], [Term], then [DatabaseCore], which holds the [Catalog], the
/// forks in use ([ForkCore]) and all that is open on them ([ViewPin]).
///
/// - **State.** A [ForkState] is all that a fork's commits up to a sequence have made: for each table a [TableState],
///   which is in-memory deltas over trees. Both are immutable; a snapshot, a transaction and a new fork are each a
///   reference to one. What the writer of a table needs besides, files and allocators, is in its [Partition].
/// - **Commit.** A [TransactionView] gathers its operations as a [CommitRecord]. The [Committer] checks it
///   ([ConflictCheck], [RecentWrites]), appends it to the log, syncs once for all that wait, applies it with a
///   [StateEditor] and publishes the next state. Recovery applies the same record with the same editor.
/// - **Checkpoint.** [Checkpoint] freezes the deltas, merges them into the trees ([TableMerge]), makes pages and then
///   manifests durable, publishes, tells the catalog and trims the log. [Compaction] moves pages out of files of which
///   little is used; [FileCollector] deletes files that [ReachableFiles] does not find. [Maintenance] runs all of it in
///   steps.
/// - **Fork.** [ForkLifecycle] creates and drops. A fork is one catalog record with a [StatePointer]: manifests up to a
///   length, and the ranges of logs after them. Nothing is copied. [ForkPoints] finds what two forks have in common.
/// - **Diff and promotion.** [TableDiff] compares two states where they do not share structure; [Promoter] applies what
///   a fork changed to another one.
/// - **Objects.** [DatabaseObjects] keeps small files beside all that, for whoever builds upon a database.
/// - **Recovery.** [StateLoader] rebuilds a state from a pointer. [Checker] proves a database sound.
///
/// ## Locks
///
/// In this order: [DatabaseObjects#lock] (objects), [DatabaseCore#structure] (forks, archives, deletion of files), a
/// fork's maintenance (one checkpoint, load or compaction at a time), its commit lock, then what is inside. A fork's
/// maintenance is never awaited under the structure lock. Reads of tables take none of them.
///
/// ## What is assumed of the storage, and what a crash leaves
///
/// A sync makes what was written to a file durable; a rename is atomic; a sector of 512 bytes is written wholly or not
/// at all; and bytes that are written again with the same content stay readable throughout.
///
/// - *In a commit*: its record is whole in the log, or it is cut off by the next writer. A commit is acknowledged after
///   the sync only.
/// - *In a checkpoint*: a manifest says up to which commit its trees reach, and replay passes over those; so some
///   tables may be ahead of the catalog, and none is behind what the log still has.
/// - *In the creation or drop of a fork*: one catalog record, so there is the fork or there is not. Files of a fork
///   that is marked as dropped are deleted by the next collection.
/// - *In a change of an object*: one rename, so there is the old object or the new one.
/// - *In a compaction*: pages are durable at their new place before the manifest says so, and the old file goes after.
///
/// ## The commit record
///
/// The body of a record of kind COMMIT in the write-ahead log: operations, one after the other, each beginning with
/// the byte in the first column. A table is named once and then goes by its ordinal, 0, 1, 2 ... in order of naming.
///
/// | byte | operation   | what follows                                                                               |
/// |-----:|-------------|--------------------------------------------------------------------------------------------|
/// |    1 | TABLE       | name length u8, name, partition u16: the table of the next ordinal                         |
/// |    2 | MUTATION    | ordinal u16, then a mutation as the package `delta` lays it out                            |
/// |    3 | CREATE      | ordinal u16; nothing happens when the table exists                                         |
/// |    4 | DROP        | ordinal u16                                                                                |
/// |    5 | TRUNCATE    | ordinal u16, key length u16, key: every entry at or above the key goes                     |
/// |    6 | PAGES       | ordinal u16, first logical page u32, its file page u64, count u32, steps: pages of a tree    |
/// |    7 | TREES       | ordinal u16, then for the entries and for the expiry hints: root u64, height u8, count u64 |
/// |    8 | UNMAP       | ordinal u16, first logical page u32, count u32                                             |
/// |    9 | VALUE_PAGES | ordinal u16, first logical page u32, first file page u64, count u32: pages of large values |
///
/// The *steps* are a u8 for each page after the first: by how much its file page is above that of the page before, 0
/// for one that shares it.
///
/// The other files are described in `docs/format.md`.
package dev.coppice.store.engine;

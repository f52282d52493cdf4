/// One partition's files: who owns each page and file id, where each page is, and what a manifest says about it.
/// Format 1.
///
/// A partition is one part of a table: two trees of pages. A *logical page* is a page of a tree, whatever its latest
/// version; a *file page* is a place in a file, `file id << pagesPerFileShift | index in the file`. Three questions
/// have one answer each:
///
/// - which file page may be written next, and by whom? The [dev.coppice.store.partition.AppendAllocator] hands out each
///   file page once, and the [dev.coppice.store.partition.FileIdTermMapping] says which term created a file;
/// - where is a logical page? The [dev.coppice.store.partition.PageMapping] of a version of the partition says it;
///   [dev.coppice.store.partition.LogicalPages] are those that are free;
/// - what was durable? The manifest: the [dev.coppice.store.partition.ManifestWriter] makes each new file and each new
///   mapping durable before it is used, the [dev.coppice.store.partition.ManifestReplayer] reads it back.
///
/// [dev.coppice.store.partition.DataFiles] are the open files themselves; what is in their pages is the affair of the
/// package `page`.
///
/// ## Files
///
/// In the directory of a partition of a fork:
///
/// | name              | example        | what                                                                        |
/// |-------------------|----------------|-----------------------------------------------------------------------------|
/// | data file         | `data_12_3`    | file id 12, created in term 3                                               |
/// | manifest          | `manifest_3`   | the first manifest of term 3                                                |
/// | rewritten         | `manifest_3_2` | its second successor in the same term: *generation* 2                       |
/// | temporary         | `manifest_3_2.tmp` | left by a crash; ignored                                                |
///
/// Numbers are decimal, from 0 to 2^63 - 1, without leading zeros. The newest manifest has the highest term, and of
/// these the highest generation. It alone counts. Older ones are kept as long as a fork or an archive has pinned a
/// position in them, that is, their first so many bytes.
///
/// A manifest is only ever appended to by the writer that created it. It is created under a temporary name with its
/// first record, synced, renamed, and the directory is synced: a manifest without a good first record is damaged, not
/// new.
///
/// ## Records of a manifest
///
/// A manifest is a log of records in the frame that the package `log` describes; each is synced before the next is
/// written. Their tag is that of role `manifest <table>.<partition>` with the numbers incarnation, term and generation.
/// Record numbers start at 0.
///
/// | kind | name     | when                                                                                          |
/// |-----:|----------|-----------------------------------------------------------------------------------------------|
/// |    1 | SNAPSHOT | the first record and only that: everything                                                    |
/// |    2 | CHANGE   | a checkpoint or a compaction: the state, new files, pages that moved                          |
/// |    3 | FILES    | before a file is created: new files                                                           |
/// |    4 | END      | when the manifest was closed in order; nothing follows                                        |
///
/// **No CHANGE refers to a file whose term is not in the manifest up to and including that record.** Forgetting a file
/// that was deleted needs a new manifest with a new SNAPSHOT.
///
/// A body is a sequence of numbers. A *varint* is an unsigned number of at most 64 bits in LEB128: seven bits to a
/// byte, lowest first, the high bit set in all bytes but the last, in as few bytes as possible. *Plus one* makes room
/// for "none", which is 0. *Zigzag* folds the sign into the lowest bit: 0, -1, 1, -2 become 0, 1, 2, 3.
///
/// ### SNAPSHOT
///
/// The example has 8 pages to a file (`pagesPerFileShift` 3); file 1 is inherited from fork 0, file 2 is the fork's
/// own. Logical pages 0, 1, 2 and 4 are at file pages 9, 10, 17 and 18.
///
/// | snapshot           | encoding              | example        | which means                                            |
/// |--------------------|-----------------------|----------------|--------------------------------------------------------|
/// | version            | varint                | `01`           | 1                                                      |
/// | checkpointSequence | varint                | `ac02`         | the trees hold all commits up to 300                   |
/// | firstLoggedFile    | varint                | `02`           | later commits name pages in files from 2 on only       |
/// | root               | varint, plus one      | `03`           | logical page 2                                         |
/// | height             | varint                | `02`           | an index page over leaves                              |
/// | entryCount         | varint                | `05`           | 5 entries                                              |
/// | expiryRoot         | varint, plus one      | `00`           | none                                                   |
/// | expiryHeight       | varint                | `00`           |                                                        |
/// | expiryCount        | varint                | `00`           |                                                        |
/// | maxFilePage        | varint, plus one      | `13`           | no page above 18 was handed out                        |
/// | termsLength        | varint                | `05`           | bytes of the next field                                |
/// | terms              | *file terms*          | `0201030207`   | file 1 of term 3, file 2 of term 7                     |
/// | owners             | *owners*              | `01020005`     | files below 2: fork 0, incarnation 5                   |
/// | pageCount          | varint                | `04`           | 4 mapped pages                                         |
/// | pages              | *steps* to the end    | `4906390406`   | see below                                              |
///
/// *File terms*: a varint count, then for each file, ascending, a varint file id and a varint term. None is `00`. A
/// file that is not among them has term 0, and must be there if it has mapped pages. When this field is malformed
/// although the record's checksum is good, the reader warns, takes it as empty, and takes the terms from the names of
/// the files present.
///
/// *Owners*: a varint count, then for each owner of inherited files, ascending, as varints: its mark as the difference
/// to the mark before (the first to 0), the fork's id, the incarnation of the table. Files with ids below the mark and
/// not below the mark before lie in that fork's directory; files from the last mark on are this fork's own.
///
/// *Steps*: each a varint, its kind in the two lowest bits and its operand above them. They walk along the logical
/// pages from 0 and remember the last file page, at first 0.
///
/// | step | name     | operand       | effect                                                                          |
/// |-----:|----------|---------------|---------------------------------------------------------------------------------|
/// |    0 | SKIP     | 1 or more     | pass over so many logical pages                                                 |
/// |    1 | MAP      | zigzag        | map one page to the last file page plus the operand                             |
/// |    2 | MAP_NEXT | 1 or more     | map so many pages, each to the file page after the last                         |
/// |    3 | UNMAP    | 1 or more     | remove the mapping of so many pages; not in a SNAPSHOT                          |
///
/// In the example: map page 0 to 0 + 9; page 1 to the next, 10; page 2 to 10 + 7 = 17; skip page 3; page 4 to the next,
/// 18.
///
/// ### CHANGE
///
/// The example follows the one above: file 3 is new, page 1 moves to file page 25, page 4 is freed.
///
/// | change             | encoding              | example        | which means                                            |
/// |--------------------|-----------------------|----------------|--------------------------------------------------------|
/// | version            | varint                | `01`           | 1                                                      |
/// | state              | as in a snapshot      | `ad0202030204000000` | sequence 301, root 2, height 2, 4 entries             |
/// | maxFilePage        | varint, plus one      | `1a`           | 25                                                     |
/// | newTerms           | *file terms*          | `010307`       | file 3 of term 7                                       |
/// | pages              | *steps* to the end    | `04c9010807`   | skip 1, map to 0 + 25, skip 2, unmap 1                 |
///
/// ### FILES and END
///
/// | files              | encoding              | example        | which means                                            |
/// |--------------------|-----------------------|----------------|--------------------------------------------------------|
/// | version            | varint                | `01`           | 1                                                      |
/// | maxFilePage        | varint, plus one      | `21`           | 32, the header of file 4: none of its pages yet        |
/// | newTerms           | *file terms*          | `010407`       | file 4 of term 7                                       |
///
/// | end                | encoding              | example        | which means                                            |
/// |--------------------|-----------------------|----------------|--------------------------------------------------------|
/// | version            | varint                | `01`           | 1                                                      |
///
/// ## After a crash
///
/// - *While a file is started.* The id is in the mapping in memory first, then in a durable record, then the file is
///   created, then its pages are handed out. Before the record is durable nobody else knows of the id; after it, the id
///   is in the manifest and is not given again, whether the file exists or not.
/// - *While pages are written.* No record refers to them, and the next writer starts with a file of its own: what is
///   left of them is never read and never written over.
/// - *While a record is appended.* It is torn, and the reader stops before it; or it is whole, and then all that it
///   refers to was durable before.
/// - *While a manifest is replaced.* The temporary file is ignored; after the rename the new manifest is whole.
///
/// Damage to the last record of a manifest that was not closed looks like an interrupted write, unless the catalog
/// names a position behind it: then that is an error. Else what is lost with it the write-ahead log still has.
package dev.coppice.store.partition;

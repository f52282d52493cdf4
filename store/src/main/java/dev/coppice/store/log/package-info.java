/// Logs, format version 1: the frame around every record, and the write-ahead log of a fork.
///
/// Manifests, catalogs and write-ahead logs are sequences of records in the same frame. Integers are little-endian,
/// sizes and offsets are in bytes, checksums are CRC-32C.
///
/// ## Record
///
/// A record starts at a multiple of 8; zeros fill the file up to the next one. `header` names the parts of the
/// 48 bytes in front of the body:
///
/// | offset | size | header         | meaning                                                                        |
/// |-------:|-----:|----------------|--------------------------------------------------------------------------------|
/// |      0 |    4 | headerChecksum | of bytes 4 to 47                                                               |
/// |      4 |    4 | bodyLength     | 0 to 2,147,483,584, zeros behind the body not counted                          |
/// |      8 |    4 | bodyChecksum   | of the body                                                                    |
/// |     12 |    1 | formatVersion  | 1                                                                              |
/// |     13 |    1 | kind           | what the body is; belongs to the log                                           |
/// |     14 |    2 | zero           | 0                                                                              |
/// |     16 |    8 | number         | place in the log's order: a commit's sequence, or 0, 1, 2 ...                  |
/// |     24 |    8 | tag            | identity of the file: stale, foreign and misplaced records have another        |
/// |     32 |    8 | syncedNumber   | the highest number known to be durable when this was written, -1 for none      |
/// |     40 |    8 | reserved       | 0                                                                              |
///
/// The header has a checksum of its own so that `bodyLength` is never used before it is known to be what was written.
///
/// Behind the last record the file may go on with zeros: it is extended ahead of its records, because a sync that need
/// not make a new file size durable takes half the time.
///
/// The tag is a hash: [LogTag] has the algorithm.
///
/// ## How a log ends
///
/// The first place without the valid next record is the end. It is *clean* when only zeros follow, *torn* when
/// something follows that nothing proves to have been acknowledged, and an error when something does:
///
/// - in a manifest or catalog every record is synced before the next is written, so any later record of the same
///   tag and a higher number proves that the missing one was durable;
/// - in a write-ahead log many records may be in flight, so a later record proves what its `syncedNumber` says.
///
/// Later records are searched at every multiple of 8. What is proven and missing is `Corrupt`, and so is whatever has a
/// good checksum and contradicts the format, such as a number left out. Damage to the very last record of a log that
/// was not closed looks like an interrupted write: no later record can tell.
///
/// ## Write-ahead log
///
/// The log of a fork is `forks/<forkId>/wal_<segment number, 20 digits>`, one segment after the other. The tag of a
/// segment is that of role `wal` with the segment's number. Kinds of records:
///
/// | kind | name    | number                             | body                     |
/// |-----:|---------|------------------------------------|--------------------------|
/// |    0 | SEGMENT | last sequence before the segment   | see below                |
/// |    1 | COMMIT  | sequence, without a gap            | one transaction          |
/// |    2 | END     | last sequence                      | none                     |
///
/// A segment starts with SEGMENT. `segment` names the parts of its body:
///
/// | offset | size | segment          | meaning                                           |
/// |-------:|-----:|------------------|---------------------------------------------------|
/// |      0 |    8 | databaseId       | the database                                      |
/// |      8 |    8 | forkId           | the fork                                          |
/// |     16 |    8 | segmentNumber    | as in the file's name                             |
/// |     24 |    8 | term             | of the writer that began the segment              |
/// |     32 |    8 | previousSequence | last sequence before the segment, as in `number`  |
///
/// A segment is begun only when everything before it is durable. So the start of the next segment proves where a
/// segment ended: one that ends earlier has lost commits, and what one holds beyond was left by an interrupted write
/// and does not count. Only the newest segment may end torn, be empty, or lack its beginning. Numbers of segments grow
/// but may leave gaps; sequences may not.
///
/// END is written when a segment is followed by another, or its log closed. With it, damage to the last commit is told
/// from an interrupted write.
///
/// Segments are deleted oldest first. The newest always stays, so the log knows its last sequence.
package dev.coppice.store.log;

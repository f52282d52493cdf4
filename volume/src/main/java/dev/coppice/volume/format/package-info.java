/// Where everything is on a volume, byte by byte. Format 1, not yet frozen.
///
/// Integers are little-endian, sizes are in bytes, block numbers count from the start of the device. Checksums are
/// CRC-32C.
///
/// ## Regions
///
/// | region     | blocks                    | what                                                                  |
/// |------------|---------------------------|-----------------------------------------------------------------------|
/// | superblock | block 0                   | what the volume is, and the roots of everything                       |
/// | bitmap     | from `bitmapBlock`        | one bit for each block: whether it is in use                          |
/// | table      | from `tableBlock`         | one entry for each block: checksum, references, kind; level on level  |
/// | journal    | from `journalBlock`       | a ring of records: the changes that are not all at their places yet   |
/// | data       | all others                | what the rest points to                                               |
/// | copy       | the last block            | of the superblock, as of the last checkpoint                          |
///
/// ## Superblock
///
/// The first 4,096 bytes of its block, whatever the block size; all other bytes are 0.
///
/// | offset | size | field                | meaning                                                           |
/// |-------:|-----:|----------------------|-------------------------------------------------------------------|
/// |      0 |    8 | magic                | `CoppiceV` in ASCII                                               |
/// |      8 |    4 | formatVersion        | 1                                                                 |
/// |     12 |    4 | blockSize            | a power of two from 4,096 to 65,536                               |
/// |     16 |    8 | blockCount           | blocks of the volume, all regions included                        |
/// |     24 |   16 | id                   | a random UUID, high half first                                    |
/// |     40 |    8 | compatibleFeatures   | bits that who does not know them may ignore                       |
/// |     48 |    8 | readOnlyFeatures     | bits that who does not know them may only read with               |
/// |     56 |    8 | incompatibleFeatures | bits that who does not know them must not touch                   |
/// |     64 |   64 | label                | UTF-8, filled up with zeros                                       |
/// |    128 |    8 | bitmapBlock          | the first block of the bitmap                                     |
/// |    136 |    8 | tableBlock           | the first block of level 0 of the table; the other levels follow  |
/// |    144 |    8 | journalBlock         | the first block of the journal                                    |
/// |    152 |    8 | journalBlockCount    | its blocks                                                        |
/// |    160 |    8 | created              | nanoseconds since 1970-01-01 UTC                                  |
/// |    168 |    8 | sequence             | the last group whose changes this superblock contains             |
/// |    176 |    8 | checkpointSequence   | all groups through this one are at their places                   |
/// |    184 |    8 | checkpointPosition   | where in the journal the next one begins, in bytes ever written   |
/// |    192 |    8 | freeBlockCount       | clear bits of the bitmap                                          |
/// |    200 |    8 | tableRoot            | the entry of the one block of the highest level of the table      |
/// |    208 |    8 | inodeCount           | inodes in use                                                     |
/// |    216 |    4 | nextGeneration       | of the next inode                                                 |
/// |    224 |    8 | firstOrphan          | the first inode with something to be given back; 0 for none       |
/// |    232 |    8 | firstSnapshots       | the first block of snapshots; 0 for none                          |
/// |    240 |    8 | nextSnapshot         | number of the next snapshot, less one                             |
/// |    256 |  256 | inodeFile            | the inode whose content is blocks of inodes                       |
/// |    512 |  256 | inodeBitmapFile      | the inode whose content is the inode bitmap                       |
/// |   4092 |    4 | checksum             | of bytes 0 to 4,091                                               |
///
/// ## Blocks of metadata
///
/// All but the superblock begin with the same 16 bytes:
///
/// | offset | size | field    | meaning                                                                        |
/// |-------:|-----:|----------|--------------------------------------------------------------------------------|
/// |      0 |    4 | checksum | of the volume's id, then of all bytes of the block from 4 on                   |
/// |      4 |    1 | kind     | a [dev.coppice.volume.format.BlockKind]                                        |
/// |      5 |    3 | reserved | 0                                                                              |
/// |      8 |    8 | number   | of this block                                                                  |
///
/// A **bitmap** block has bits in its other bytes: bit `i` of 64-bit word `j` of bitmap block `k` stands for block
/// `k * (blockSize - 16) * 8 + j * 64 + i` and is 1 when that is in use. Bits past the last block are 1.
///
/// A **table** block of level 0 has entries of 8 bytes, one for each block of the volume in order; one of level n + 1
/// has one for each table block of level n. The highest level is one block, whose entry is in the superblock.
///
/// | bits     | field      | meaning                                                                             |
/// |----------|------------|-------------------------------------------------------------------------------------|
/// | 0 to 31  | checksum   | of a block of data: of all its bytes; of metadata: the one in its header            |
/// | 32 to 55 | references | how many pointers to the block there are                                            |
/// | 56 to 63 | kind       | a [dev.coppice.volume.format.BlockKind]; 0 with all other bits 0: not in use        |
///
/// So each block has its checksum in another one, up to the superblock: a block that is not the newest version of
/// itself is found out, although its own checksum is right. A block of the bitmap or of the table whose entry is 0 was
/// never written and counts as zeros.
///
/// ## Inodes
///
/// A block of **inodes** has as many of 256 bytes as fit behind its header; those of the volume are numbered in the
/// order of the blocks of the inode file. Number 0 is never given, 1 is the root directory. The **inode bitmap** has a
/// bit for each, in blocks with 64-bit words behind their headers; a block that is a hole has no inode in use.
///
/// | offset | size | field       | meaning                                                                         |
/// |-------:|-----:|-------------|---------------------------------------------------------------------------------|
/// |      0 |    4 | mode        | type and permissions as POSIX has them; 0: not in use                           |
/// |      4 |    4 | linkCount   | names of the file; of a directory also those of its parts                       |
/// |      8 |    4 | owner       | number of the user                                                              |
/// |     12 |    4 | group       | number of the group                                                             |
/// |     16 |    8 | size        | of the content                                                                  |
/// |     24 |    8 | blockCount  | blocks of the file, those of pointers included                                  |
/// |     32 |    4 | generation  | tells the file from earlier ones with its number                                |
/// |     36 |    4 | flags       | bit 0: what is behind the size is still to be given back                        |
/// |     40 |   32 | seconds     | of the last access, modification, change, and of the creation, since 1970       |
/// |     72 |   16 | nanos       | of the same times                                                               |
/// |     88 |    8 | attributes  | the inode whose content is the extended attributes; 0 for none                  |
/// |     96 |    8 | parent      | of a directory the one that it is in; of a device its number                    |
/// |    104 |    8 | nextOrphan  | the next inode with something to be given back; 0 for the last                  |
/// |    112 |  144 | pointers    | 18 of 8 bytes; of a symbolic link of at most 144 bytes the target               |
///
/// With `n` pointers to a block, `n = (blockSize - 16) / 8`: pointers 0 to 11 lead to the first 12 blocks of the
/// content, 12 to the next `n` over one block of **pointers**, 13 to the next `n^2` over two, and 14 to 17 to `n^3`
/// each over three: 1.97 TiB with blocks of 4 KiB. A pointer of 0 is a hole, which reads as zeros.
///
/// ## Directories
///
/// Pointer 0 of a directory leads to the root of a B+-tree of blocks of **directory**; 0 when it has no names. The
/// order is that of SipHash-2-4 of a name's bytes, keyed with the volume's id and shifted right by one, and of names
/// with the same hash that of their bytes.
///
/// | offset | size | field     | meaning                                                                           |
/// |-------:|-----:|-----------|-----------------------------------------------------------------------------------|
/// |     16 |    2 | level     | 0 for a leaf                                                                      |
/// |     18 |    2 | count     | of the slots                                                                      |
/// |     20 |    4 | heapStart | of a leaf: where the lowest name begins                                           |
/// |     24 |      | slots     | of a leaf: hash (8), offset of the name (4); else: hash (8), child (8)            |
///
/// A name in a leaf: inode (8), its type as in `mode` shifted right by 12 (1), length (1), bytes. An inner slot leads
/// to the names whose hash is at least its own; the hash of the first one is not looked at. All names with one hash are
/// in one leaf.
///
/// ## Snapshots
///
/// A block of **snapshots** has the number of the next one at offset 16, 0 for none, and from offset 24 on as many
/// records of 1,024 bytes as fit:
///
/// | offset | size | field           | meaning                                                                     |
/// |-------:|-----:|-----------------|-----------------------------------------------------------------------------|
/// |      0 |    8 | number          | of the snapshot, never given again; 0 for no snapshot                       |
/// |      8 |    4 | state           | 1: there; 2: being given back                                               |
/// |     12 |    4 | nameLength      | bytes of the name                                                           |
/// |     16 |    8 | createdSeconds  | when it was made, since 1970-01-01 UTC                                      |
/// |     24 |    4 | createdNanos    | and nanoseconds                                                             |
/// |     32 |    8 | inodeCount      | as in the superblock                                                        |
/// |     40 |  255 | name            |                                                                             |
/// |    512 |  256 | inodeFile       | as in the superblock                                                        |
/// |    768 |  256 | inodeBitmapFile | as in the superblock                                                        |
///
/// All that these two inodes lead to is shared with the volume, and counted; who changes a block that has several
/// pointers to it, or to a block above it, copies it first, and adds a pointer to all that it leads to.
///
/// ## Journal
///
/// A ring of bytes; byte `p` of all that were ever written to it is at `p` modulo its length. A record is the changes
/// of one *group*, which take effect together:
///
/// | offset | size | field           | meaning                                                                     |
/// |-------:|-----:|-----------------|-----------------------------------------------------------------------------|
/// |      0 |    8 | magic           | `CoppiceJ` in ASCII                                                         |
/// |      8 |    4 | headerChecksum  | of the volume's id, then of bytes 12 to 63                                  |
/// |     12 |    4 | bodyChecksum    | of all bytes from 64 on                                                     |
/// |     16 |    8 | sequence        | of the group, one more than that of the record before                       |
/// |     24 |    8 | position        | where the record is, in bytes ever written                                  |
/// |     32 |    4 | length          | of the record, a multiple of 512                                            |
/// |     36 |    4 | changeCount     | changes that follow                                                         |
/// |     40 |   24 | reserved        | 0                                                                           |
/// |     64 |   16 | changes         | of each: block (8), first sector (2), sector count (2), reserved (4)        |
///
/// After the changes, at the next multiple of 512, come the sectors of 512 bytes that they name, in their order. A
/// change without sectors *revokes* its block: what earlier groups changed there must not be written, because the block
/// is used for something else now.
package dev.coppice.volume.format;

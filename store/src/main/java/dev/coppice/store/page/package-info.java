/// # Pages, format 1
///
/// A data file is a row of pages of one size, a power of two from 4 KiB to 64 KiB. Page 0 says whose file it is; every
/// other page is a leaf or an index page of the partition's tree, or holds a piece of a large value, or several small
/// ones side by side. Where pages are compressed, a page of the file may also hold several leaf and overflow pages, or
/// a piece of the dictionary that they are compressed with. A page is written once, as a whole, and never changed.
///
/// Integers are little-endian and unsigned but where a negative number is named, sizes and offsets are in bytes. A
/// *varint* has 7 bits of the number in each byte, the least significant first, and the high bit set in all bytes but
/// the last; it has at most 64 bits, 10 bytes, and no more bytes than needed. Keys are 0 to 1000 bytes, ordered as
/// unsigned bytes, the shorter first when one begins with the other. An expiry is in milliseconds since 1970, above 0.
///
/// ## Every page begins with a header
///
/// | offset | size | field         | meaning                                                                        |
/// |-------:|-----:|---------------|--------------------------------------------------------------------------------|
/// |      0 |    4 | checksum      | CRC-32C of bytes 4 to the page's end                                           |
/// |      4 |    1 | kind          | 1 file header, 2 leaf, 3 index, 4 overflow, 5 pack, 6 dictionary, 7 value      |
/// |      5 |    1 | level         | index: height above the leaves, from 1; others 0                               |
/// |      6 |    2 | entryCount    | leaf: entries; index: children; pack, dictionary, value: pages; others 0       |
/// |      8 |    8 | fileTag       | identity of the data file, see below                                           |
/// |     16 |    8 | filePage      | where it was written: file id × pages in a file + page in the file             |
/// |     24 |    8 | logicalPage   | the page that it is, 0 to 2^32 - 2; file header, pack, dictionary, value: -1   |
/// |     32 |    2 | prefixLength  | leaf, index: the bytes that all its keys begin with; value: below; others 0    |
/// |     34 |    2 | flags         | leaf: bit 0 set when some entry has an expiry; all other bits and kinds 0      |
/// |     36 |    4 | contentLength | bytes in use from byte 48 on; zeros fill the page after them                   |
/// |     40 |    8 | minExpiry     | leaf: the smallest expiry, 2^63 - 1 for none; overflow: its index; below: more |
///
/// The checksum tells a rotten or torn page, the three fields of identity a page that is whole but not the one that was
/// asked for: of another file or database, of the same name but an earlier life, misplaced, or from before an
/// overwrite.
///
/// ## Page 0 of a file says whose it is
///
/// | offset | size | field             | meaning                                                                    |
/// |-------:|-----:|-------------------|----------------------------------------------------------------------------|
/// |     48 |    8 | magic             | the bytes `COPPICE1`                                                       |
/// |     56 |    4 | role              | the bytes `DATA`                                                           |
/// |     60 |    4 | formatVersion     | 1                                                                          |
/// |     64 |    4 | pageSize          | bytes of a page                                                            |
/// |     68 |    4 | pagesPerFileShift | the file has 2 to the power of this many pages; 1 to 20                    |
/// |     72 |    8 | databaseId        | identity of the database                                                   |
/// |     80 |    8 | forkId            | the fork that wrote the file                                               |
/// |     88 |    8 | incarnation       | tells the table from an earlier one of its name                            |
/// |     96 |    8 | fileId            | number of the file in its partition, below 2^63                            |
/// |    104 |    8 | term              | the term that created the file, below 2^63                                 |
/// |    112 |    4 | partition         | the partition of the table, 0 to 65535                                     |
/// |    116 |    4 | nameLength        | bytes of the name, 1 to 100                                                |
/// |    120 |  100 | name              | the table's name in ASCII; only `nameLength` bytes are content             |
///
/// The *file tag* that all pages carry is the first 8 bytes of the SHA-256 digest of this page's content.
///
/// ## Leaf pages hold entries
///
/// The content starts with what all keys begin with. Then come the *slots*, two arrays of one element for each entry in
/// the order of the keys: the *heads*, each the first 4 bytes of the key after the prefix as a big-endian number (zeros
/// for bytes past the key's end), stored little-endian like all numbers; and the offsets of the entries from the start
/// of the page. A search compares numbers that lie side by side, and looks at an entry only where the heads are equal.
///
/// | size             | leaf content | meaning                                                                      |
/// |------------------|--------------|------------------------------------------------------------------------------|
/// | prefixLength     | prefix       | the bytes that all keys begin with                                           |
/// | to multiple of 4 | padding      | zeros                                                                        |
/// | 4 × entryCount   | heads        | ascending                                                                    |
/// | 2 × entryCount   | offsets      | of the entries                                                               |
/// | rest             | entries      | one after the other in the order of the keys, without gaps                   |
///
/// | size             | leaf entry   | meaning                                                                      |
/// |------------------|--------------|------------------------------------------------------------------------------|
/// | 1                | flags        | bit 0: the value lies in overflow pages; bit 1: there is an expiry; others 0 |
/// | varint           | suffixLength | the key's length less that of the prefix                                     |
/// | varint           | valueLength  | the value's length, wherever it lies, below 2^63                             |
/// | 8 if bit 1       | expiry       | when the entry expires                                                       |
/// | suffixLength - 4 | suffixRest   | the key's bytes after prefix and head, when there are any                    |
/// | inline           | value        | the value; with bit 0 a 4-byte number, the logical page with its start       |
///
/// The offsets of entries fit 16 bits, for the largest page has 2^16 bytes.
///
/// ## Index pages hold separators and children
///
/// Child `i` holds the keys from separator `i`, inclusive, to separator `i + 1`, exclusive. The first separator stands
/// for "before all keys": it is stored with head 0 and no bytes, and need not begin with the prefix.
///
/// | size             | index content | meaning                                                                     |
/// |------------------|---------------|-----------------------------------------------------------------------------|
/// | prefixLength     | prefix        | the bytes that all separators but the first begin with                      |
/// | to multiple of 4 | padding       | zeros                                                                       |
/// | 4 × entryCount   | heads         | ascending                                                                   |
/// | 4 × entryCount   | children      | logical pages                                                               |
/// | 2 × entryCount   | offsets       | of the entries                                                              |
/// | rest             | entries       | one after the other in the order of the separators, without gaps            |
///
/// | size             | index entry   | meaning                                                                     |
/// |------------------|---------------|-----------------------------------------------------------------------------|
/// | varint           | suffixLength  | the separator's length less that of the prefix                              |
/// | suffixLength - 4 | suffixRest    | its bytes after prefix and head, when there are any                         |
///
/// ## Overflow pages hold one value's pieces
///
/// A value of `n` bytes lies in `n / (pageSize - 48)` pages, rounded up, with consecutive logical ids. All but the last
/// are full. The content is nothing but bytes of the value, at least one; the header has the page's index among them.
///
/// ## Value pages hold overflow pages that are not full
///
/// An overflow page that is far from full, such as the only one of a value of 1,000 bytes, lies in a value page with
/// others; the page mapping maps all of them to that. What the page has no room for of its last one goes on in another
/// value page of the same file: the last header field, *more*, has that page's index in the file, 0 for none, and its
/// content then begins with the rest, whose length is in its header's `prefixLength`. Both pages are verified before
/// such a value is read.
///
/// | size           | value content | meaning                                                                      |
/// |----------------|---------------|------------------------------------------------------------------------------|
/// | 4 × entryCount | logicalPages  | which overflow pages begin here, each once                                   |
/// | 4 × entryCount | indexes       | the index of each among those of its value                                   |
/// | 2 × entryCount | offsets       | of their bytes, from the start of the page                                   |
/// | 2 × entryCount | lengths       | of their bytes, at least 1 and fewer than fill a page                        |
/// | prefixLength   | continued     | the rest of the last one of another page                                     |
/// | rest           | pieces        | the bytes, one after the other, without gaps                                 |
///
/// Which overflow pages are put into value pages is up to the writer; here it is those up to three quarters of a page.
///
/// ## Packs hold compressed pages
///
/// A pack takes several leaf and overflow pages, each compressed by itself; the page mapping maps all of them to the
/// pack. The last header field, *dictionary*, has the index in the file of the first page of the dictionary that all of
/// them are compressed with, 0 for none. What compresses them is recorded in the database's `FORMAT`.
///
/// | size           | pack content | meaning                                                                       |
/// |----------------|--------------|-------------------------------------------------------------------------------|
/// | 4 × entryCount | logicalPages | which pages these are, ascending                                              |
/// | 2 × entryCount | offsets      | of their images, compressed, from the start of the pack                       |
/// | rest           | images       | one after the other, without gaps; at least 1 byte each                       |
///
/// The *image* of a page are bytes 4 to 7 and all from byte 32 to the end of the content: what is left out says where a
/// page lies, which the pack says for all of them, or is zeros. The pack's checksum covers the compressed bytes and is
/// verified before anything is decompressed; nothing that would make more than a page is.
///
/// ## Dictionary pages hold one dictionary's pieces
///
/// A dictionary of `n` bytes lies in `n / (pageSize - 48)` pages of the file, rounded up, one after the other, at most
/// 64. All but the last are full. The header has the number of these pages, and in the last field the page's index
/// among them. The content is nothing but bytes of the dictionary. Each data file has dictionaries of its own.
///
/// ## Rules of this package
///
/// Readers are static methods on a segment and an offset, for the tree's inner loop: no object stands for a page.
/// Whoever maps a file verifies a page once, [dev.coppice.store.page.PageHeader#verify], and reads it without further
/// checks from then on. Builders belong to one thread, everything else to any. No argument may be null.
package dev.coppice.store.page;

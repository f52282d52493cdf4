/// Values of properties: their types, how they lie in records, and how they lie in keys of indexes.
///
/// [dev.coppice.graph.value.ValueWriter] and [dev.coppice.graph.value.ValueReader] have the first format, which is made
/// for being small, exact and quickly skipped, [dev.coppice.graph.value.OrderedKeyWriter] and
/// [dev.coppice.graph.value.OrderedKeys] the second, whose bytes are in the order of the values. Everything here is
/// static and safe for any number of threads, but a [dev.coppice.graph.value.ByteWriter] belongs to one at a time.
///
/// ## Values in records
///
/// A value is one byte, the tag, and then the fields of its type. A *varint* has seven bits of a number in each byte,
/// the lowest first, and the high bit of all bytes but the last set, in the shortest form
/// ([dev.coppice.graph.value.Varint]); a *zigzag* is the varint of 2n for n from 0 on, and of -2n - 1 below. Whatever
/// has no fixed size says first how much follows, so a reader skips a value without looking inside.
///
/// | tag    | type             | fields                                                                              |
/// |-------:|------------------|-------------------------------------------------------------------------------------|
/// | 0      | null             | none; only as element of a list, set or map                                         |
/// | 1      | BOOLEAN          | none; false                                                                         |
/// | 2      | BOOLEAN          | none; true                                                                          |
/// | 3      | BYTE             | 1 byte, two's complement                                                            |
/// | 4      | SHORT            | zigzag, -2^15 to 2^15 - 1                                                           |
/// | 5      | INTEGER          | zigzag, -2^31 to 2^31 - 1                                                           |
/// | 6      | LONG             | zigzag                                                                              |
/// | 7      | FLOAT            | 4 bytes little-endian, IEEE 754 binary32; the only NaN is 7FC00000                  |
/// | 8      | DOUBLE           | 8 bytes little-endian, IEEE 754 binary64; the only NaN is 7FF8000000000000          |
/// | 9      | BIG_INTEGER      | varint n; n bytes big-endian, two's complement, as few as possible, at least 1      |
/// | 10     | DECIMAL          | zigzag scale, -2^31 to 2^31 - 1; then the unscaled number as in BIG_INTEGER         |
/// | 11     | STRING           | varint n; n bytes of UTF-8                                                          |
/// | 12     | BYTES            | varint n; n bytes                                                                   |
/// | 13     | DATE             | zigzag, days since 1970-01-01                                                       |
/// | 14     | TIME             | varint, nanoseconds since midnight                                                  |
/// | 15     | INSTANT          | zigzag, seconds since 1970-01-01T00:00Z; varint, nanoseconds after it, below 10^9   |
/// | 16     | OFFSET_DATE_TIME | as INSTANT; then zigzag, seconds that local time is ahead of UTC, -64800 to 64800   |
/// | 17     | LEGACY_DATE      | zigzag, milliseconds since 1970-01-01T00:00Z                                        |
/// | 18     | DURATION         | zigzag, seconds, rounded down; varint, nanoseconds more, below 10^9                 |
/// | 19     | UUID             | 16 bytes, in the order of its text                                                  |
/// | 20     | VECTOR           | varint n; n times 4 bytes as in FLOAT                                               |
/// | 21     | LIST             | varint, the bytes of all elements; the elements                                     |
/// | 22     | SET              | varint, the bytes of all elements; the elements, ascending, each once               |
/// | 23     | MAP              | varint, the bytes of all entries; key and value of each, keys ascending, each once  |
///
/// Elements and keys ascend as unsigned bytes. Lists, sets and maps lie in each other at most 32 deep. Every other form
/// of the same value is refused when it is read, so values are equal if and only if their bytes are.
///
/// ## Values in keys
///
/// The first byte, in hexadecimal here, tells types apart and orders them. 00 and FF are never a first byte.
///
/// | first    | values                               | then                                                         |
/// |---------:|--------------------------------------|--------------------------------------------------------------|
/// | 08       | false                                | nothing                                                      |
/// | 09       | true                                 | nothing                                                      |
/// | 10       | negative infinity                    | nothing                                                      |
/// | 11 to 54 | negative numbers                     | what `AA - first` has for the magnitude, all bits inverted   |
/// | 55       | 0                                    | nothing                                                      |
/// | 56       | numbers between 0 and 2^-1074        | *decimal* with 5 bytes of exponent                           |
/// | 57       | numbers from 2^-1074 to below 1      | 2 bytes, e + 1074; *bits*                                    |
/// | 58 to 97 | numbers from 1 to below 2^64         | *bits*; e is `first - 58`                                    |
/// | 98       | numbers from 2^64 to below 2^1024    | 2 bytes, e - 64; *bits*                                      |
/// | 99       | numbers from 2^1024                  | *decimal* with 5 bytes of exponent                           |
/// | 9A       | infinity                             | nothing                                                      |
/// | 9B       | NaN                                  | nothing                                                      |
/// | A0       | DATE                                 | the key of the number of days since 1970-01-01               |
/// | A1       | TIME                                 | the key of the nanoseconds since midnight                    |
/// | A2       | INSTANT                              | the keys of the seconds since 1970-01-01T00:00Z and of the nanoseconds after it |
/// | A3       | OFFSET_DATE_TIME                     | as INSTANT; then the key of the seconds ahead of UTC         |
/// | A4       | LEGACY_DATE                          | the key of the milliseconds since 1970-01-01T00:00Z          |
/// | A5       | DURATION                             | the keys of the seconds, rounded down, and of the nanoseconds more |
/// | B0       | STRING                               | *escaped*, each unit of UTF-16 as UTF-8 has a character      |
/// | B1       | UUID                                 | 16 bytes, the high bits of the first and ninth inverted      |
/// | B2       | BYTES                                | *escaped*                                                    |
///
/// *Bits*: a number is 1.f × 2^e, and its bits are those of f, 7 to a byte, shifted left by one, with the lowest bit of
/// the byte set when more follow: as many bytes as are needed, at least 1 and at most 9. When the lowest bit of the
/// ninth is set, these are not all bits, and *decimal* with 2 bytes of exponent follows, of the whole number.
///
/// *Decimal*: a number is 0.d × 10^E, and first comes E, big-endian, in as many bytes as the table says, the highest
/// bit inverted. Then come the digits d, two to a byte as a number from 0 to 99, a zero added where they are odd,
/// shifted left by one, with the lowest bit of the byte set when more follow. The last digit but for an added one is
/// not 0.
///
/// *Escaped*: the bytes, a zero as 00 FF, and at the end 00 00.
///
/// **Cut.** When a key would be longer than its limit n, it ends early. Of what is escaped there are the first bytes,
/// all that fit n - 2 with the first byte of the key, no zero without its FF; then 00 01. Of decimals there are the
/// first n - 1 bytes of the key, then FF, or 00 in negative numbers. What fits these n - 2 or n - 1 bytes without its
/// end is not cut.
///
/// Ids of vertices and edges in keys are no values: see [dev.coppice.graph.value.OrderedVarint].
///
/// ## Where the ideas come from
///
/// | idea                                                                | source                                      |
/// |---------------------------------------------------------------------|---------------------------------------------|
/// | varints, zigzag, length before content                              | Protocol Buffers                            |
/// | tuples whose bytes are ordered; zeros escaped as 00 FF              | FoundationDB's tuple layer; CockroachDB     |
/// | mantissas whose bytes say whether more follow; decimals two digits to a byte | SQLite4's key encoding             |
/// | numbers of all types in one order, binary first and decimal behind  | MongoDB's KeyString                         |
/// | units of UTF-16 as UTF-8                                            | CESU-8 (Unicode Technical Report 26)        |
/// | a first byte whose leading ones count the bytes that follow         | UTF-8; SQLite4's varints are ordered, too   |
package dev.coppice.graph.value;

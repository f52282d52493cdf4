/// Compression of a database's pages with Zstandard and a dictionary that is trained on them.
///
/// ```java
/// Database.open(directory, DatabaseOptions.DEFAULT.withCompression(Zstd.compression()));
/// ```
///
/// creates a compressed database. To open it again, this module need only be on the class path or module path.
package dev.coppice.zstd;

package dev.coppice.store.engine;

import dev.coppice.store.TableIdent;
import dev.coppice.store.partition.ManifestPosition;

/// Where the durable part of a table is, seen from the catalog.
///
/// @param ident the table
/// @param incarnation the sequence of the commit that created it
/// @param manifestForkId the fork in whose directory the manifest is
/// @param manifest the pinned part of that manifest, null when nothing of the table is in pages
/// @param fileMark the first file id that a fork from here on gives out
record TableHead(TableIdent ident, long incarnation, long manifestForkId, ManifestPosition manifest, long fileMark) {}

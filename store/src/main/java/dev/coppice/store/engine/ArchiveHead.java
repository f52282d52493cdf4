package dev.coppice.store.engine;

import dev.coppice.store.ArchiveInfo;

/// What the catalog says of an archive.
///
/// @param info what users see of it
/// @param state the state that it keeps
record ArchiveHead(ArchiveInfo info, StatePointer state) {}

package dev.coppice.store.engine;

/// A part of a fork's log.
///
/// @param forkId the fork
/// @param after the commits after this sequence
/// @param through up to and including this one; a range of none only says that the state is one of the fork
record WalRange(long forkId, long after, long through) {}

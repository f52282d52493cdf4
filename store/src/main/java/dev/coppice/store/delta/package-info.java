/// The writes of a table that no checkpoint has merged into its tree yet: an ordered map in memory, from keys to
/// [mutations][dev.coppice.store.delta.Mutation].
///
/// A [dev.coppice.store.delta.Delta] never changes. A commit edits one through a
/// [dev.coppice.store.delta.Delta.Editor], which copies only the nodes on the paths to what it writes, and freezes the
/// result; a snapshot or a fork is a reference to a frozen delta. The replay of a log, which has very many writes at
/// once, builds one with a [dev.coppice.store.delta.DeltaBuilder] instead, with the same outcome. Readers look up with
/// [dev.coppice.store.delta.DeltaLeaf] and [dev.coppice.store.delta.DeltaCursor] without a lock and without allocating,
/// and [dev.coppice.store.delta.DeltaDiff] compares two deltas in time proportional to what differs.
///
/// The map holds no copy of keys or values. An entry is a pair of a chunk and an offset: the chunk is the record that
/// the transaction wrote to the write-ahead log, header included, and the offset is where the mutation begins in it. A
/// chunk stays in memory as long as one of its mutations is in a reachable delta, and nobody may write to it again.
///
/// Keys are 0 to [dev.coppice.store.delta.Mutation#MAX_KEY_LENGTH] bytes and ordered as unsigned bytes, a key before
/// the longer ones that it begins.
package dev.coppice.store.delta;

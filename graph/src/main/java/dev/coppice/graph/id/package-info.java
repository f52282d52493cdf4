/// Ids of vertices and edges: who hands them out, where that is recorded, and whose they are.
///
/// ## Allocation
///
/// Vertices and edges are numbered by unsigned integers of 64 bits, each kind for itself, from 0 upward; there are no
/// bits of labels or types in them. The greatest is 2^64 - 2, because the end above it must be a number as well; asking
/// for more is an error. Each fork has one [dev.coppice.graph.id.IdAllocator] of its own. Three rules make that no id
/// of a fork is handed out twice, whatever fails when:
///
/// 1. **Reserved before use.** Ids are reserved by the batch, in an object of the store that is durable before the
///    first of them leaves. Each id that was ever handed out lies below the object's numbers.
/// 2. **By compare-and-set.** The object is created only where there is none, and replaced only when it still is the
///    one that was read. So two allocators on one path reserve different ranges. A write that failed may have happened:
///    then the object is read again, and what it says is taken as reserved by someone else.
/// 3. **No fresh start.** An allocator begins at 0 only where the store says that there is no object, and only for a
///    fork that inherits nothing. A store that cannot be read, an object that is not what it should be, one that is
///    older than what was known of it, and a fork without one are errors.
///
/// The price is that ids are skipped: those of a batch that was not used up when the program ended, and those of a
/// write whose outcome was unknown.
///
/// ## The object
///
/// | whose | path |
/// |---|---|
/// | primary's | `id_allocator.json` |
/// | a fork's | `catalog/forks/<forkId>/id_allocator.json`, the number in decimal, without zeros in front |
///
/// [dev.coppice.graph.id.IdPaths] makes and reads these paths. The object is JSON in ASCII, one object with exactly two
/// members. It is written like this, without a line end behind it:
///
/// ```json
/// {
///   "next_vid_batch": 2000,
///   "next_eid_batch": 1000
/// }
/// ```
///
/// | member | type | meaning |
/// |---|---|---|
/// | `next_vid_batch` | integer, 0 to 2^64 - 1 | exclusive end of the vertex ids reserved so far: the first that an allocator opened now hands out |
/// | `next_eid_batch` | integer, 0 to 2^64 - 1 | the same of edge ids |
///
/// It is read with white space and order as they may be. Anything else is an error, and nothing is handed out: another,
/// a missing or a second member, a number with a sign, fraction or exponent, more than 4,096 bytes, a byte that is not
/// ASCII, anything behind the object.
///
/// A reservation for one kind leaves the number of the other as it was; only
/// [dev.coppice.graph.id.IdAllocator#reserveBoth] moves both, by a batch each, where nothing is left of either. It adds
/// a batch to what is in use; for a bulk allocation that does not fit what is left, the request and a batch. Both
/// numbers only ever grow.
///
/// ## Forks
///
/// When a fork is made, [dev.coppice.graph.id.IdAllocator#bootstrapForkFromPrimary] writes its object with its parent's
/// high-water marks in memory as both numbers, before there is the fork. So all that the fork inherits lies below its
/// first ids, and the forks' streams are independent of each other from then on: siblings, and a parent that goes on,
/// hand out equal numbers. A session that will never be committed draws from an allocator of its own above the marks,
/// which writes nothing.
///
/// [dev.coppice.graph.id.IdLineage] tells whose an id is. A fork's lineage is part of its own tree. `lineage` names the
/// parts of its bytes; a varint has seven bits to a byte, the lowest first, the high bit says that another byte
/// follows, and only the shortest form is valid:
///
/// | size | lineage | meaning |
/// |---:|---|---|
/// | 1 | version | 1 |
/// | varint | count | owners that follow, at least 1, from primary down to the fork itself |
/// | | owner | so many times: the next three |
/// | varint | forkId | the fork's number, 0 to 2^63 - 1 |
/// | varint | vidStep | its first vertex id, less that of the owner before; 0 for primary |
/// | varint | eidStep | its first edge id, less that of the owner before; 0 for primary |
///
/// Nothing follows. No sum goes beyond 64 bits.
///
/// Between histories that have no fork in common neither ids nor owners mean anything: [dev.coppice.graph.id.UniId]
/// recognises elements by their content.
package dev.coppice.graph.id;

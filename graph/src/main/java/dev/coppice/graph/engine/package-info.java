/// The graph in tables of the store.
///
/// # Format
///
/// Numbers are varints of 7 bits a byte, the lowest first, unless something else is said. An *ordered varint* and an
/// *ordered value* are the encodings of [dev.coppice.graph.value] that sort as bytes in the order of what they stand
/// for; a *value* is its typed encoding. A *name* is a number that stands for a label, a type or a property key, from
/// the table `graph.names` of the same fork. Ids are unsigned 64-bit numbers.
///
/// | table | key | value |
/// |---|---|---|
/// | `graph.meta` | `format` | the version of this format, 1 |
/// | | `lineage` | [dev.coppice.graph.id.IdLineage], the owners of ids as this fork sees them |
/// | | `schema` | see below |
/// | `graph.names` | kind (0 label, 1 type, 2 key), the name in UTF-8 | its number; each kind counts from 0 |
/// | `graph.vertices` | vertex id, ordered varint | a vertex |
/// | `graph.edges` | edge id, ordered varint | an edge |
/// | `graph.adjacency` | vertex id (ordered varint), direction (0 out, 1 in), type (ordered varint), other vertex id (ordered varint), edge id (ordered varint) | nothing |
/// | `graph.labels` | label (ordered varint), vertex id (ordered varint) | nothing |
/// | `graph.externals` | label (ordered varint), external id in UTF-8 | vertex id |
/// | `graph.promoted` | kind (0 vertex, 1 edge), number of the fork that made the element (ordered varint), its id there (ordered varint) | its id here, varint, then the fingerprint of what was promoted |
/// | `graph.index`, a partition for each index | the values, and, unless the index is unique, the element's id (ordered varint) | the element's id |
///
/// **A vertex**: label; 0 or the length of the external id plus 1, then its UTF-8; the number of values; then each
/// value, by key and ordinal: key times 2, plus 1 if there is more to say of it; if so, ordinal, number of
/// meta-properties, and for each, by key, its key and value; then the value.
///
/// **An edge**: type; id of the vertex that it leads away from, of the one that it leads to; number of properties; then
/// each, by key: key and value.
///
/// **A fingerprint** is the SHA-256 of what an element is, apart from its id and its ends: label or type as a text,
/// external id (0, or length plus 1 and UTF-8), number of values, and for each, by key as a text and ordinal: key,
/// ordinal, value, number of meta-properties and these, key as a text and value. Properties of edges have ordinal 0.
///
/// **The values in an index** are, in an ordered index, the ordered values one after the other; if they are longer than
/// 600 bytes, the first 600 of them and the SHA-256 of all. In a hash index they are the first 16 bytes of the SHA-256
/// of the ordered values. Numbers of all types have one order, so 1 and 1.0 are found alike.
///
/// **The schema**: 1 if it is strict, or else 0; the number of indexes, and for each its partition, name, kind (0
/// vertices, 1 edges), label (0 or length plus 1, then UTF-8), number of keys, 0 for a list of edges, and these as
/// texts, flags (1 hash, 2 unique, 4 complete); the number of constraints, and for each 0 (required) or 1 (typed),
/// kind, label, key, and for a typed one the name of the type. Texts are a length and UTF-8.
///
/// # Objects
///
/// Beside the tables, in the database's store of objects ([dev.coppice.store.object]):
///
/// | path | content |
/// |---|---|
/// | `id_allocator.json` | the ids that primary has reserved: see [dev.coppice.graph.id] |
/// | `catalog/forks/<number>/id_allocator.json` | those of a fork |
/// | `catalog/pending/<name>` | the fork of this name is a scratch session, or one that an earlier release was making: whoever opens the database for writing drops it, unless its own lineage ends with it. The content is for people |
///
/// A fork with an object of ids whose lineage does not end with it has lost the first commit of its own, which is not
/// durable by itself, and so all of them. Its lineage is that of its parent, and then itself, from the object's numbers
/// on.
package dev.coppice.graph.engine;

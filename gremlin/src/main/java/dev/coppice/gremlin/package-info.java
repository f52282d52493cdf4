/// The graph as Apache TinkerPop's Gremlin sees it.
///
/// [dev.coppice.gremlin.CoppiceGraph] opens one fork of a graph and is from then on a plain
/// [org.apache.tinkerpop.gremlin.structure.Graph]: vertices, edges, properties and transactions are those of
/// [dev.coppice.graph], which does all the work. Several graphs may be open on the forks of one database.
///
/// **Ids** of vertices and edges are numbers that the graph hands out, as [java.lang.Long]; those of vertex properties
/// are texts that name the vertex, the ordinal and the key. None can be chosen.
///
/// **Traversals.** The strategies of this package move conditions, orders, ranges and counts from the start of a
/// traversal into the index or the list of labels that answers them; `explain()` and `profile()` show what was chosen.
/// A condition is taken out of the traversal only where the index answers as Gremlin would, and is checked on each
/// element where it may not.
package dev.coppice.gremlin;

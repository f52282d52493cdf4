/// The public API of the graph: databases, forks, vertices, edges, transactions, and the errors they raise.
package dev.coppice.graph;

/// What a graph says about its elements: the names that it knows, its indexes, and its constraints.
package dev.coppice.graph.schema;

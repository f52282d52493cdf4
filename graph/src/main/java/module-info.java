/// A property graph on the store: vertices and edges that fork, each fork with its own ids.
module coppice.graph {
    requires transitive coppice.store;
    requires com.fasterxml.jackson.core;

    exports dev.coppice.graph;
    exports dev.coppice.graph.id; // who hands out ids, and whose they are
    exports dev.coppice.graph.schema; // what a graph says about its elements
    exports dev.coppice.graph.value; // types of properties, and their bytes in records and keys
}
